"""F10 政策落实: what each policy tool paid and whom it reached in the year (domain §2.4)."""

from forms.base import Count, Date, Form, FormSpec, Measure, Money, OneOf, RowId, Text
from forms.items import When, item

DISTRICT_POLICY = "区专项"
"""The policy tool under which a district's own policies stand (N28)."""

_IS_OWN = When("政策工具为区专项", lambda row: row.tool == DISTRICT_POLICY)


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Policy(Form):
    """One policy and what came of it in the year."""

    spec = FormSpec(
        code="F10",
        name="policy",
        title="政策落实",
        nature="period",
        frequency="year",
        label="policy_name",
        key=("tool", "program", "policy_name"),
        id_letter="L",
        scope_note="国家、市、区支持未来产业的政策在本区的落实情况，每项政策一行。",
        report_note="年报，政策名称和文号自动带出，落实数每年填报。",
    )

    record_id: RowId = item(
        "政策编号", no="1", computed=True, section="政策", pattern=r"31\d{4}-L-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-L-0001",
    )
    tool: OneOf = item(
        "政策工具", no="2", required=True, codes="policy_tool", section="政策",
        explanation="按政策的支持方式选择；本区自行出台的选“区专项”。", example="区专项",
    )
    program: OneOf = item(
        "专项名称", no="3", codes="special_program", section="政策",
        explanation="属于三个专项的选择专项名称，其余不填。", example="战略性新兴产业发展",
    )
    policy_name: Text = item(
        "政策名称", no="4", most=100, section="政策", required_when=_IS_OWN,
        explanation="政策文件的全称；区专项必填。", example="示例区未来产业专项支持办法",
        synonyms=("名称",),
    )
    document_no: Text = item(
        "文号", no="5", most=60, section="政策", required_when=_IS_OWN,
        explanation="政策文件的文号；区专项必填。", example="示例府规〔2025〕1号",
    )
    effective_on: Date = item(
        "施行日", no="6", section="政策", happened=True,
        explanation="政策施行的日期，不晚于期末。", example="2025-01-01",
        synonyms=("施行日期",),
    )
    valid_to: Date = item(
        "有效期至", no="7", section="政策", since="effective_on",
        explanation="政策有效期的最后一天；没有规定的不填。", example="2027-12-31",
        synonyms=("有效期",),
    )
    company_count: Count = item(
        "享受企业数", no="8", required=True, unit="家", lowest=0, carry="year", section="落实",
        explanation="本年享受政策的企业数，同一企业只计一次。", example="35",
    )
    project_count: Count = item(
        "享受项目数", no="9", required=True, unit="项", lowest=0, carry="year", section="落实",
        explanation="本年享受政策的项目（立项）数。", example="42", synonyms=("立项数",),
    )
    paid: Money = item(
        "兑现金额", no="10", required=True, unit="万元", lowest=0, carry="year", section="落实",
        explanation="本年实际拨付到位的资金。", example="5600.00", synonyms=("资金", "金额"),
    )
    relief: Money = item(
        "减免（加计扣除）额", no="11", unit="万元", lowest=0, carry="year", section="落实",
        explanation="本年减免税费或加计扣除的金额。", example="12000.00",
        synonyms=("减免/加计扣除额", "加计扣除额", "减免额"),
    )
    pilot: Text = item(
        "改革试点事项", no="12", most=200, multiline=True, section="改革创新",
        explanation="放宽准入、用地模式、数据开放等改革试点的内容。", synonyms=("试点事项",),
    )
    land_ha: Measure = item(
        "供地面积", no="13", unit="公顷", lowest=0, carry="year", section="改革创新",
        explanation="本年以未来产业用地模式供应的土地面积。", example="3.5",
    )
    data_products: Count = item(
        "数据产品数", no="14", unit="个", lowest=0, carry="year", section="改革创新",
        explanation="本年开放或交易的数据产品数。", example="6",
    )
