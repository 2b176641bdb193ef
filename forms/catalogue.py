"""The catalogue: one version of every code list, the plan's targets and its settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, cast, get_args

from forms.codelists import Code, CodeList, UnknownCode
from resources import folder_names, read_tables

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
TargetKind = Literal["stock", "cumulative", "flow"]

FOLDER = "catalogue"
CURRENT_VERSION = "2022.1"
SEPARATOR = "|"

SETTINGS = (
    "output_method",
    "standard_levels",
    "comprehensive_scenario",
    "main_business_share",
    "zizhu_name",
    "attribution",
    "cumulative_start",
)
"""The questions that the plan leaves to the city, A to G (domain §1.6)."""

#: code list -> (its table, the list that its `parent` column names)
HIERARCHY: Mapping[str, tuple[str, str]] = {
    "district": ("districts", ""),
    "town": ("towns", "district"),
    "cluster": ("clusters", ""),
    "direction": ("directions", "cluster"),
    "topic": ("topics", "direction"),
    "plan": ("plans", ""),
    "target": ("targets", ""),
    "indicator": ("indicators", ""),
    "industry": ("industries", ""),
}


class CatalogueError(ValueError):
    """A catalogue that cannot be used; the Chinese text says which table is wrong."""


@dataclass(frozen=True, slots=True)
class Target:
    """One 2030 target of the plan: `about` is its 左右, `phrase` its verbatim source."""

    code: str
    title: str
    value: Decimal
    unit: str
    about: bool
    kind: TargetKind
    phrase: str
    form: str = ""
    feeds: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One counted figure without a target, N01 to N31, and the form that feeds it."""

    code: str
    title: str
    unit: str
    kind: TargetKind
    form: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One thing the plan asks for, in its own words.

    `part` is plan, measure or city (not asked of districts), `group` the plan or the
    measure, `feeds` the codes of targets and indicators it is counted in, `records` which rows
    are recorded under it (`forms.coverage` reads it); any of them counts.
    """

    code: str
    part: str
    group: str
    title: str
    phrases: tuple[str, ...]
    forms: tuple[str, ...]
    fields: str
    kinds: tuple[str, ...]
    feeds: tuple[str, ...]
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One question the plan leaves to the city, with the answer in force and its reason.

    `default` is the answer, several joined by a bar where several may hold; `details` is what an
    answer needs to be worked out, such as the least share or the names that mean one place.
    """

    name: str
    title: str
    options: tuple[str, ...]
    default: str
    reason: str
    code: str = ""
    details: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers in force."""
        return _parts(self.default)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of everything a form may refer to; records keep the version they used."""

    version: str
    title: str
    policy: str
    policy_no: str
    effective: date
    settings: Mapping[str, Setting]
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    plan_items: tuple[PlanItem, ...]
    lists: Mapping[str, CodeList]
    named: Mapping[str, frozenset[str]]

    @classmethod
    def from_tables(cls, tables: Tables) -> Catalogue:
        """Build a catalogue from rows of text, read from resources or a task package.

        Raises CatalogueError when a table or column is missing, a value cannot be
        read, a code stands twice or a parent does not exist.
        """
        try:
            return _build(tables)
        except KeyError as error:
            raise CatalogueError(f"代码表缺少“{error.args[0]}”，请向市级重新索取。") from None
        except ValueError as error:
            raise CatalogueError(f"代码表内容有误：{error}") from error

    def codelist(self, name: str) -> CodeList:
        """Return the list used by field `name`; raises UnknownCode for an unknown name."""
        try:
            return self.lists[name]
        except KeyError:
            raise UnknownCode("代码表目录", name) from None

    @property
    def cumulative_start(self) -> date:
        """The first day that cumulative figures count (setting G)."""
        return _start(self.settings)

    def answered(self, answers: Mapping[str, str]) -> Catalogue:
        """Return a copy with the city's answers to some settings, by name.

        Raises CatalogueError for a setting there is not, or an answer that is no option of it.
        """
        settings = dict(self.settings)
        for name, answer in answers.items():
            if name not in settings:
                raise CatalogueError(f"没有“{name}”这项口径设置，请向市级重新索取。")
            settings[name] = replace(settings[name], default=answer)
            _require_options(settings[name])
        return replace(self, settings=settings)

    def districts_named(self, cluster_code: str) -> frozenset[str]:
        """Return the districts the plan names for a cluster (its list ends in 等区域)."""
        return self.named.get(cluster_code, frozenset())

    def clusters_named(self, district_code: str) -> frozenset[str]:
        """Return the clusters for which the plan names a district; five have none."""
        return frozenset(c for c, districts in self.named.items() if district_code in districts)


