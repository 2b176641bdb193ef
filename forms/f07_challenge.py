"""F07 揭榜挂帅: open challenges, who took them up and how they ended (domain §2.4, 雁阵计划)."""

from forms.base import Date, Form, FormSpec, Identifier, Money, OneOf, Reference, RowId, Text
from forms.items import When, item

PUBLISHED, TAKEN, WORKING, ACCEPTED = "已发榜", "已揭榜", "攻关中", "已验收"
"""The states of a challenge that goes its way; 流榜 and 终止 end it."""

_IS_TAKEN = When(
    "榜单状态为已揭榜", lambda row: row.state in (TAKEN, WORKING, ACCEPTED), checked_by="A63"
)
_IS_ACCEPTED = When("榜单状态为已验收", lambda row: row.state == ACCEPTED, checked_by="A63")


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Challenge(Form):
    """One 揭榜挂帅 challenge."""

    spec = FormSpec(
        code="F07",
        name="challenge",
        title="揭榜挂帅",
        nature="register",
        frequency="half",
        label="challenge_name",
        key=("challenge_no",),
        id_letter="H",
        scope_note="本区单位发榜的“揭榜挂帅”项目，每个榜单一行。",
        report_note="半年报，台账式登记，累计统计。",
    )

    record_id: RowId = item(
        "榜单登记号", no="1", computed=True, section="榜单", pattern=r"31\d{4}-H-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-H-0001",
    )
    challenge_no: Text = item(
        "榜单编号", no="2", required=True, most=40, section="榜单",
        explanation="发榜文件中的榜单编号。", example="示例榜2026-01",
    )
    challenge_name: Text = item(
        "榜单名称", no="3", required=True, least=2, most=100, section="榜单",
        explanation="发榜文件中的榜单（任务）全称。", example="示例类脑芯片低功耗攻关",
        synonyms=("名称", "项目名称"),
    )
    issuer_name: Text = item(
        "发榜单位", no="4", firm="name", party="issuer", required=True, most=100, section="榜单",
        explanation="提出需求并发榜的单位全称。", example="上海示例芯桥科技有限公司",
        synonyms=("发榜方",),
    )
    issuer_uscc: Identifier = item(
        "发榜单位统一社会信用代码", no="5", firm="uscc", party="issuer", least=18, most=18, section="榜单",
        explanation="发榜单位的18位代码。", example="91310115MA0000111M",
    )
    amount: Money = item(
        "榜单金额", no="6", unit="万元", lowest=0, section="榜单",
        explanation="榜单公布的金额。", example="500.00", synonyms=("榜额",),
    )
    reach: OneOf = item(
        "面向范围", no="7", codes="challenge_scope", section="榜单",
        explanation="面向国内还是面向全球发榜。", example="全球", synonyms=("面向",),
    )
    cluster_code: OneOf = item(
        "所属集群", no="8", codes="cluster", section="榜单",
        explanation="榜单所属的集群。", example="1", synonyms=("集群",),
    )
    direction_code: OneOf = item(
        "所属方向", no="9", codes="direction", parent="cluster_code", section="榜单",
        explanation="榜单所属的主要方向。", example="101", synonyms=("方向",),
    )
    project_id: Reference = item(
        "关联项目", no="10", refers_to="F01", section="榜单",
        explanation="与榜单对应的项目，从项目基本情况中选择。", example="310115-2026-P0001",
    )
    taker_name: Text = item(
        "揭榜方", no="11", firm="name", party="taker", most=100, section="揭榜", required_when=_IS_TAKEN,
        explanation="揭榜单位全称；联合揭榜的填牵头单位。", example="示例大学",
        synonyms=("揭榜单位",),
    )
    taker_uscc: Identifier = item(
        "揭榜方统一社会信用代码", no="12", firm="uscc", party="taker", least=18, most=18, section="揭榜",
        explanation="境内揭榜方的18位代码；境外单位不填。", example="91310115MA0000015C",
    )
    taker_country: Text = item(
        "揭榜方国别", no="13", most=30, section="揭榜",
        explanation="揭榜方所在的国家或地区。", example="中国", synonyms=("国别",),
    )
    published_on: Date = item(
        "发榜日期", no="14", required=True, section="进度", happened=True,
        explanation="榜单公布的日期，不晚于期末。", example="2026-01-15",
    )
    taken_on: Date = item(
        "揭榜日期", no="15", section="进度", happened=True, since="published_on",
        explanation="确定揭榜方的日期，不早于发榜日期，不晚于期末。", example="2026-03-20",
    )
    signed_on: Date = item(
        "签约日期", no="16", section="进度", happened=True, since="taken_on",
        explanation="签订合同的日期，不早于揭榜日期，不晚于期末。", example="2026-04-10",
    )
    accepted_on: Date = item(
        "验收日期", no="17", section="进度", required_when=_IS_ACCEPTED,
        happened=True, since="signed_on",
        explanation="通过验收的日期，不早于签约日期，不晚于期末。", example="2026-09-25",
    )
    state: OneOf = item(
        "榜单状态", no="18", required=True, codes="challenge_state", section="进度",
        explanation="期末所处的状态。", example="攻关中", synonyms=("状态",),
    )
