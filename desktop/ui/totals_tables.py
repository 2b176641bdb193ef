"""What the tables of 汇总 show: indicators, and for one of them districts, directions, records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.tables import Column
from desktop.workflow.totals_book import NOTHING, QUIET, UNKNOWN, absent_words
from forms.indicators.definition import ONE
from forms.indicators.facts import KIND_TITLES, printed_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from desktop.workflow.totals import Line
    from forms.catalogue import Catalogue
    from forms.indicators import Member

NOT_REPORTED = "未报"
COUNTED, ASIDE = "计入", "不重复计"

Note = Callable[["Line", str], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a breakdown: its title, its figure as shown, last period's, whether a sum."""

    title: str
    value: str
    previous: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """One record behind a figure, and how it stands to it."""

    member: Member
    state: str


@dataclass(frozen=True, slots=True)
class Words:
    """How figures are written: the city in the units of the plan (亿元), a district in 万元."""

    in_plan_units: bool

    def unit(self, line: Line) -> str:
        """The unit of a line's figures."""
        return line.facts.shown_unit if self.in_plan_units else line.facts.unit

    def figure(self, line: Line, value: Decimal | None, absent: str = NOTHING) -> str:
        """A figure of a line, or the words for one that is not there."""
        if value is None:
            return absent
        shown = line.facts.shown(value) if self.in_plan_units else value
        assert shown is not None
        return f"{shown:,.2f}" if line.facts.is_money else f"{shown:,}"

    def value(self, line: Line) -> str:
        """The line's own figure."""
        return self.figure(line, line.value, absent_words(line) or NOT_REPORTED)

    def change(self, line: Line) -> str:
        """How much more than last period, with its sign."""
        change = line.change
        sign = "+" if change is not None and change > 0 else ""
        return sign + self.figure(line, change)

    def target(self, line: Line) -> str:
        """The plan's target with its 左右; nothing for a figure that has none."""
        facts = line.facts
        if facts.target is None:
            return ""
        target = facts.target if self.in_plan_units else facts.counted_target
        return f"{target:,}{'左右' if facts.about else ''}"

    def distance(self, line: Line) -> str:
        """What lacks to the target; nothing for a figure that has none."""
        return "" if line.facts.target is None else self.figure(line, line.distance)

    def facts(self, line: Line) -> str:
        """The rest of what is known of a figure, in one sentence."""
        said = [KIND_TITLES[line.facts.kind]]
        if line.before is not None:
            said.append(f"增减 {self.change(line)}（两期都有数的区）")
        if line.last_year is not None:
            said.append(f"上年同期 {self.figure(line, line.last_year)}")
        if line.facts.kind == "flow" and line.now.cumulative is not None:
            said.append(f"累计 {self.figure(line, line.now.cumulative)}")
        if line.completion is not None:
            said.append(f"完成率 {line.completion:,.2f}%（仅供参考）")
        return "；".join(said) + "。"


def title_of(line: Line) -> str:
    """The title, a part of another figure moved in."""
    return f"　其中：{line.facts.title}" if line.facts.parent_title else line.facts.title


def nature(line: Line, *, final: bool) -> str:
    """What a reader must know of a figure: 初步 or 正式, and how much of it is not known."""
    unknown = f"，{line.now.unknown} 条暂缺" if line.now.unknown else ""
    return f"{'正式数' if final else '初步数'}{unknown}"


def indicator_columns(
    words: Words,
    is_final: Callable[[], bool],
    note_of: Callable[[Line], str],
    write: Note | None,
) -> list[Column[Line]]:
    """The columns of the list of indicators; with ``write`` the last takes a note."""
    listed: list[Column[Line]] = [
        Column("指标码", lambda one: printed_code(one.facts.code), 6),
        Column("指标", title_of, 0, strong=_is_target),
        Column("单位", words.unit, 4),
        Column("本期", words.value, 10, numeric=True, tone=_tone, strong=_is_target),
        Column("上期", lambda one: words.figure(one, one.previous), 9, numeric=True),
    ]  # fmt: skip
    if write is not None:
        return [
            *listed,
            Column("市级2030目标", words.target, 14, numeric=True),
            Column("暂缺", _unknown, 7, tone=lambda _one: "soft"),
            Column("差异说明", note_of, 24, write=write),
        ]
    return [
        *listed,
        Column("2030目标", words.target, 10, numeric=True),
        Column("差距（参考）", words.distance, 12, numeric=True),
        Column("数据性质", lambda one: nature(one, final=is_final()), 12,
               tone=lambda one: "soft" if one.now.unknown else "muted"),
    ]  # fmt: skip


