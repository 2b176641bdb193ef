"""The consolidated report 汇总表 as tables: targets, districts, directions, records, projects."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from desktop import files
from desktop.workflow.coverage import coverage_tables
from exports.report_book import Absent, ReportBook, ReportChart, ReportRow, ReportTable
from forms.indicators import ProjectTotal, fold_totals
from forms.indicators.facts import KIND_TITLES, printed_code
from forms.indicators.projects import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.workflow.session import Session
    from desktop.workflow.totals import Consolidation, Line
    from exports.report_book import Figure as Cell
    from forms.catalogue import Catalogue
    from forms.codelists import Code, CodeList
    from forms.indicators import Facts, Member

UNKNOWN, NOT_ASKED, CITY_ONLY = "暂缺", "本期不报", "市级判定"
"""What stands for a figure that nobody can know, was not asked for, or is the city's own."""

QUIET = frozenset({NOT_ASKED, CITY_ONLY})
"""Words for a figure that nobody need be asked for."""

NOTHING = "—"

MOST_RECORDS = 20_000
"""Lines of 指标明细: more make a workbook that an office computer opens with pain."""

CENT = Decimal("0.00")

_SAME_RECORDS = "N31-1"
"""Its records are those of N31-2, listed there with their amounts."""


def write_consolidated(
    session: Session, found: Consolidation, target: Path, *, overwrite: bool = False
) -> Path:
    """Write the consolidated report workbook 汇总表; answers where it stands.

    Raises ``FileProblem``, also where a file stands already unless ``overwrite`` was agreed to.
    """
    from exports.report import write_report  # openpyxl is slow to load, and rarely needed

    path = target / f"WLCY_HZ_{found.period.code}.xlsx" if target.is_dir() else target
    book = report_book(session, found)
    files.place(path, lambda temporary: write_report(book, temporary), overwrite=overwrite)
    return path


def report_book(session: Session, found: Consolidation) -> ReportBook:
    """The whole report as tables."""
    names = session.catalogue.codelist("district")
    return ReportBook(
        title="未来产业集群汇总表",
        period_title=found.period.title,
        generated_at=found.made_at.strftime("%Y-%m-%d %H:%M"),
        received=tuple(names.title_of(code) for code in found.received),
        missing=tuple(names.title_of(code) for code in found.missing),
        tables=(
            targets_table(found),
            _by_district(session.catalogue, found),
            _by_direction(session.catalogue, found),
            _rules_table(found),
            _project_table(names, found),
            _cluster_table(session, found),
            _cross_table(session, found),
            *coverage_tables(session, found.period),
            _records_table(session.catalogue, found),
        ),
        notes=tuple(_settings_notes(session.catalogue)),
        is_final=found.is_final,
    )


def figure_cell(facts: Facts, value: Decimal | None) -> Decimal | None:
    """A figure in the unit shown, amounts with at least two places."""
    shown = facts.shown(value)
    return shown if shown is None or not facts.is_money else shown + CENT


def absent_words(line: Line, district: str = "") -> str:
    """Why a figure that somebody reported on is not there; empty for 未报."""
    if line.now.constant or not line.facts.forms:
        return CITY_ONLY
    unknown = line.now.unknown_by_district.get(district, 0) if district else line.now.unknown
    if unknown:
        return UNKNOWN
    return NOT_ASKED if (district or any(line.now.asked)) and district not in line.missing else ""


# --- Indicators -----------------------------------------------------------------------------

_HEAD = [
    "指标码", "指标名称", "单位", "期型", "本期", "上期", "增减", "2030目标（左右）",
    "与目标差距（参考）", "完成率%（参考）", "已报/未报区", "备注",
]  # fmt: skip
_COMPLETION_COLUMN = 9


def targets_table(found: Consolidation) -> ReportTable:
    """Every indicator against the plan's targets, for reference and never for a verdict."""
    body = [_target_row(found, line) for line in found.lines.values()]
    targets = sum(line.facts.target is not None for line in found.lines.values())
    return ReportTable(
        "指标完成情况",
        "见各行",
        [_HEAD],
        body,
        (
            "方案目标除“打造5个未来产业集群”外均为“左右”数；差距和完成率仅供参考，不用于判定。",
            "增减只比较两期都有数的区。暂缺：有记录但未填数额或无法判断；本期不报：本期不要求报送的表。",
        ),
        by_cell=True,
        chart=ReportChart("方案目标完成率（%，仅供参考）", 0, _COMPLETION_COLUMN, targets),
    )


