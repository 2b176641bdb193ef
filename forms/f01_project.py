"""F01 项目基本情况: the register of cluster projects (domain §2.2, 42 items).

Item 1 序号 is the printed line number and is made by the layout; items 33, 34, 37 and 40 hold
two fields each, as in the printed form.
"""

from forms.base import (
    Count,
    Date,
    Form,
    FormSpec,
    Identifier,
    ManyOf,
    Money,
    Month,
    OneOf,
    Reference,
    RowId,
    Text,
    YesNo,
)
from forms.items import When, item

FIXED_ASSET = "固定资产投资"
"""The category to which the national fixed-asset statistics apply."""

RESERVE, SIGNED, APPROVED, BUILDING = "10", "20", "30", "40"
COMPLETED, PRODUCING, SUSPENDED, ENDED = "50", "60", "70", "80"
"""Stages 进展阶段, in the order a project passes them; 70 and 80 stand aside."""

_FUNDS = "资金来源"
_FUND_NOTE = "五项资金之和应等于总投资；分类依照固定资产投资统计。"


def _is_fixed_asset(row: "Project") -> bool:
    return row.project_category == FIXED_ASSET


def _is_approved_asset(row: "Project") -> bool:
    return _is_fixed_asset(row) and APPROVED <= (row.stage or "") < SUSPENDED


