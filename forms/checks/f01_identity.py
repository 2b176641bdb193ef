"""Rules of F01 项目基本情况 about names, codes and doubles: A02, A03, A05 to A10, A25, A27, A28."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.checks.rule import Found, Params, Problem, Rule, is_blank, rule, titles
from forms.f01_project import APPROVED, FIXED_ASSET, SUSPENDED, Project
from forms.lookalikes import skeleton
from forms.phones import is_phone
from forms.projectcode import PROVINCES, parse_project_code
from forms.uscc import has_valid_organisation_code, is_uscc, registration_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from forms.checks.context import CheckContext

T = titles(Project)

_CITY = "310000"
_CITY_OFFICES = "3101"


@rule(
    "A02", "hard", scope="record", form="F01", category="编码规则",
    title="项目内部编号符合规则",
    formula=f"{T.record_id}形如 310115-2026-P0001，前六位为本区代码，全表唯一",
    remedy="编号由系统给出，请勿改动；从别处粘贴的，请删除该行后重新登记。",
    reads=("record_id",), limits=("record_id",),
)  # fmt: skip
def a02(row: Project, context: CheckContext) -> Found:
    """The id begins with the district; keyed tables keep it unique."""
    if row.record_id.startswith(context.district):
        return None
    return Problem("record_id", f"前六位应为本区代码 {context.district}，现为 {row.record_id[:6]}")


@rule(
    "A03", "hard", scope="record", form="F01", category="取值范围",
    title="项目名称长度和格式",
    formula=f"2≤{T.project_name}字数≤100，不含换行，首尾没有空格",
    remedy="请改成与立项文件一致的项目全称。",
    reads=("project_name",), limits=("project_name",),
)  # fmt: skip
def a03(row: Project, _context: CheckContext) -> Found:
    """No line break within, no space of any width around."""
    name = row.project_name
    if not name or ("\n" not in name and "\r" not in name and name == name.strip()):
        return None
    return Problem("project_name", "含有换行，或首尾有空格")


@rule(
    "A05", "soft", scope="record", form="F01", category="编码规则",
    title="主体标识码校验",
    formula=f"{T.entity_uscc}第 9 至 17 位满足组织机构代码校验（GB 11714）",
    remedy="请对照营业执照核对；确认无误的，请说明发照机关和发照日期。",
    reads=("entity_uscc",),
)  # fmt: skip
def a05(row: Project, _context: CheckContext) -> Found:
    """The inner check of GB 11714, once the outer one holds."""
    code = row.entity_uscc
    if not code or has_valid_organisation_code(code) or not is_uscc(code):
        return None
    return Problem("entity_uscc", f"现为“{code}”，第 9 至 17 位的校验不符，多为录错")


@rule(
    "A06", "soft", scope="record", form="F01", category="逻辑关系",
    title="外省市注册主体",
    formula=f"{T.entity_uscc}第 3 至 8 位（登记机关）为上海，或{T.project_level}为国家级",
    remedy="请核实实施主体是否应为在沪法人；确为外省市主体的，请说明原因。",
    reads=("entity_uscc", "project_level"), params={"local": "31"},
)  # fmt: skip
def a06(row: Project, _context: CheckContext, params: Params) -> Found:
    """Registered elsewhere; city-registered firms (310000) are local too."""
    code = row.entity_uscc
    if not code or row.project_level == "国家级":
        return None
    region = registration_region(code)
    if region.startswith(params["local"]) or not is_uscc(code):
        return None
    return Problem("entity_uscc", f"的登记机关区划为 {region}，不是上海，请核实实施主体")


@rule(
    "A07", "hard", scope="record", form="F01", category="编码规则",
    title="投资项目统一代码格式",
    formula=f"{T.nat_project_code}形如 2018-310115-35-03-000000，时间段为 1990—2099 年或年月，"
    "地区段为已知区划",
    remedy="请对照投资项目在线审批监管平台的代码修改。",
    reads=("nat_project_code",), limits=("nat_project_code",),
)  # fmt: skip
def a07(row: Project, context: CheckContext) -> Found:
    """Time and region of a well-shaped code (the shape is a declared limit)."""
    code = parse_project_code(row.nat_project_code) if row.nat_project_code else None
    if code is None:
        return None
    if not code.has_valid_time:
        return Problem(
            "nat_project_code", f"的时间段 {code.time} 应为 1990—2099 年或年月（如 2105）"
        )
    if code.province in PROVINCES or code.region in context.catalogue.codelist("district"):
        return None
    return Problem("nat_project_code", f"的地区段 {code.region} 不是已知区划")


@rule(
    "A08", "soft", scope="record", form="F01", category="逻辑关系",
    title="项目代码地区与填报区一致",
    formula=f"{T.nat_project_code}的地区段为本区、310000 或 3101 开头的市级代码",
    remedy="请核实项目是否在本区；确在本区的，请说明赋码地区不同的原因。",
    reads=("nat_project_code",),
)  # fmt: skip
def a08(row: Project, context: CheckContext) -> Found:
    """The code's region is the district's or the city's."""
    code = parse_project_code(row.nat_project_code) if row.nat_project_code else None
    if code is None or code.region in (context.district, _CITY):
        return None
    if code.region.startswith(_CITY_OFFICES):
        return None
    return Problem("nat_project_code", f"的地区段 {code.region} 与填报区 {context.district} 不一致")


