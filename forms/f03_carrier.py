"""F03 载体与平台: colleges, centres, zones, parks, test grounds (domain §2.4)."""

from forms.base import (
    Count,
    Date,
    Form,
    FormSpec,
    Identifier,
    ManyOf,
    Measure,
    Money,
    OneOf,
    RowId,
    Text,
)
from forms.items import When, item

TESTBED = "未来产业试验场"
"""The carrier type that has a 试验场类型."""

OVERSEAS = ("海外技术转移转化网络节点", "国际技术转移和创新合作中心")
"""The carrier types that stand abroad or with a partner abroad."""

_STATUS, _AREA, _RESULT = "认定", "所在与运营", "规模与成效"

_IS_TESTBED = When(
    "类型为未来产业试验场", lambda row: row.carrier_type == TESTBED, checked_by="A53"
)


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Carrier(Form):
    """One carrier or platform, counted by its leading district only."""

    spec = FormSpec(
        code="F03",
        name="carrier",
        title="载体与平台",
        nature="register",
        frequency="half",
        label="carrier_name",
        id_letter="C",
        scope_note="本区牵头的未来产业载体与平台；跨区的由牵头区登记，只计一次。",
        report_note="半年报，台账式登记，以后只改变化项。",
    )

    record_id: RowId = item(
        "载体编号", no="1", computed=True, section="载体", pattern=r"31\d{4}-C-\d{4,}",
        explanation="系统给出，跨期、改名都不变；前六位是区划代码。", example="310115-C-0003",
    )
    carrier_name: Text = item(
        "载体名称", no="2", required=True, least=2, most=100, section="载体",
        explanation="与批复、认定或授牌文件一致的全称，本区内不重复。",
        example="示例未来产业先导区", synonyms=("名称", "平台名称", "园区名称"),
    )
    carrier_type: OneOf = item(
        "载体类型", no="3", required=True, codes="carrier_type", section="载体",
        explanation="方案列出的载体与平台种类，只选一种。", example="未来产业先导区",
        synonyms=("类型", "平台类型"),
    )
    testbed_type: OneOf = item(
        "试验场类型", no="4", codes="testbed_type", section="载体", required_when=_IS_TESTBED,
        explanation="类型为未来产业试验场时必选，其他类型不填。", example="未来工厂",
    )
    cluster_code: OneOf = item(
        "所属集群", no="5", codes="cluster", section="载体",
        explanation="载体主要服务的集群；综合性载体可不填。", example="1", synonyms=("集群",),
    )
    direction_code: OneOf = item(
        "所属方向", no="6", codes="direction", parent="cluster_code", section="载体",
        explanation="载体主要服务的方向；综合性载体可不填。", example="101", synonyms=("方向",),
    )
    level: OneOf = item(
        "级别", no="7", required=True, codes="carrier_level", section=_STATUS,
        explanation="认定或授牌的最高一级。", example="市", synonyms=("载体级别",),
    )
    state: OneOf = item(
        "载体状态", no="8", required=True, codes="carrier_state", section=_STATUS,
        explanation="期末所处的状态；已认定或授牌并投入使用的选“运行”。", example="认定/授牌",
        synonyms=("状态",),
    )
    certifier: Text = item(
        "认定机关", no="9", most=60, section=_STATUS,
        explanation="批复、认定或授牌的机关。", synonyms=("批复机关", "授牌机关"),
    )
    certificate_no: Text = item(
        "认定文号", no="10", most=60, section=_STATUS,
        explanation="批复、认定或授牌文件的文号。", synonyms=("批复文号",),
    )
    certified_on: Date = item(
        "认定日期", no="11", section=_STATUS, happened=True,
        explanation="批复、认定或授牌的日期，不晚于期末。", example="2023-06-30",
        synonyms=("批复日期", "授牌日期"),
    )
    settled_on: Date = item(
        "落户日期", no="12", section=_STATUS, happened=True,
        explanation="国家重要平台等落户本区的日期，不晚于期末。", example="2024-03-01",
    )
    lead_district: OneOf = item(
        "牵头区", no="13", required=True, codes="district", section=_AREA,
        explanation="唯一计数的区；只在一个区的填本区。", example="310115",
    )
    other_districts: ManyOf = item(
        "涉及区", no="14", codes="district", section=_AREA,
        explanation="跨区载体除牵头区外涉及的区，可多选。", example="310120；310112",
    )
    operator_name: Text = item(
        "运营主体", no="15", firm="name", most=100, section=_AREA,
        explanation="负责运营（依托、牵头）的单位全称。", example="上海示例园区运营有限公司",
        synonyms=("运营单位", "依托单位", "牵头单位", "运营公司"),
    )
    operator_uscc: Identifier = item(
        "运营主体统一社会信用代码", no="16", firm="uscc", least=18, most=18, section=_AREA,
        explanation="运营主体的18位代码；境外单位不填。", example="91310115MA0000111M",
        synonyms=("统一社会信用代码", "信用代码"),
    )
    host_school: Text = item(
        "依托高校", no="17", most=100, section=_AREA,
        explanation="未来技术学院、科技园等依托的高校全称。", synonyms=("高校",),
    )
    town_code: OneOf = item(
        "街道（镇）", no="18", codes="town", section=_AREA,
        explanation="载体所在的街道、镇；跨街镇的填主要的一个，境外的不填。",
        example="310115125 张江镇", synonyms=("街镇", "街道"),
    )
    address: Text = item(
        "地址（四至）", no="19", most=200, section=_AREA,
        explanation="详细地址；园区类写明四至范围。", synonyms=("地址", "四至", "详细地址"),
    )
    country_city: Text = item(
        "国家（城市）", no="20", most=60, section=_AREA,
        explanation="海外节点和国际合作中心填所在或合作的国家、城市。", example="示例国示例市",
        synonyms=("国家/城市", "国家城市"),
        required_when=When("海外节点、国际合作中心", lambda row: row.carrier_type in OVERSEAS),
    )
    park_name: Text = item(
        "所属特色产业园区", no="21", most=100, section=_AREA,
        explanation="加速园等所属的市级特色产业园区名称。",
    )
    area_km2: Measure = item(
        "面积", no="22", unit="平方公里", lowest=0, section=_RESULT,
        explanation="规划面积，单位平方公里，最多三位小数。", example="4.125",
        synonyms=("规划面积",),
    )
    floor_area: Measure = item(
        "场地面积", no="23", unit="平方米", lowest=0, section=_RESULT,
        explanation="平台、中心实际使用的场地建筑面积。", example="3200",
        synonyms=("建筑面积",),
    )
    company_count: Count = item(
        "入驻企业数", no="24", unit="家", lowest=0, section=_RESULT,
        explanation="期末入驻（在孵、加速、成员）的企业和单位数。", example="86",
        synonyms=("在孵企业数", "加速企业数", "成员数"),
    )
    output_value: Money = item(
        "产业规模", no="25", unit="万元", lowest=0, section=_RESULT, carry="year",
        explanation="载体内企业本年累计的产业规模。", example="125000.00",
    )
    rd_staff: Count = item(
        "研发人员", no="26", unit="人", lowest=0, section=_RESULT,
        explanation="期末在载体内从事研发的人数。", example="240", synonyms=("研发人员数",),
    )
    rd_spending: Money = item(
        "研发投入", no="27", unit="万元", lowest=0, section=_RESULT, carry="year",
        explanation="本年累计的研究与试验发展支出。", example="3600.00",
        synonyms=("R&D投入",),
    )
    students: Count = item(
        "在校生数", no="28", unit="人", lowest=0, section=_RESULT,
        explanation="未来技术学院填期末在校学生数。", example="300",
    )
    graduates: Count = item(
        "毕业生数", no="29", unit="人", lowest=0, section=_RESULT, carry="year",
        explanation="未来技术学院填本年毕业学生数。", example="60",
    )
    task_count: Count = item(
        "攻关任务（转化项目）数", no="30", unit="项", lowest=0, section=_RESULT,
        explanation="创新联合体填攻关任务数，科技园、加速器、海外节点填累计转化（转移）项目数。",
        example="12", synonyms=("攻关任务数", "转化项目数", "转移项目数", "签约数"),
    )
    scenario_count: Count = item(
        "接入场景数", no="31", unit="个", lowest=0, section=_RESULT,
        explanation="试验场期末接入的应用场景数。", example="5",
    )