_NEEDS_CODE = When(
    "固定资产投资类且已立项（统一代码、无代码原因二选一）", _is_approved_asset, checked_by="A09"
)
_STARTED = When(
    "阶段为在建、竣工验收、投产达效",
    lambda row: BUILDING <= (row.stage or "") <= PRODUCING,
    checked_by="A20",
)
_FINISHED = When(
    "阶段为竣工验收、投产达效",
    lambda row: row.stage in (COMPLETED, PRODUCING),
    checked_by="A20",
)


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Project(Form):
    """One project of a district, registered once and changed only where it changed."""

    spec = FormSpec(
        code="F01",
        name="project",
        title="项目基本情况",
        nature="register",
        label="project_name",
        id_letter="P",
        id_by_year=True,
        scope_note="本区范围内五大未来产业集群的项目，按项目在地原则统计。",
        report_note="动态登记，季末快照，随季报报送。",
    )

    record_id: RowId = item(
        "项目内部编号", no="2", computed=True, section="项目", pattern=r"31\d{4}-\d{4}-P\d{4}",
        explanation="系统给出，跨期、改名都不变；前六位是区划代码。", example="310115-2026-P0001",
    )
    project_name: Text = item(
        "项目名称", no="3", required=True, least=2, most=100, section="项目",
        explanation="与立项文件一致的项目全称，本区内不重复。", example="示例芯桥类脑芯片研发项目",
        synonyms=("项目全称", "名称"),
    )
    nat_project_code: Identifier = item(
        "投资项目统一代码", no="4", section="项目", required_when=_NEEDS_CODE,
        pattern=r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}",
        explanation="投资项目在线审批监管平台赋予的24位代码（GB/T 40058-2021）。",
        example="2018-310115-35-03-000000", synonyms=("项目代码", "国家项目代码"),
    )
    no_code_reason: OneOf = item(
        "无代码原因", no="5", codes="no_code_reason", section="项目", required_when=_NEEDS_CODE,
        explanation="没有投资项目统一代码时说明原因；有代码时不填。", example="非固定资产投资类",
    )
    project_category: OneOf = item(
        "项目类别", no="6", required=True, codes="project_category", section="项目",
        explanation="按项目的主要内容选择一类。", example="研发攻关",
    )
    construction_nature: OneOf = item(
        "建设性质", no="7", codes="construction_nature", section="项目",
        required_when=When("项目类别为固定资产投资", _is_fixed_asset),
        explanation="按固定资产投资统计的建设性质选择。", example="新建",
    )
    approval_type: OneOf = item(
        "立项方式", no="8", codes="approval_type", section="项目",
        required_when=When("固定资产投资类且已立项", _is_approved_asset),
        explanation="审批、核准或备案；研发类等没有立项手续的选“不适用”。", example="备案",
    )
    approval_no: Text = item(
        "立项文号/备案号", no="9", most=60, section="项目",
        explanation="立项批复、核准或备案文件的编号。", synonyms=("立项文号", "备案号"),
    )
    entity_name: Text = item(
        "实施主体名称", no="10", firm="name", required=True, most=100, section="实施主体",
        explanation="与营业执照（或法人证书）一致的全称。", example="上海示例芯桥科技有限公司",
        synonyms=("单位名称", "企业名称", "实施单位", "实施主体", "建设单位", "项目单位", "承担单位"),
    )
    entity_uscc: Identifier = item(
        "统一社会信用代码", no="11", firm="uscc", required=True, least=18, most=18, section="实施主体",
        explanation="18位代码（GB 32100-2015），请以文本录入。", example="91310115MA0000111M",
        synonyms=("信用代码", "社会信用代码", "统一信用代码"),
    )
    entity_type: OneOf = item(
        "主体类型", no="12", firm="type", required=True, codes="entity_type", section="实施主体",
        explanation="按实施主体的法人性质选择。", example="民营企业",
        synonyms=("单位类型", "企业类型"),
    )
    industry_code: OneOf = item(
        "国民经济行业代码", no="13", firm="industry", codes="industry", open_list=True, pattern=r"\d{4}",
        section="实施主体",
        explanation="GB/T 4754-2017 的四位小类代码；表内没有的可直接填四位数字。", example="3973",
        synonyms=("行业代码", "行业"),
    )
    cluster_code: OneOf = item(
        "所属集群", no="14", required=True, codes="cluster", section="集群",
        explanation="方案确定的五大未来产业集群之一。", example="1", synonyms=("集群", "产业集群"),
    )
    direction_code: OneOf = item(
        "所属方向", no="15", required=True, codes="direction", parent="cluster_code",
        section="集群", explanation="所属集群下的16个方向之一，只选主要的一个。", example="101",
        synonyms=("方向",),
    )
    topic_codes: ManyOf = item(
        "技术领域", no="16", required=True, codes="topic", parent="direction_code", at_most=3,
        section="集群",
        explanation="所属方向下的技术领域，最多三项，第一项为主；选“其他”须在备注说明。",
        example="10108", synonyms=("领域", "细分领域"),
    )
    direction2_code: OneOf = item(
        "次要方向", no="17", codes="direction", section="集群",
        explanation="交叉项目的第二方向，不参与计数，不能与所属方向相同。", example="201",
    )
    plan_codes: ManyOf = item(
        "对应计划", no="18", required=True, codes="plan", section="集群",
        explanation="方案六大计划中本项目所落实的计划，可多选。", example="筑基；携手",
        synonyms=("六大计划",),
    )
    tech_tags: ManyOf = item(
        "技术特征", no="19", codes="tech_tag", section="集群",
        explanation="多路径、交叉融合、颠覆性，可多选（筑基计划）。", example="颠覆性",
    )
    project_level: OneOf = item(
        "项目层级", no="20", required=True, codes="project_level", section="集群",
        explanation="列入的最高一级重大项目名单。", example="区重点", synonyms=("层级",),
    )
    town_code: OneOf = item(
        "街道（镇）", no="21", required=True, codes="town", parent="district", section="地点",
        explanation="项目所在的街道、镇（或类似乡级单位）。", example="310115125 张江镇",
        synonyms=("街镇", "街道", "所属街镇", "所属街道", "所在街镇", "属地"),
    )
    carrier_id: Reference = item(
        "所在园区/载体", no="22", refers_to="F03", section="地点",
        explanation="项目所在的载体，从本区载体名录中选择。", example="310115-C-0003",
    )
    address: Text = item(
        "详细地址", no="23", most=120, section="地点", explanation="项目实施地的详细地址。",
        synonyms=("地址",),
    )
    content: Text = item(
        "建设内容与规模", no="24", required=True, least=10, most=500, multiline=True,
        section="建设内容", explanation="建设内容、规模和要达到的技术目标，不少于10个字。",
        example="建设类脑芯片研发平台，完成两轮流片并形成评测能力。",
        synonyms=("建设内容", "主要内容", "主要建设内容", "建设内容及规模", "建设规模及内容"),
    )
    total_investment: Money = item(
        "总投资", no="25", required=True, unit="万元", section=_FUNDS,
        explanation="项目计划总投资，以立项文件为准，单位万元。", example="35000.00",
        synonyms=("计划总投资", "项目总投资", "总投资额", "投资总额"),
    )
    fund_budget: Money = item(
        "国家预算内资金", no="26", unit="万元", lowest=0, section=_FUNDS,
        part_of="total_investment", explanation=_FUND_NOTE, example="0.00",
    )
    fund_loan: Money = item(
        "国内贷款", no="27", unit="万元", lowest=0, section=_FUNDS, part_of="total_investment",
        explanation=_FUND_NOTE, example="10000.00",
    )
    fund_foreign: Money = item(
        "利用外资", no="28", unit="万元", lowest=0, section=_FUNDS, part_of="total_investment",
        explanation=_FUND_NOTE, example="0.00",
    )
    fund_self: Money = item(
        "自筹资金", no="29", unit="万元", lowest=0, section=_FUNDS, part_of="total_investment",
        explanation=_FUND_NOTE, example="25000.00",
    )
    fund_other: Money = item(
        "其他资金", no="30", unit="万元", lowest=0, section=_FUNDS, part_of="total_investment",
        explanation=_FUND_NOTE, example="0.00",
    )
    fund_city: Money = item(
        "市级财政", no="31", unit="万元", lowest=0, section=_FUNDS, part_of="fund_budget",
        explanation="国家预算内资金中的市级财政资金。", example="0.00",
    )
    fund_district: Money = item(
        "区级财政", no="32", unit="万元", lowest=0, section=_FUNDS, part_of="fund_budget",
        explanation="国家预算内资金中的区级财政资金。", example="0.00",
    )
    planned_start: Month = item(
        "计划开工年月", no="33", required=True, section="进度",
        explanation="立项文件中的计划开工（启动）年月。", example="2026-03",
        synonyms=("计划开工", "计划开工时间", "计划开工日期"),
    )
    planned_finish: Month = item(
        "计划竣工年月", no="33", required=True, section="进度",
        explanation="立项文件中的计划竣工（完成）年月，不早于计划开工。", example="2028-06",
        synonyms=("计划竣工", "计划竣工时间", "计划竣工日期"),
    )
    actual_start: Date = item(
        "实际开工日期", no="34", section="进度", required_when=_STARTED, happened=True,
        explanation="实际开工（启动）的日期，不晚于期末。", example="2026-04-10",
        synonyms=("开工日期",),
    )
    actual_finish: Date = item(
        "实际竣工日期", no="34", section="进度", required_when=_FINISHED, happened=True,
        explanation="实际竣工（验收）的日期，不晚于期末。", synonyms=("竣工日期",),
    )
    stage: OneOf = item(
        "进展阶段", no="35", required=True, codes="stage", section="进度",
        explanation="期末所处的阶段；只可前进，或转停缓建、终止。", example="40",
        synonyms=("项目阶段", "建设阶段", "阶段"),
    )
    trl: Count = item(
        "技术成熟度", no="36", lowest=1, highest=9, section="进度",
        explanation="技术成熟度等级 1 至 9 级。", example="5", synonyms=("TRL",),
    )
    expected_output: Money = item(
        "达产后预期年产值", no="37", unit="万元", lowest=0, section="预期效益",
        explanation="达产后正常年份的预期产值。", example="60000.00", synonyms=("预期年产值",),
    )
    expected_tax: Money = item(
        "预期年税收", no="37", unit="万元", lowest=0, section="预期效益",
        explanation="达产后正常年份的预期税收。", example="3000.00",
    )
    expected_jobs: Count = item(
        "预期新增就业", no="38", unit="人", lowest=0, section="预期效益",
        explanation="达产后预期新增的就业人数。", example="120",
    )
    policies: ManyOf = item(
        "享受支持政策", no="39", codes="support_policy", section="预期效益",
        explanation="已享受的支持政策，可多选。", example="首台(套)",
    )
    leader_name: Text = item(
        "项目负责人", no="40", required=True, most=20, section="联系", private=True,
        explanation="只填姓名，不收身份证号。", example="示例甲",
    )
    contact_name: Text = item(
        "联系人", no="40", required=True, most=20, section="联系", private=True,
        explanation="只填姓名，不收身份证号。", example="示例乙",
    )
    contact_phone: Identifier = item(
        "联系电话", no="41", required=True, section="联系", private=True,
        explanation="工作电话；固定电话请带区号。界面与导出默认脱敏。", example="021-00000000",
        synonyms=("电话", "手机", "手机号", "联系方式"),
    )
    secrecy_confirm: YesNo = item(
        "非涉密确认", no="42", required=True, section="联系",
        explanation="确认本行内容不涉及国家秘密；涉密内容一律不得录入本系统。", example="是",
    )
