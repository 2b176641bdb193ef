"""F05 创新成果: core parts, high-end products, standards and patents (domain §2.4)."""

from forms.base import (
    Date,
    Form,
    FormSpec,
    Identifier,
    ManyOf,
    OneOf,
    Reference,
    RowId,
    Text,
    YesNo,
)
from forms.items import When, item

CORE_PART, PRODUCT, STANDARD = "核心部件", "高端产品", "标准"
"""The achievement types that the 2030 targets count."""

COUNTED = {CORE_PART: "Z06", PRODUCT: "Z07", STANDARD: "Z08"}
"""Achievement type to the code of the target that counts it."""

_IS_STANDARD = When(
    "成果类型为标准", lambda row: row.achievement_type == STANDARD, checked_by="A57"
)


# One field, a few lines: the formatter would spread each over ten.
# fmt: off
class Achievement(Form):
    """One achievement, registered when it is finished and published."""

    spec = FormSpec(
        code="F05",
        name="achievement",
        title="创新成果",
        nature="register",
        frequency="half",
        label="achievement_name",
        key=("achievement_type", "achievement_name", "owner_uscc"),
        id_letter="A",
        scope_note="本区单位完成的核心部件、高端产品、标准、发明专利等成果，每项一行。",
        report_note="半年报，台账式登记，累计统计。",
    )

    record_id: RowId = item(
        "成果编号", no="1", computed=True, section="成果", pattern=r"31\d{4}-A-\d{4,}",
        explanation="系统给出，跨期不变；前六位是区划代码。", example="310115-A-0001",
    )
    achievement_type: OneOf = item(
        "成果类型", no="2", required=True, codes="achievement_type", section="成果",
        explanation="一项成果只按最主要的一类登记一次。", example="核心部件", synonyms=("类型",),
    )
    achievement_name: Text = item(
        "成果名称", no="3", required=True, least=2, most=100, section="成果",
        explanation="与验收、目录、公告或证书一致的全称。", example="示例类脑芯片",
        synonyms=("名称", "标准名称", "专利名称", "产品名称"),
    )
    owner_name: Text = item(
        "权属单位", no="4", firm="name", required=True, most=100, section="权属单位",
        explanation="拥有成果的第一单位全称。", example="上海示例芯桥科技有限公司",
        synonyms=("单位名称", "完成单位"),
    )
    owner_uscc: Identifier = item(
        "权属单位统一社会信用代码", no="5", firm="uscc", required=True, least=18, most=18, section="权属单位",
        explanation="权属单位的18位代码。", example="91310115MA0000111M",
        synonyms=("统一社会信用代码", "信用代码"),
    )
    cluster_code: OneOf = item(
        "所属集群", no="6", codes="cluster", section="集群",
        explanation="成果所属的集群。", example="1", synonyms=("集群",),
    )
    direction_code: OneOf = item(
        "所属方向", no="7", codes="direction", parent="cluster_code", section="集群",
        explanation="成果所属的主要方向。", example="101", synonyms=("方向",),
    )
    topic_codes: ManyOf = item(
        "技术领域", no="8", codes="topic", parent="direction_code", at_most=3, section="集群",
        explanation="所属方向下的技术领域，最多三项，第一项为主。", example="10108",
        synonyms=("领域",),
    )
    project_id: Reference = item(
        "关联项目", no="9", refers_to="F01", section="集群",
        explanation="产生成果的项目，从项目基本情况中选择。", example="310115-2026-P0001",
    )
    finished_on: Date = item(
        "完成（发布）日期", no="10", required=True, section="认定", happened=True,
        explanation="通过验收、推出、发布或授权的日期，不晚于期末；标准填发布日期。",
        example="2025-11-20", synonyms=("完成日期", "发布日期", "完成/发布日期", "授权日期"),
    )
    basis: OneOf = item(
        "认定依据", no="11", required=True, codes="achievement_basis", section="认定",
        explanation="认定为成果所依据的材料。", example="验收",
    )
    document_no: Text = item(
        "文号/标准号/专利号", no="12", most=60, section="认定", required_when=_IS_STANDARD,
        explanation="验收文号、标准号或专利号；标准必填标准号。", example="GB/T 00000-2025",
        synonyms=("文号", "标准号", "专利号"),
    )
    standard_level: OneOf = item(
        "标准层级", no="13", codes="standard_level", section="认定", required_when=_IS_STANDARD,
        explanation="标准的层级；团体、企业标准默认不计入“中国标准”。", example="国家",
    )
    standard_role: OneOf = item(
        "主导或参与", no="14", codes="standard_role", section="认定",
        explanation="权属单位在标准制定中的作用。", example="主导",
        synonyms=("主导/参与",),
    )
    tech_level: OneOf = item(
        "技术水平", no="15", codes="tech_level", section="认定",
        explanation="以鉴定、验收意见为准。", example="国际先进",
    )
    is_first_set: YesNo = item(
        "首台(套)标志", no="16", section="认定",
        explanation="列入首台(套)目录的选“是”。", example="否", synonyms=("首台套", "首台（套）"),
    )
    counted_target: Identifier = item(
        "计入目标", no="17", computed=True, section="认定",
        explanation="由系统判断计入的2030年目标（Z06核心部件、Z07高端产品、Z08中国标准）。",
        example="Z06",
    )