def _target_row(found: Consolidation, line: Line) -> ReportRow:
    facts = line.facts
    mixed: list[Cell] = [
        f"　其中：{facts.title}" if facts.parent_title else facts.title,
        facts.shown_unit,
        KIND_TITLES[facts.kind],
        _or_words(figure_cell(facts, line.value), absent_words(line)),
        _or_words(figure_cell(facts, line.previous), NOTHING),
        _or_words(figure_cell(facts, line.change), NOTHING),
        _or_words(facts.target, NOTHING),
        _or_words(figure_cell(facts, line.distance), NOTHING),
        _or_words(line.completion, NOTHING),
        Absent(f"{len(found.received)} / {len(found.missing)}"),
        remark(line),
    ]
    return ReportRow(printed_code(facts.code), mixed)


def remark(line: Line) -> str:
    """What a reader must know of a figure: records not known, and records counted elsewhere."""
    said = []
    if line.facts.target is not None and not line.facts.about:
        said.append("目标不带“左右”")
    if line.now.unknown:
        said.append(f"另有 {line.now.unknown} 条暂缺")
    if line.now.aside:
        said.append(f"{len(line.now.aside)} 条不重复计")
    return "；".join(said)


def _or_words(value: Decimal | None, words: str) -> Cell:
    if value is not None:
        return value
    return Absent(words) if words else None


def _by_district(catalogue: Catalogue, found: Consolidation) -> ReportTable:
    names = catalogue.codelist("district")
    head = ["指标", "计量单位", "合计", *(names.title_of(code) for code in found.expected)]
    body = [
        ReportRow(
            _label(line),
            [
                line.facts.shown_unit,
                _or_words(figure_cell(line.facts, line.value), absent_words(line)),
                *(_district_cell(line, code, value) for code, value in line.by_district.items()),
            ],
        )
        for line in found.lines.values()
    ]
    notes = ("—：本期不要求该区报送，或由市级判定；暂缺：有记录但未填数额或无法判断。",)
    return ReportTable("分区指标", "见各行", [head], body, notes, by_cell=True)


def _district_cell(line: Line, district: str, value: Decimal | None) -> Cell:
    """A district's figure; what is nobody's to report stands as a dash, which keeps it quiet."""
    words = absent_words(line, district)
    return _or_words(figure_cell(line.facts, value), NOTHING if words in QUIET else words)


def _by_direction(catalogue: Catalogue, found: Consolidation) -> ReportTable:
    columns = list(_direction_columns(catalogue))
    head = [
        ["指标", "计量单位", "合计", *(above for above, *_ in columns), "未分集群"],
        ["指标", "计量单位", "合计", *(title for _, title, *_ in columns), "未分集群"],
    ]
    body = [
        ReportRow(
            _label(line),
            [
                line.facts.shown_unit,
                _or_words(figure_cell(line.facts, line.value), absent_words(line)),
                *(_direction_cell(line, place, code) for *_, place, code in columns),
                _direction_cell(line, "by_cluster", ""),
            ],
        )
        for line in found.lines.values()
    ]
    notes = ("集群小计含未填方向的记录；一个方向没有记录的为空。",)
    return ReportTable("分方向指标", "见各行", head, body, notes, by_cell=True)