def _unknown(line: Line) -> str:
    return f"{line.now.unknown} 条" if line.now.unknown else ""


def _is_target(line: Line) -> bool:
    return line.facts.target is not None and line.value is not None


def _tone(line: Line) -> str:
    if line.value is not None:
        return ""
    return "muted" if absent_words(line) in QUIET else "soft"


def part_columns(first: str) -> list[Column[Part]]:
    """The columns of a breakdown."""
    return [
        Column(first, lambda one: one.title, 15, strong=lambda one: one.is_total),
        Column("本期", lambda one: one.value, 12, numeric=True, strong=lambda one: one.is_total,
               tone=lambda one: "soft" if one.value == NOT_REPORTED else ""),
        Column("上期", lambda one: one.previous, 12, numeric=True),
    ]  # fmt: skip


def behind_columns(
    catalogue: Catalogue, line: Line, listed: Sequence[Behind], *, by_district: bool
) -> list[Column[Behind]]:
    """The columns of the records behind a figure; amounts where they are not all just one."""
    names = catalogue.codelist("district")
    columns: list[Column[Behind]] = [
        Column("记录", lambda one: one.member.label, 0),
        Column("情况", lambda one: one.state, 9, tone=_state_tone),
        Column("说明", lambda one: one.member.note, 26),
        Column("编号", lambda one: f"{one.member.form} {one.member.record_id}", 24),
    ]
    if by_district:
        columns.insert(1, Column("区", lambda one: names.title_of(one.member.district), 9))
    if any(one.member.amount not in (None, ONE) for one in listed):
        amount = f"数额（{line.facts.unit}）"
        columns.insert(1, Column(amount, lambda one: _amount(one, line), 14, numeric=True))
    return columns


def _state_tone(one: Behind) -> str:
    return {UNKNOWN: "soft", ASIDE: "muted"}.get(one.state, "")


def _amount(one: Behind, line: Line) -> str:
    amount = one.member.amount
    if amount is None:
        return NOTHING
    return f"{amount:,.2f}" if line.facts.is_money else f"{amount:,}"


def districts_of(words: Words, catalogue: Catalogue, line: Line) -> list[Part]:
    """A figure by district, those that have not reported among them."""
    names = catalogue.codelist("district")
    then = line.before.by_district if line.before else {}
    parts = [
        Part(
            names.title_of(code),
            words.figure(line, value, absent_words(line, code) or NOT_REPORTED),
            words.figure(line, then.get(code)),
        )
        for code, value in line.by_district.items()
    ]
    total = Part(
        "合计（已报区）", words.value(line), words.figure(line, line.previous), is_total=True
    )
    return [total, *parts]


def directions_of(words: Words, catalogue: Catalogue, line: Line) -> Iterator[Part]:
    """A figure by cluster and direction, and what belongs to none."""
    directions = catalogue.codelist("direction")
    for cluster in catalogue.codelist("cluster").active():
        yield _part(words, line, f"{cluster.title}集群", "by_cluster", cluster.code, is_total=True)
        for one in directions.children(cluster.code):
            yield _part(words, line, f"　{one.title}", "by_direction", one.code)
    yield _part(words, line, "未分集群", "by_cluster", "", is_total=True)


def _part(
    words: Words, line: Line, title: str, place: str, code: str, *, is_total: bool = False
) -> Part:
    now: dict[str, Decimal] = getattr(line.now, place)
    then: dict[str, Decimal] = getattr(line.before, place) if line.before else {}
    return Part(
        title, words.figure(line, now.get(code)), words.figure(line, then.get(code)), is_total
    )


def records_of(line: Line) -> list[Behind]:
    """Every record behind a figure: what is not known first, as it wants work."""
    groups = ((line.now.unsure, UNKNOWN), (line.now.members, COUNTED), (line.now.aside, ASIDE))
    return [Behind(one, state) for members, state in groups for one in members]
