"""F06 应用场景: scenarios from first validation to wide use (domain §2.4, 开源计划)."""

from forms.base import (
    Count,
    Date,
    Form,
    FormSpec,
    Identifier,
    ManyOf,
    Money,
    OneOf,
    Reference,
    RowId,
    Text,
    YesNo,
)
from forms.items import When, item

EARLY, BLENDED, WIDE = "早期验证", "融合试验", "综合推广"
"""The stages 0—1, 1—100 and 100—100万."""

FORMED = "已形成"
"""The state from which a scenario counts as formed."""

_IS_WIDE = When("场景阶段为综合推广", lambda row: row.stage == WIDE, checked_by="A60")
_SIDES, _RESULT = "供需双方", "推广与成效"


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Scenario(Form):
    """One application scenario."""

    spec = FormSpec(
        code="F06",
        name="scenario",
        title="应用场景",
        nature="register",
        frequency="half",
        label="scenario_name",
        id_letter="S",
        scope_note="本区发布或落地的未来产业应用场景，每个场景一行。",
        report_note="半年报，台账式登记，累计统计。",
    )

    record_id: RowId = item(
        "场景编号", no="1", computed=True, section="场景", pattern=r"31\d{4}-S-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-S-0001",
    )
    scenario_name: Text = item(
        "场景名称", no="2", required=True, least=2, most=100, section="场景",
        explanation="发布文件中的场景全称，本区内不重复。", example="示例园区脑机接口康复场景",
        synonyms=("名称",),
    )
    stage: OneOf = item(
        "场景阶段", no="3", required=True, codes="scenario_stage", section="场景",
        explanation="早期验证（0—1）、融合试验（1—100）、综合推广（100—100万）。",
        example="融合试验", synonyms=("阶段",),
    )
    comprehensive: YesNo = item(
        "是否综合性", no="4", required=True, section="场景",
        explanation="多技术、多单位联合应用的综合性场景选“是”；与综合推广阶段不是一回事。",
        example="是", synonyms=("综合性", "综合性应用场景"),
    )
    state: OneOf = item(
        "场景状态", no="5", required=True, codes="scenario_state", section="场景",
        explanation="期末所处的状态；建成并投入应用的选“已形成”。", example="已形成",
        synonyms=("状态",),
    )
    publisher: Text = item(
        "发布单位", no="6", required=True, most=100, section="场景",
        explanation="发布场景（机会）的单位全称。", example="上海市示例区示例委员会",
    )
    published_on: Date = item(
        "发布日期", no="7", section="场景", happened=True,
        explanation="场景发布的日期，不晚于期末。", example="2025-09-10",
    )
    formed_on: Date = item(
        "形成日期", no="8", section="场景", happened=True,
        explanation="场景建成并投入应用的日期，不晚于期末。", example="2026-03-31",
        required_when=When("场景状态为已形成", lambda row: row.state == FORMED),
    )
    demander_name: Text = item(
        "需求方", no="9", firm="name", party="demander", most=100, section=_SIDES,
        explanation="使用方单位全称。", example="示例区示例医院",
    )
    demander_uscc: Identifier = item(
        "需求方统一社会信用代码", no="10", firm="uscc", party="demander", least=18, most=18, section=_SIDES,
        explanation="需求方的18位代码。", example="91310115MA0000015C",
    )
    supplier_name: Text = item(
        "供给方", no="11", firm="name", party="supplier", most=100, section=_SIDES,
        explanation="技术、产品提供方单位全称。", example="上海示例芯桥科技有限公司",
    )
    supplier_uscc: Identifier = item(
        "供给方统一社会信用代码", no="12", firm="uscc", party="supplier", least=18, most=18, section=_SIDES,
        explanation="供给方的18位代码。", example="91310115MA0000111M",
    )
    cluster_code: OneOf = item(
        "所属集群", no="13", codes="cluster", section="集群",
        explanation="场景应用的主要技术所属的集群。", example="1", synonyms=("集群",),
    )
    direction_code: OneOf = item(
        "所属方向", no="14", codes="direction", parent="cluster_code", section="集群",
        explanation="场景应用的主要技术所属的方向。", example="101", synonyms=("方向",),
    )
    topic_codes: ManyOf = item(
        "技术领域", no="15", codes="topic", parent="direction_code", at_most=3, section="集群",
        explanation="所属方向下的技术（应用）领域，最多三项，第一项为主。", example="10113",
        synonyms=("领域",),
    )
    project_id: Reference = item(
        "关联项目", no="16", refers_to="F01", section="集群",
        explanation="形成场景的项目，从项目基本情况中选择。", example="310115-2026-P0001",
    )
    carrier_id: Reference = item(
        "所在试验场", no="17", refers_to="F03", section="集群",
        explanation="场景所在的试验场、中试基地或验证平台，从载体与平台中选择。",
        example="310115-C-0003", synonyms=("试验场",),
    )
    is_cross_demo: YesNo = item(
        "跨界融合示范工程标志", no="18", section="集群",
        explanation="列为跨界融合示范工程的选“是”。", example="否",
        synonyms=("跨界融合示范工程",),
    )
    verdict: Text = item(
        "技术可行性结论", no="19", most=200, multiline=True, section=_RESULT,
        explanation="早期验证场景填验证结论和验证单位。",
    )
    scale: Count = item(
        "推广规模", no="20", lowest=0, section=_RESULT, required_when=_IS_WIDE,
        explanation="期末累计推广的数量，单位在下一项填写。", example="1200",
    )
    scale_unit: Text = item(
        "推广规模单位", no="21", most=10, section=_RESULT, required_when=_IS_WIDE,
        explanation="推广规模的计量单位，如套、台、用户。", example="套",
    )
    user_units: Count = item(
        "应用单位数", no="22", unit="家", lowest=0, section=_RESULT, required_when=_IS_WIDE,
        explanation="期末累计应用的单位数。", example="8",
    )
    purchase_amount: Money = item(
        "采购金额", no="23", unit="万元", lowest=0, section=_RESULT,
        explanation="期末累计采购（合同）金额。", example="860.00",
    )
    outcome: Text = item(
        "成效", no="24", most=300, multiline=True, section=_RESULT,
        explanation="应用取得的主要成效。",
    )