def _direction_columns(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    """The title above, the title, the breakdown it comes from and the code of every column."""
    directions = catalogue.codelist("direction")
    for cluster in catalogue.codelist("cluster").active():
        yield cluster.title, "小计", "by_cluster", cluster.code
        for one in directions.children(cluster.code):
            yield cluster.title, one.title, "by_direction", one.code


def _direction_cell(line: Line, place: str, code: str) -> Cell:
    found: dict[str, Decimal] = getattr(line.now, place)
    return figure_cell(line.facts, found[code]) if code in found else ""


def _label(line: Line) -> str:
    part = "其中：" if line.facts.parent_title else ""
    return f"{printed_code(line.facts.code)} {part}{line.facts.title}"


def _rules_table(found: Consolidation) -> ReportTable:
    body = [
        ReportRow(
            _label(line),
            [KIND_TITLES[line.facts.kind], "、".join(line.facts.forms), line.facts.rule],
        )
        for line in found.lines.values()
    ]
    head = ["指标", "期型", "来源表", "口径"]
    return ReportTable("指标口径", "", [head], body, widths=(34, 11, 12, 78))


# --- Records behind the figures -----------------------------------------------------------------


def _records_table(catalogue: Catalogue, found: Consolidation) -> ReportTable:
    lists = [catalogue.codelist(name) for name in ("district", "cluster", "direction")]
    lines = (
        _record_row(lists, line.facts, one, state)
        for line in found.lines.values()
        if line.facts.code != _SAME_RECORDS
        for state, members in (
            ("计入", line.now.members),
            (UNKNOWN, line.now.unsure),
            ("不重复计", line.now.aside),
        )
        for one in members
    )
    body = list(islice(lines, MOST_RECORDS))
    left = sum(1 for _ in lines)
    notes = ["每个指标由哪些记录得出；数额按记录的计量单位（产值、投资为万元）。"]
    if left:
        notes.append(f"只列前 {MOST_RECORDS:,} 条，另有 {left:,} 条，请在程序的汇总页查看。")
    head = [
        "指标",
        "区",
        "表号",
        "记录编号",
        "名称",
        "方向（集群）",
        "数额",
        "单位",
        "情况",
        "说明",
    ]
    widths = (26, 10, 8, 21, 36, 18, 16, 7, 9, 28)
    return ReportTable("指标明细", "见各行", [head], body, notes, by_cell=True, widths=widths)


def _record_row(lists: list[CodeList], facts: Facts, one: Member, state: str) -> ReportRow:
    districts, clusters, directions = lists
    place = directions.title_of(one.direction) if one.direction else ""
    if not place and one.cluster:
        place = clusters.title_of(one.cluster)
    amount = one.amount if one.amount is None or not facts.is_money else one.amount + CENT
    return ReportRow(
        f"{printed_code(facts.code)} {facts.title}",
        [districts.title_of(one.district), one.form, one.record_id, one.label, place,
         _or_words(amount, NOTHING), facts.unit, state, one.note],
    )  # fmt: skip


def _settings_notes(catalogue: Catalogue) -> Iterator[str]:
    """The answers in force to what the plan leaves open (domain §1.6)."""
    for one in catalogue.settings.values():
        yield f"口径 {one.code}　{one.title}：{'、'.join(one.answers)}。{one.reason}"


# --- Projects (N31) ---------------------------------------------------------------------------


def _project_head(found: Consolidation) -> list[str]:
    facts = [found.lines[code].facts for code in PARTS]
    return [f"{one.title}（{one.unit}）" for one in facts]


def _row(
    labels: tuple[str, ...], total: ProjectTotal | None, *, is_total: bool = False
) -> ReportRow:
    """One line; a district that has not reported has no figures, which are written 未报."""
    figures: list[Cell] = [
        None if total is None else getattr(total, name) for name in PARTS.values()
    ]
    return ReportRow(" · ".join(labels), figures, is_total)


def _table(title: str, label: str, found: Consolidation, rows: list[ReportRow]) -> ReportTable:
    return ReportTable(title, "个、万元", [[label, *_project_head(found)]], rows)


def _project_table(names: CodeList, found: Consolidation) -> ReportTable:
    rows = [_row((names.title_of(code),), total) for code, total in found.by_district().items()]
    rows.append(_row(("合计（已报区）",), found.grand_total, is_total=True))
    return _table("分区项目", "区", found, rows)


def _cluster_table(session: Session, found: Consolidation) -> ReportTable:
    rows = [
        row
        for cluster in session.catalogue.codelist("cluster").active()
        for row in _cluster_rows(session, found, cluster)
    ]
    rows.append(_row(("合计（已报区）",), found.grand_total, is_total=True))
    return _table("分集群方向项目", "集群、方向", found, rows)


def _cluster_rows(session: Session, found: Consolidation, cluster: Code) -> list[ReportRow]:
    """A cluster's line and those of its directions; nothing recorded counts as nothing."""
    total = fold_totals(found.totals, 1).get((cluster.code,), ProjectTotal())
    by_direction = fold_totals(found.totals, 1, 2)
    directions = session.catalogue.codelist("direction").children(cluster.code)
    return [
        _row((f"{cluster.title}集群",), total, is_total=True),
        *(
            _row((one.title,), by_direction.get((cluster.code, one.code), ProjectTotal()))
            for one in directions
        ),
    ]


def _cross_table(session: Session, found: Consolidation) -> ReportTable:
    lists = [session.catalogue.codelist(name) for name in ("district", "cluster", "direction")]
    rows = [
        _row(tuple(codes.title_of(code) for codes, code in zip(lists, key, strict=True)), total)
        for key, total in sorted(found.totals.items())
    ]
    return _table("分区分方向项目", "区 · 集群 · 方向", found, rows)
