"""F09 生态活动与要素: funds, finance, forums, contests, reports and the like (domain §2.4)."""

from forms.base import Count, Date, Form, FormSpec, Identifier, Money, OneOf, RowId, Text
from forms.items import item


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class EcosystemEvent(Form):
    """One fund, product, organisation, forum, contest, report or other event."""

    spec = FormSpec(
        code="F09",
        name="ecosystem_event",
        title="生态活动与要素",
        nature="register",
        frequency="half",
        label="event_name",
        key=("event_type", "event_name", "event_date"),
        id_letter="V",
        scope_note="本区的引导基金、金融产品、行业组织、赛事论坛、成果对接等事项，每项一行。",
        report_note="半年报，台账式登记；本期发生额每期填报。",
    )

    record_id: RowId = item(
        "事项编号", no="1", computed=True, section="事项", pattern=r"31\d{4}-V-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-V-0001",
    )
    event_type: OneOf = item(
        "事项类型", no="2", required=True, codes="event_type", section="事项",
        explanation="按事项的主要内容选择一类。", example="引导基金",
        synonyms=("类型", "生态事项类型"),
    )
    event_name: Text = item(
        "事项名称", no="3", required=True, least=2, most=100, section="事项",
        explanation="基金、产品、组织、活动、报告等的全称。", example="示例未来产业引导基金",
        synonyms=("名称", "活动名称", "基金名称", "产品名称"),
    )
    organiser: Text = item(
        "主办（管理）机构", no="4", firm="name", most=100, section="事项",
        explanation="主办单位、基金管理人或金融机构全称；行业组织填业务主管单位。",
        example="示例基金管理有限公司",
        synonyms=("主办/管理机构", "主办单位", "管理人", "业务主管", "管理机构"),
    )
    organiser_uscc: Identifier = item(
        "主办（管理）机构统一社会信用代码", no="5", firm="uscc", least=18, most=18, section="事项",
        explanation="境内机构的18位代码。", example="91310115MA0000111M",
    )
    event_date: Date = item(
        "日期", no="6", section="事项", happened=True,
        explanation="设立、落户、举办、发布的日期，不晚于期末。", example="2026-07-06",
        synonyms=("举办日期", "设立日期", "落户日期", "发布日期"),
    )
    ended_on: Date = item(
        "终止日期", no="7", section="事项", happened=True, since="event_date",
        explanation="基金清算、产品停办、组织迁出等的日期，不晚于期末；仍在运行的不填。",
        example="2026-09-30",
    )
    size: Money = item(
        "规模", no="8", unit="万元", lowest=0, section="金额与数量",
        explanation="基金填目标规模，金融产品填授信额度，活动填签约额。", example="50000.00",
        synonyms=("目标规模", "授信额", "签约额"),
    )
    paid_in: Money = item(
        "实缴规模", no="9", unit="万元", lowest=0, section="金额与数量",
        part_of="size", explanation="引导基金期末累计实缴的规模。", example="20000.00",
    )
    period_amount: Money = item(
        "本期发生额", no="10", unit="万元", lowest=0, carry="never", no_change="0",
        section="金额与数量",
        explanation="本期投资、放款、签约落实等实际发生的金额。", example="3000.00",
        synonyms=("本期投资额", "放款额"),
    )
    project_count: Count = item(
        "项目数", no="11", unit="项", lowest=0, carry="never", section="金额与数量",
        explanation="本期投资、签约、推荐、转化、落地等的项目（案件、案例）数。", example="4",
        synonyms=("签约项目数", "落地数", "入库数", "案例数"),
    )
    participants: Count = item(
        "参与数", no="12", lowest=0, carry="never", section="金额与数量",
        explanation="本期参赛、参会、参加对接或科普的数量（人、家、场次按事项习惯）。",
        example="120", synonyms=("参赛数", "参会人数", "活动场次"),
    )
    outcome: Text = item(
        "成效", no="13", most=300, multiline=True, section="金额与数量",
        explanation="取得的主要成效。",
    )
