"""F04 企业名录与资质: firms, and in a child register what each was recognised as (domain §2.4)."""

from forms.base import (
    Count,
    Date,
    Form,
    FormSpec,
    Identifier,
    Money,
    OneOf,
    Reference,
    RowId,
    Text,
    YesNo,
)
from forms.items import When, item

HIGH_TECH = "高新技术企业"
"""The qualification whose certificate always ends on a day (three years)."""

LEADING, SHAPING = "领军企业", "生态主导型企业"
"""The recognitions that the targets Z09 and Z10 count."""

RANKED = ("未来之星", "硬核科技百强")
"""The qualifications that are lists of a year."""

VALID, EXPIRED, REVOKED = "有效", "到期", "撤销"
"""The states of a qualification."""

_FIRM, _PLACE, _OWNER, _YEAR = "企业", "所在", "企业性质", "经营情况"


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Enterprise(Form):
    """One firm of the future industries, known by its 统一社会信用代码."""

    spec = FormSpec(
        code="F04",
        name="enterprise",
        title="企业名录",
        nature="register",
        frequency="half",
        label="enterprise_name",
        key=("uscc",),
        id_letter="E",
        scope_note="在本区注册、从事或布局未来产业的企业，按注册地统计。",
        report_note="半年报，台账式登记，以后只改变化项。",
    )

    record_id: RowId = item(
        "企业编号", no="1", computed=True, section=_FIRM, pattern=r"31\d{4}-E-\d{4,}",
        explanation="系统给出，跨期、改名都不变；前六位是区划代码。", example="310115-E-0001",
    )
    enterprise_name: Text = item(
        "企业名称", no="2", firm="name", required=True, most=100, section=_FIRM,
        explanation="与营业执照一致的全称。", example="上海示例芯桥科技有限公司",
        synonyms=("名称", "单位名称", "公司名称"),
    )
    uscc: Identifier = item(
        "统一社会信用代码", no="3", firm="uscc", required=True, least=18, most=18, section=_FIRM,
        explanation="18位代码（GB 32100-2015），请以文本录入；一家企业只登记一行。",
        example="91310115MA0000111M", synonyms=("信用代码", "社会信用代码", "统一信用代码"),
    )
    reg_district: OneOf = item(
        "注册区", no="4", required=True, codes="district", section=_PLACE,
        explanation="营业执照上住所所在的区。", example="310115", synonyms=("注册地",),
    )
    town_code: OneOf = item(
        "主要生产经营地街镇", no="5", required=True, codes="town", section=_PLACE,
        explanation="主要生产经营场所所在的街道、镇，可以与注册区不同。",
        example="310115125 张江镇",
        synonyms=("街镇", "街道（镇）", "经营地街镇", "所属街镇", "所在街镇"),
    )
    address: Text = item(
        "生产经营地址", no="6", most=120, section=_PLACE,
        explanation="主要生产经营场所的详细地址。", synonyms=("地址", "详细地址"),
    )
    entity_type: OneOf = item(
        "主体类型", no="7", firm="type", codes="entity_type", section=_OWNER,
        explanation="按企业的法人性质选择。", example="民营企业",
        synonyms=("单位类型", "企业类型"),
    )
    group_name: Text = item(
        "所属集团", no="8", most=100, section=_OWNER,
        explanation="所属企业集团的全称；没有的不填。",
    )
    holding: OneOf = item(
        "控股情况", no="9", codes="holding_type", section=_OWNER,
        explanation="按统计上的控股情况选择。", example="私人控股",
    )
    is_state_owned: YesNo = item(
        "是否国企", no="10", section=_OWNER,
        explanation="国有及国有控股企业选“是”。", example="否",
        synonyms=("是否国有企业",),
    )
    supervision_level: OneOf = item(
        "监管层级", no="11", codes="supervision_level", section=_OWNER,
        explanation="国有企业由哪一级监管；其他企业不填。", example="市属",
        required_when=When("是国企", lambda row: row.is_state_owned is True),
    )
    in_innovation_review: YesNo = item(
        "是否纳入年度创新考核", no="12", section=_OWNER,
        explanation="国有企业的未来产业布局是否纳入企业年度创新考核（携手计划）。", example="否",
    )
    open_innovation_projects: Count = item(
        "开放创新项目数", no="13", unit="项", lowest=0, carry="year", section=_OWNER,
        explanation="国有企业本年开放的创新项目数。", example="2",
    )
    chain_partners: Count = item(
        "带动上下游企业数", no="14", unit="家", lowest=0, section=_OWNER,
        explanation="生态主导型企业带动的上下游企业数。", example="30",
    )
    cluster_code: OneOf = item(
        "所属集群", no="15", codes="cluster", section="集群",
        explanation="企业主要从事的未来产业集群。", example="1", synonyms=("集群",),
    )
    direction_code: OneOf = item(
        "所属方向", no="16", codes="direction", parent="cluster_code", section="集群",
        explanation="企业主要从事的方向。", example="101", synonyms=("方向",),
    )
    industry_code: OneOf = item(
        "国民经济行业代码", no="17", firm="industry", codes="industry", open_list=True, pattern=r"\d{4}",
        section="集群",
        explanation="GB/T 4754-2017 的四位小类代码；表内没有的可直接填四位数字。", example="3973",
        synonyms=("行业代码", "行业"),
    )
    founded_on: Date = item(
        "成立日期", no="18", section=_YEAR, happened=True,
        explanation="营业执照上的成立日期，不晚于期末。", example="2019-05-20",
    )
    staff: Count = item(
        "从业人员", no="19", unit="人", lowest=0, section=_YEAR,
        explanation="期末从业人员数。", example="180", synonyms=("从业人员数",),
    )
    revenue: Money = item(
        "营业收入", no="20", unit="万元", lowest=0, carry="year", section=_YEAR,
        explanation="本年累计营业收入。", example="26000.00",
    )
    rd_spending: Money = item(
        "研发费用", no="21", unit="万元", lowest=0, carry="year", section=_YEAR,
        explanation="本年累计研发费用。", example="4200.00", synonyms=("R&D费用",),
    )
    contact_name: Text = item(
        "联系人", no="22", most=20, section="联系", private=True,
        explanation="只填姓名，不收身份证号。", example="示例乙",
    )
    contact_phone: Identifier = item(
        "联系电话", no="23", section="联系", private=True,
        explanation="工作电话；固定电话请带区号。界面与导出默认脱敏。", example="021-00000000",
        synonyms=("电话", "手机", "联系方式"),
    )


