"""F00 报表封面与填报单位: who reports what, signed by whom (domain §2.4, 统计报表表尾)."""

from forms.base import Count, Date, Form, FormSpec, Identifier, ManyOf, OneOf, Text
from forms.items import item

_LEGAL = "法定标识，履行统计报批或备案后由市级给出；没有时留空。"


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Cover(Form):
    """The cover of one district's submission for one period; one row, id = district code."""

    spec = FormSpec(
        code="F00",
        name="cover",
        title="报表封面与填报单位",
        nature="cover",
        frequency="each",
        label="unit_name",
        scope_note="每区每期一份。",
        report_note="随报送表一并报出，由系统生成并补充签署信息。",
    )

    record_id: str = ""  # the district's code, which the cover shows as such

    unit_name: Text = item(
        "填报单位", no="1", required=True, most=100, section="单位",
        explanation="承担本区填报工作的单位全称，与公章一致。", example="上海市示例区示例委员会",
    )
    period_type: OneOf = item(
        "期别", no="2", codes="period_type", computed=True, section="单位",
        explanation="由报告期自动得出。", example="季报",
    )
    unit_leader: Text = item(
        "单位负责人", no="3", required=True, most=20, section="签署", private=True,
        explanation="在报表上签字的单位负责人姓名。", example="示例甲",
    )
    stat_leader: Text = item(
        "统计负责人", no="4", required=True, most=20, section="签署", private=True,
        explanation="负责统计工作的人员姓名。", example="示例乙",
    )
    preparer: Text = item(
        "填表人", no="5", required=True, most=20, section="签署", private=True,
        explanation="具体填写报表的人员姓名。", example="示例丙",
    )
    phone: Identifier = item(
        "联系电话", no="6", required=True, most=30, section="签署", private=True,
        explanation="工作电话，固定电话请带区号。", example="021-00000000",
    )
    report_date: Date = item(
        "报出日期", no="7", required=True, section="签署", carry="never",
        explanation="报表报出的日期，不早于期末、不晚于今天；上报时自动填当天。",
        example="2026-10-12",
    )
    form_no: Text = item(
        "表号", no="8", most=40, section="法定标识", explanation=_LEGAL,
    )
    issuer: Text = item(
        "制定机关", no="9", most=60, section="法定标识", explanation=_LEGAL,
    )
    approver: Text = item(
        "批准（备案）机关", no="10", most=60, section="法定标识", explanation=_LEGAL,
    )
    approval_no: Text = item(
        "批准（备案）文号", no="11", most=60, section="法定标识", explanation=_LEGAL,
    )
    valid_to: Date = item(
        "有效期至", no="12", section="法定标识", explanation=_LEGAL,
    )
    batch_no: Count = item(
        "报送批次", no="13", computed=True, carry="never", section="报送",
        explanation="同一报告期第几次报送，退回重报时加一，由系统给出。", example="1",
    )
    nil_forms: ManyOf = item(
        "零报告", no="14", codes="form", section="报送", carry="never",
        explanation="本期应报但确无内容的表；列在这里的表不得有记录。", example="F07；F09",
        synonyms=("零报告表",),
    )
    note: Text = item(
        "说明", no="15", most=500, multiline=True, section="报送", carry="never",
        explanation="对本期报表整体情况的说明。",
    )