@rule(
    "A09", "hard", scope="record", form="F01", category="逻辑关系",
    title="固定资产投资类项目须有代码或原因",
    formula=f"{T.project_category}为固定资产投资且{T.stage}为立项至投产达效时，"
    f"{T.nat_project_code}与{T.no_code_reason}须填其一",
    remedy="请填写投资项目统一代码；没有代码的，请选择无代码原因。",
    reads=("project_category", "stage", "nat_project_code", "no_code_reason"),
)  # fmt: skip
def a09(row: Project, _context: CheckContext) -> Found:
    """One of code and reason, once a fixed-asset project is approved."""
    if row.project_category != FIXED_ASSET or not APPROVED <= (row.stage or "") < SUSPENDED:
        return None
    if not (is_blank(row, "nat_project_code") and is_blank(row, "no_code_reason")):
        return None
    return Problem("nat_project_code", f"未填写，{T.no_code_reason}也未选择，两者须填其一")


@rule(
    "A10", "hard", scope="record", form="F01", category="逻辑关系",
    title="代码与无代码原因不并存",
    formula=f"{T.nat_project_code}与{T.no_code_reason}不同时填写",
    remedy="有代码的，请清空无代码原因；没有代码的，请清空代码。",
    reads=("nat_project_code", "no_code_reason"),
)  # fmt: skip
def a10(row: Project, _context: CheckContext) -> Found:
    """Not both code and reason."""
    if not (row.nat_project_code and row.no_code_reason):
        return None
    return Problem("no_code_reason", f"现为“{row.no_code_reason}”，但{T.nat_project_code}已填写")


@rule(
    "A25", "hard", scope="record", form="F01", category="编码规则",
    title="联系电话格式",
    formula=f"{T.contact_phone}为 11 位手机号，或固定电话（区号-号码-分机）",
    remedy="请填一个工作电话，如 021-12345678；多个号码只填一个。",
    reads=("contact_phone",), limits=("contact_phone",),
)  # fmt: skip
def a25(row: Project, _context: CheckContext) -> Found:
    """One mobile or landline number."""
    if not row.contact_phone or is_phone(row.contact_phone):
        return None
    return Problem("contact_phone", f"现为“{row.contact_phone}”，不是手机号或固定电话")


@rule(
    "A27", "soft", scope="form", form="F01", category="重复",
    title="疑似重复项目", whole=True,
    formula=f"本区同一{T.entity_uscc}的项目，{T.project_name}相似度小于 0.9",
    remedy="请核实是否为同一项目：重复的请删除一行；不是的，请说明区别。",
    reads=("entity_uscc", "project_name"), params={"similarity": Decimal("0.9")},
)  # fmt: skip
def a27(context: CheckContext, params: Params) -> Iterator[Problem]:
    """Of similar names under one code, every later row names the first it resembles."""
    percent = float(params["similarity"]) * 100
    groups = _grouped(context, "entity_uscc")
    for rows in groups:
        named = [(row, skeleton(row.project_name)) for row in rows if row.project_name]
        for place, (row, name) in enumerate(named):
            twin = _similar(name, named[:place], percent)
            if twin is not None:
                message = f"与 {twin.record_id}“{twin.project_name}”相近，实施主体相同，疑似重复"
                yield Problem("project_name", message, record_id=row.record_id)


def _similar(name: str, others: Iterable[tuple[Project, str]], percent: float) -> Project | None:
    # Imported late: most districts never need it.
    from rapidfuzz import fuzz

    scored = (row for row, other in others if fuzz.ratio(name, other, score_cutoff=percent) > 0)
    return next(scored, None)


@rule(
    "A28", "hard", scope="form", form="F01", category="重复",
    title="投资项目统一代码不重复", whole=True,
    formula=f"同一{T.nat_project_code}在本区只出现一次；分期项目在{T.remark}写明“分期”后按核实性处理",
    remedy="请改正代码；分期实施的项目请用各自的代码，或在备注写明“分期”。",
    reads=("nat_project_code", "remark", "project_name"),
)  # fmt: skip
def a28(context: CheckContext) -> Iterator[Problem]:
    """Every row of a doubled code is named, since any of them may be the wrong one."""
    for rows in _grouped(context, "nat_project_code"):
        for row in rows:
            other = next(one for one in rows if one is not row)
            yield Problem(
                "nat_project_code",
                f"“{row.nat_project_code}”与 {other.record_id}“{other.title}”重复",
                record_id=row.record_id,
                severity="soft" if "分期" in (row.remark or "") else None,
            )


def _grouped(context: CheckContext, name: str) -> list[list[Project]]:
    """Rows with the same value in a field, where there are several."""
    groups: defaultdict[str, list[Project]] = defaultdict(list)
    for row in context.rows_of(Project).values():
        value = getattr(row, name)
        if value:
            groups[value].append(row)
    # By id, not by place: a row that was deleted and brought back stands elsewhere.
    return [
        sorted(rows, key=lambda row: row.record_id) for rows in groups.values() if len(rows) > 1
    ]


RULES: tuple[Rule, ...] = (a02, a03, a05, a06, a07, a08, a09, a10, a25, a27, a28)