class EnterpriseQualification(Form):
    """One recognition of one firm: a certificate, a title, a place in a list of a year."""

    spec = FormSpec(
        code="F04Q",
        name="enterprise_qualification",
        title="企业资质",
        nature="register",
        frequency="half",
        label="enterprise_name",
        key=("enterprise_id", "qualification_type", "list_year", "certified_on"),
        id_letter="Q",
        child_of="F04",
        scope_note="企业名录中各企业的资质、认定和上榜情况，每项一行。",
        report_note="半年报，随企业名录报送。",
    )

    record_id: RowId = item(
        "资质编号", no="1", computed=True, section="企业", pattern=r"31\d{4}-Q-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-Q-0001",
    )
    enterprise_id: Reference = item(
        "企业", no="2", required=True, refers_to="F04", section="企业",
        explanation="从企业名录中选择，不手工填写。", example="310115-E-0001",
        synonyms=("企业编号",),
    )
    enterprise_name: Text = item(
        "企业名称", no="3", computed=True, most=100, section="企业", borrowed="enterprise_id",
        explanation="由企业名录带出。", example="上海示例芯桥科技有限公司",
        synonyms=("单位名称",),
    )
    uscc: Identifier = item(
        "统一社会信用代码", no="4", computed=True, section="企业", borrowed="enterprise_id",
        explanation="由企业名录带出。", example="91310115MA0000111M", synonyms=("信用代码",),
    )
    qualification_type: OneOf = item(
        "资质类型", no="5", required=True, codes="qualification_type", section="资质",
        explanation="每项资质、认定或上榜登记一行。", example="高新技术企业",
        synonyms=("类型", "资质"),
    )
    certificate_no: Text = item(
        "证书编号/文号", no="6", most=60, section="资质",
        explanation="证书编号或认定文件的文号。", example="示例GR202431000001",
        synonyms=("证书编号", "文号", "证书/文号", "认定文号"),
    )
    certified_on: Date = item(
        "认定日期", no="7", required=True, section="资质", happened=True,
        explanation="认定、发证或发榜的日期，不晚于期末。", example="2024-12-04",
        synonyms=("发证日期",),
    )
    valid_to: Date = item(
        "有效期至", no="8", section="资质", since="certified_on",
        explanation="证书有效期的最后一天；高新技术企业必填，长期有效的不填。",
        example="2027-12-03", synonyms=("有效期",),
        required_when=When(
            "高新技术企业", lambda row: row.qualification_type == HIGH_TECH, checked_by="A52"
        ),
    )
    list_year: Count = item(
        "年度", no="9", lowest=2015, highest=2035, section="资质",
        explanation="认定或榜单所属的年度。", example="2024", synonyms=("榜单年度", "认定年度"),
        required_when=When(
            "未来之星、硬核科技百强", lambda row: row.qualification_type in RANKED
        ),
    )
    track: Text = item(
        "赛道", no="10", most=60, section="资质",
        explanation="“未来之星”的细分领域（赛道）。",
    )
    rank: Count = item(
        "名次", no="11", lowest=1, section="资质",
        explanation="榜单中的名次；不排名次的不填。", example="12",
    )
    origin: Text = item(
        "来源地", no="12", most=60, section="资质",
        explanation="引进的创新型企业原所在的国家或省市。", example="示例省示例市",
    )
    settled_on: Date = item(
        "落地日期", no="13", section="资质", happened=True,
        explanation="引进的创新型企业在本区落地的日期，不晚于期末。", example="2025-03-18",
    )
    state: OneOf = item(
        "资质状态", no="14", required=True, codes="qualification_state", section="资质",
        explanation="期末的状态；已过有效期的选“到期”。", example="有效", synonyms=("状态",),
    )