@lru_cache(maxsize=4)
def load_catalogue(version: str = CURRENT_VERSION) -> Catalogue:
    """Return the catalogue that ships with the program; raises CatalogueError."""
    if version not in folder_names(FOLDER):
        raise CatalogueError(f"程序中没有“{version}”版代码表，请升级程序或导入任务包。")
    return Catalogue.from_tables(read_tables(f"{FOLDER}/{version}"))


def _build(tables: Tables) -> Catalogue:
    if len(tables["catalogue"]) != 1:
        raise ValueError("版本信息应有且只有一行。")
    head = tables["catalogue"][0]
    lists = _lists(tables)
    settings = {row["name"]: _setting(row) for row in tables["settings"]}
    _require_settings(settings)
    return Catalogue(
        version=head["version"],
        title=head["title"],
        policy=head["policy"],
        policy_no=head["policy_no"],
        effective=_date(head, "effective"),
        settings=settings,
        targets=tuple(_target(row) for row in tables["targets"]),
        indicators=tuple(_indicator(row) for row in tables["indicators"]),
        plan_items=tuple(_plan_item(row) for row in tables["plan_items"]),
        lists=lists,
        named={row["code"]: _named(row, lists["district"]) for row in tables["clusters"]},
    )


def _lists(tables: Tables) -> dict[str, CodeList]:
    titles = {row["name"]: row["title"] for row in tables["lists"]}
    rows: dict[str, list[Row]] = {name: [] for name in titles}
    for row in tables["enumerations"]:
        rows[row["list"]].append(row)
    for name, (table, _) in HIERARCHY.items():
        rows[name].extend(tables[table])
    lists = {name: CodeList(name, titles[name], map(_code, rows[name])) for name in titles}
    for name, (_, above) in HIERARCHY.items():
        if above:
            _require_parents(lists[name], lists[above])
    return lists


def _require_parents(codes: Iterable[Code], above: CodeList) -> None:
    for entry in codes:
        above.get(entry.parent)


def _code(row: Row) -> Code:
    return Code(
        code=row["code"],
        title=row["title"],
        parent=row.get("parent", ""),
        retired=bool(row.get("retired")),
        aliases=_parts(row.get("aliases", "")),
        note=row.get("note", ""),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


def _named(row: Row, districts: CodeList) -> frozenset[str]:
    return frozenset(districts.get(code).code for code in _parts(row["districts"]))


def _date(row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        raise ValueError(f"“{column}”应为日期，现为“{row[column]}”。") from None


def _number(row: Row, column: str) -> Decimal:
    try:
        return Decimal(row[column])
    except InvalidOperation:
        raise ValueError(f"“{column}”应为数字，现为“{row[column]}”。") from None


def _kind(text: str) -> TargetKind:
    if text not in get_args(TargetKind):
        raise UnknownCode("期型", text)
    return cast("TargetKind", text)


def _target(row: Row) -> Target:
    return Target(
        code=row["code"],
        title=row["title"],
        value=_number(row, "value"),
        unit=row["unit"],
        about=row["about"] == "yes",
        kind=_kind(row["kind"]),
        phrase=row["phrase"],
        form=row["form"],
        feeds=row["feeds"],
        note=row["note"],
    )


def _indicator(row: Row) -> Indicator:
    return Indicator(
        code=row["code"],
        title=row["title"],
        unit=row["unit"],
        kind=_kind(row["kind"]),
        form=row["form"],
        note=row["note"],
    )


def _plan_item(row: Row) -> PlanItem:
    return PlanItem(
        code=row["code"],
        part=row["part"],
        group=row["group"],
        title=row["title"],
        phrases=_parts(row["phrase"]),
        forms=_parts(row["forms"]),
        fields=row["fields"],
        kinds=_parts(row["kind"]),
        feeds=_parts(row["feeds"]),
        records=_parts(row.get("records", "")),
    )


def _setting(row: Row) -> Setting:
    setting = Setting(
        name=row["name"],
        title=row["title"],
        options=_parts(row["options"]),
        default=row["default"],
        reason=row["reason"],
        code=row.get("code", ""),
        details=_parts(row.get("details", "")),
    )
    _require_options(setting)
    return setting


def _require_settings(settings: Mapping[str, Setting]) -> None:
    """Every question must have its answer, and what the answer needs to be worked out."""
    for name in SETTINGS:
        settings[name]
    _start(settings)
    for name in ("main_business_share", "zizhu_name"):
        if not settings[name].details:
            raise ValueError(f"“{settings[name].title}”没有写明判断的依据。")
    share = settings["main_business_share"]
    _number({share.title: share.details[0]}, share.title)


def _start(settings: Mapping[str, Setting]) -> date:
    return _date({"累计指标的起点": settings["cumulative_start"].default}, "累计指标的起点")


def _require_options(setting: Setting) -> None:
    if not setting.answers or not set(setting.answers) <= set(setting.options):
        options = "、".join(setting.options)
        raise CatalogueError(f"“{setting.title}”应从 {options} 中选择，现为“{setting.default}”。")
