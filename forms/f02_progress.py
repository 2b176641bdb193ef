"""F02 项目进展: what each project did in the period (domain §2.3, 24 items)."""

from forms.base import Count, Form, FormSpec, Money, OneOf, Percent, RowReference, Text
from forms.items import When, item

NO_ISSUE = "无"
"""The issue type that says there is no problem."""

_INVEST, _RESULT, _ISSUE, _TRAIL = "投资与资金", "本年成果", "问题与计划", "来源与留痕"


def _has_issue(row: "Progress") -> bool:
    return row.issue_type is not None and row.issue_type != NO_ISSUE


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Progress(Form):
    """One project's progress in one period; its record id is the project's."""

    spec = FormSpec(
        code="F02",
        name="project_progress",
        title="项目进展情况",
        nature="period",
        label="record_id",
        shares_id_with="F01",
        borrowed_label="项目名称",
        scope_note="签约、立项、在建、竣工验收、投产达效的项目，每个项目每期一行。",
        report_note="季报，期后10日内报送。",
    )

    record_id: RowReference = item(
        "项目内部编号", no="1", required=True, refers_to="F01", section="项目",
        explanation="从项目基本情况中选择，不手工填写。", example="310115-2026-P0001",
    )
    plan_year: Money = item(
        "本年计划投资", no="3", carry="year", required=True, unit="万元", lowest=0,
        section=_INVEST, explanation="本年度计划完成的投资；年内调整须在变更原因写明原值。", synonyms=("年度计划投资",),
        example="12000.00",
    )
    inv_period: Money = item(
        "本期完成投资", no="4", required=True, unit="万元", section=_INVEST, carry="never",
        no_change="0", explanation="本报告期内完成的投资；冲减以前多报的数填负数并说明。",
        example="2800.00", synonyms=("本季完成投资", "本季度完成投资"),
    )
    inv_ytd: Money = item(
        "本年累计完成投资", no="5", required=True, unit="万元", section=_INVEST, carry="year",
        explanation="自动计算：本年上期累计加本期完成投资。", example="7600.00",
        synonyms=("本年累计", "年度累计完成投资", "今年累计完成投资"),
    )
    inv_cum: Money = item(
        "自开工累计完成投资", no="6", required=True, unit="万元", section=_INVEST,
        explanation="自动计算：上期自开工累计加本期完成投资。", example="7600.00",
        synonyms=("累计完成投资", "开工以来累计完成投资"),
    )
    fund_ytd: Money = item(
        "本年到位资金", no="7", carry="year", unit="万元", lowest=0, section=_INVEST,
        explanation="本年度实际到位的各类资金累计。", example="8000.00",
    )
    rd_ytd: Money = item(
        "本年研发投入", no="8", carry="year", unit="万元", lowest=0, section=_INVEST,
        explanation="本年度用于研究与试验发展的支出累计。", example="1500.00",
    )
    progress_text: Text = item(
        "形象进度", no="9", required=True, most=200, multiline=True, section="进度",
        explanation="用文字说明期末进度，每期如实更新。", example="主体结构封顶",
    )
    progress_pct: Percent = item(
        "形象进度百分比", no="10", required=True, unit="%", lowest=0, highest=100, section="进度",
        explanation="期末总体完成程度，0 至 100 的整数。", example="45",
        synonyms=("进度", "完成进度", "完成比例"),
    )
    stage: OneOf = item(
        "进展阶段", no="11", required=True, codes="stage", mirrors="F01", section="进度",
        explanation="期末所处的阶段，与项目基本情况一致。", example="40",
        synonyms=("项目阶段", "建设阶段", "阶段"),
    )
    output_ytd: Money = item(
        "本年产值", no="12", carry="year", unit="万元", lowest=0, section=_RESULT,
        explanation="项目本年度累计产值。", example="0.00",
    )
    future_output_ytd: Money = item(
        "未来产业产值", no="12", carry="year", unit="万元", lowest=0, section=_RESULT,
        part_of="output_ytd", explanation="本年产值中属于未来产业的部分。", example="0.00",
    )
    patent_apply: Count = item(
        "本年新增专利申请", no="13", carry="year", unit="件", lowest=0, section=_RESULT,
        explanation="本年度新申请的专利件数。", example="3",
    )
    patent_grant: Count = item(
        "本年新增专利授权", no="13", carry="year", unit="件", lowest=0, section=_RESULT,
        explanation="本年度新授权的专利件数。", example="1",
    )
    invention_grant: Count = item(
        "发明授权", no="13", carry="year", unit="件", lowest=0, section=_RESULT,
        part_of="patent_grant", explanation="专利授权中的发明专利件数。", example="1",
    )
    sw_copyright: Count = item(
        "本年新增软件著作权", no="14", carry="year", unit="件", lowest=0, section=_RESULT,
        explanation="本年度新登记的软件著作权件数。", example="0",
    )
    standards: Count = item(
        "本年参与标准", no="14", carry="year", unit="项", lowest=0, section=_RESULT,
        explanation="本年度主导或参与制定的标准项数。", example="0",
    )
    jobs_ytd: Count = item(
        "本年新增就业", no="15", carry="year", unit="人", lowest=0, section=_RESULT,
        explanation="本年度新增就业人数。", example="20",
    )
    issue_type: OneOf = item(
        "问题类别", no="16", required=True, codes="issue_type", section=_ISSUE,
        explanation="当前最主要的问题属于哪一类；没有问题选“无”。", example="审批",
    )
    issue: Text = item(
        "存在问题", no="17", most=300, multiline=True, section=_ISSUE,
        required_when=When("问题类别不为“无”", _has_issue, checked_by="A46"),
        explanation="写明具体问题，不少于10个字。",
        example="环评批复预计推迟一个月，影响设备进场。",
    )
    coordinate_level: OneOf = item(
        "需协调层级", no="18", codes="coordinate_level", section=_ISSUE,
        required_when=When("问题类别不为“无”", _has_issue, checked_by="A46"),
        explanation="需要哪一级协调解决。", example="区",
    )
    next_step: Text = item(
        "下步计划", no="19", most=200, multiline=True, section=_ISSUE,
        explanation="下一报告期的主要工作。",
    )
    source: OneOf = item(
        "数据来源", no="20", required=True, codes="source", section=_TRAIL,
        explanation="本行数据取自哪里。", example="企业填报",
    )
    evidence_no: Text = item(
        "佐证材料编号", no="21", most=60, section=_TRAIL,
        explanation="只填材料编号，材料由填报单位留存备查。",
    )
    audit_note: Text = item(
        "核实性说明", no="22", most=300, computed=True, carry="never", section=_TRAIL,
        explanation="本行各条核实性提示的说明，由审核结果自动挂接。",
    )
    prev_snapshot: Text = item(
        "上期已锁定值快照", no="23", system=True, computed=True, section=_TRAIL,
        explanation="结转时由系统保存的上期数值。",
    )
    change_reason: Text = item(
        "变更原因", no="24", most=200, carry="never", section=_TRAIL,
        explanation="更改往期已报数据或年度计划时写明原值和原因。",
    )
