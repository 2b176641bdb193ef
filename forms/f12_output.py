"""F12 产值与主要经济指标: what each firm made in each direction (domain §2.4)."""

from forms.base import Count, Form, FormSpec, Identifier, Money, OneOf, RowId, Text
from forms.items import item


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Output(Form):
    """One firm's output in one direction; the same line every period."""

    spec = FormSpec(
        code="F12",
        name="output",
        title="产值与主要经济指标",
        nature="period",
        frequency="quarter",
        label="enterprise_name",
        key=("uscc", "direction_code"),
        id_letter="O",
        scope_note="企业名录中有未来产业产值的企业，每家企业每个方向一行。",
        report_note="季报，企业和方向自动带出，数值每期填报；第四季度为全年数。",
    )

    record_id: RowId = item(
        "产值行编号", no="1", computed=True, section="企业", pattern=r"31\d{4}-O-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-O-0001",
    )
    uscc: Identifier = item(
        "统一社会信用代码", no="2", firm="uscc", required=True, least=18, most=18, section="企业",
        explanation="企业的18位代码，应已列入企业名录。", example="91310115MA0000111M",
        synonyms=("信用代码", "社会信用代码"),
    )
    enterprise_name: Text = item(
        "企业名称", no="3", firm="name", most=100, section="企业",
        explanation="与营业执照一致的全称。", example="上海示例芯桥科技有限公司",
        synonyms=("单位名称",),
    )
    direction_code: OneOf = item(
        "所属方向", no="4", required=True, codes="direction", section="企业",
        explanation="产值所属的方向；跨方向的企业分行填报，不重复计算。", example="101",
        synonyms=("方向",),
    )
    method: OneOf = item(
        "产值口径", no="5", required=True, codes="output_method", section="企业",
        explanation="企业法、产品法或项目法；同一企业各方向应一致。", example="企业法",
        synonyms=("口径",),
    )
    output_ytd: Money = item(
        "本年累计产值", no="6", required=True, unit="万元", lowest=0, carry="year",
        section="产值", explanation="本年年初至期末的累计产值。", example="18000.00",
        synonyms=("产值", "累计产值", "本年产值"),
    )
    future_output_ytd: Money = item(
        "未来产业产值", no="7", required=True, unit="万元", lowest=0, carry="year",
        section="产值", part_of="output_ytd",
        explanation="本年累计产值中属于未来产业的部分。", example="12000.00",
        synonyms=("其中未来产业产值",),
    )
    output_last_year: Money = item(
        "上年同期产值", no="8", computed=True, unit="万元", carry="never", section="产值",
        last_year_of="output_ytd",
        explanation="上年同期已报的本年累计产值，自动带出；本机没有上年数据时为空。",
        example="15000.00", synonyms=("上年同期",),
    )
    revenue: Money = item(
        "营业收入", no="9", unit="万元", lowest=0, carry="year", section="主要经济指标",
        explanation="本年累计营业收入；跨方向的企业只在第一行填写。", example="20000.00",
    )
    export_value: Money = item(
        "出口交货值", no="10", unit="万元", lowest=0, carry="year", section="主要经济指标",
        explanation="本年累计出口交货值。", example="1000.00",
    )
    rd_spending: Money = item(
        "研发费用", no="11", unit="万元", lowest=0, carry="year", section="主要经济指标",
        explanation="本年累计研发费用。", example="2400.00", synonyms=("R&D费用",),
    )
    staff: Count = item(
        "从业人员", no="12", unit="人", lowest=0, section="主要经济指标",
        explanation="期末从业人员数；跨方向的企业只在第一行填写。", example="180",
        synonyms=("从业人员数",),
    )
    note: Text = item(
        "说明", no="13", most=300, multiline=True, carry="never", section="说明",
        explanation="产值大幅波动、口径变化等的说明。",
    )
