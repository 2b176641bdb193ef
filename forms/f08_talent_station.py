"""F08 人才与工作站: stations and totals, never lists of persons (domain §2.4, 雁阵计划)."""

from forms.base import Count, Date, Form, FormSpec, Identifier, OneOf, RowId, Text
from forms.items import When, item

STATIONS = ("院士(专家)工作站", "博士后科研工作站")
"""The row types that are a place, and so have a unit that set it up."""

PROGRAMME = "人才计划"
"""The row type that counts applications and selections."""

_IS_STATION = When("行类型为工作站", lambda row: row.row_type in STATIONS)
_IS_PROGRAMME = When("行类型为人才计划", lambda row: row.row_type == PROGRAMME)


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class TalentStation(Form):
    """One station, or one total of a kind of talent work."""

    spec = FormSpec(
        code="F08",
        name="talent_station",
        title="人才与工作站",
        nature="period",
        frequency="year",
        label="station_name",
        key=("row_type", "station_name", "host_uscc"),
        id_letter="T",
        scope_note="本区的工作站逐站填报，引进人才、人才计划和学科培养填汇总数，不收个人名册。",
        report_note="年报，工作站和计划名称自动带出，人数每年填报。",
    )

    record_id: RowId = item(
        "事项编号", no="1", computed=True, section="事项", pattern=r"31\d{4}-T-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-T-0001",
    )
    row_type: OneOf = item(
        "人才事项类型", no="2", required=True, codes="station_type", section="事项",
        explanation="工作站逐站一行，其余按类型（计划）汇总一行。", example="院士(专家)工作站",
        synonyms=("行类型", "类型"),
    )
    station_name: Text = item(
        "站（计划）名称", no="3", most=100, section="事项",
        explanation="工作站、人才计划或学科专业的名称；只有汇总数的可不填。",
        example="示例院士专家工作站", synonyms=("站名", "计划名称", "站/计划名称", "名称"),
        required_when=When(
            "行类型为工作站、人才计划", lambda row: row.row_type in (*STATIONS, PROGRAMME)
        ),
    )
    host_name: Text = item(
        "设站单位", no="4", firm="name", most=100, section="事项", required_when=_IS_STATION,
        explanation="设立工作站的单位全称。", example="上海示例芯桥科技有限公司",
        synonyms=("单位名称",),
    )
    host_uscc: Identifier = item(
        "设站单位统一社会信用代码", no="5", firm="uscc", least=18, most=18, section="事项",
        required_when=_IS_STATION,
        explanation="设站单位的18位代码。", example="91310115MA0000111M",
        synonyms=("统一社会信用代码", "信用代码"),
    )
    level: OneOf = item(
        "级别", no="6", codes="carrier_level", section="事项",
        explanation="工作站、人才计划的级别。", example="市",
    )
    founded_on: Date = item(
        "设立日期", no="7", section="事项", happened=True,
        explanation="工作站批准设立的日期，不晚于期末。", example="2024-05-01",
    )
    closed_on: Date = item(
        "撤站日期", no="8", section="事项", happened=True, since="founded_on",
        explanation="工作站撤销的日期，不晚于期末；仍在运行的不填。", example="2026-06-30",
    )
    people: Count = item(
        "在站人数", no="9", unit="人", lowest=0, section="人数",
        explanation="期末在站（在计划、在专业）的人数。", example="6",
    )
    new_people: Count = item(
        "本期新增人数", no="10", unit="人", lowest=0, carry="year", section="人数",
        explanation="本年新进站、引进、培养的人数；引进团队填成员数。", example="2",
        synonyms=("本年新增人数", "培养人数", "引进人数"),
    )
    new_units: Count = item(
        "引进团队（企业、专业点）数", no="11", unit="个", lowest=0, carry="year", section="人数",
        explanation="引进研发团队、创新型企业填个数，学科培养填专业点数。", example="1",
        synonyms=("团队数", "企业数", "专业点数"),
    )
    applied: Count = item(
        "申报数", no="12", unit="人", lowest=0, carry="year", section="人数",
        required_when=_IS_PROGRAMME,
        explanation="本年申报人才计划的人（项）数。", example="10",
    )
    selected: Count = item(
        "入选数", no="13", unit="人", lowest=0, carry="year", section="人数",
        part_of="applied", required_when=_IS_PROGRAMME,
        explanation="本年入选人才计划的人（项）数，不大于申报数。", example="3",
    )
    mechanism: Text = item(
        "利益风险分担机制", no="14", most=300, multiline=True, section="人数",
        explanation="引进人才、团队、企业所建立的市场化利益风险分担机制说明。",
        synonyms=("分担机制",),
    )
