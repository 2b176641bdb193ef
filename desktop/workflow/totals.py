"""汇总: figures added up from what districts sent, with the missing ones stated beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop import files
from desktop.workflow.coverage import coverage_tables
from exports.report_book import ReportBook, ReportRow, ReportTable
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.indicators import GroupKey, ProjectTotal, fold_totals, project_totals

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from pathlib import Path

    from desktop.workflow.session import Session
    from forms.codelists import Code, CodeList
    from forms.periods import Period

MEASURES = (
    ("N31.1", "项目总数", "个", "projects"),
    ("N31.2", "项目总投资", "万元", "total_investment"),
    ("N31.3", "累计完成投资", "万元", "completed_investment"),
)
"""The three figures of N31: code, name, unit and the field of ``ProjectTotal``."""


@dataclass(frozen=True, slots=True)
class Consolidation:
    """One period's totals: by ``(district, cluster, direction)``, who reported and who did not."""

    period: Period
    totals: dict[GroupKey, ProjectTotal]
    received: tuple[str, ...]
    missing: tuple[str, ...]
    made_at: datetime

    @property
    def grand_total(self) -> ProjectTotal:
        """The sum over the districts that reported."""
        return sum(self.totals.values(), ProjectTotal())

    def by_district(self) -> dict[str, ProjectTotal | None]:
        """Every expected district; None for one that has not reported (never 0)."""
        known = fold_totals(self.totals, 0)
        reported: dict[str, ProjectTotal | None] = {
            code: known.get((code,), ProjectTotal()) for code in self.received
        }
        return {**reported, **dict.fromkeys(self.missing)}


def consolidate(session: Session, period: Period) -> Consolidation:
    """Add up a period over the districts the ledger expects: 16 for the city, else its own."""
    ledger = session.ledger
    expected = (
        (session.district,)
        if session.district
        else tuple(one.code for one in _districts(session).active())
    )
    here = {one.district for one in ledger.periods() if one.period == period.code}
    projects = ledger.rows_of_period(Project.spec.code, period.code)
    progress = ledger.rows_of_period(Progress.spec.code, period.code)
    totals = project_totals(
        (row for row in projects.values() if isinstance(row, Project)),
        {key: row for key, row in progress.items() if isinstance(row, Progress)},
    )
    return Consolidation(
        period,
        totals,
        tuple(code for code in expected if code in here),
        tuple(code for code in expected if code not in here),
        session.clock(),
    )


def report_json(found: Consolidation) -> dict[str, object]:
    """The stable JSON shape of design §8, with the breakdown beside it."""
    return {
        "period": found.period.code,
        "districts": {"received": list(found.received), "missing": list(found.missing)},
        "indicators": [_indicator(found, *measure) for measure in MEASURES],
        "breakdown": [
            {"district": key[0], "cluster": key[1], "direction": key[2]}
            | {name: _number(getattr(total, name)) for *_, name in MEASURES}
            for key, total in sorted(found.totals.items())
        ],
    }


def write_consolidated(session: Session, found: Consolidation, target: Path) -> Path:
    """Write the consolidated report workbook 汇总表; answers where it stands."""
    from exports.report import write_report  # openpyxl is slow to load, and rarely needed

    path = target / f"WLCY_HZ_{found.period.code}.xlsx" if target.is_dir() else target
    book = report_book(session, found)
    book = replace(book, tables=(*book.tables, *coverage_tables(session, found.period)))
    files.place(path, lambda temporary: write_report(book, temporary), overwrite=True)
    return path


def _indicator(
    found: Consolidation, code: str, name: str, unit: str, field: str
) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "unit": unit,
        "target": None,
        "value": _number(getattr(found.grand_total, field)),
        "by_district": {
            district: None if total is None else _number(getattr(total, field))
            for district, total in found.by_district().items()
        },
        "by_cluster": _folded(found, field, 1),
        "by_direction": _folded(found, field, 2),
    }


def _folded(found: Consolidation, field: str, place: int) -> dict[str, object]:
    return {
        key[0]: _number(getattr(total, field))
        for key, total in sorted(fold_totals(found.totals, place).items())
    }


def _number(value: Decimal | int) -> int | float:
    """A JSON number: the text of a two-place amount survives the shortest float form."""
    return value if isinstance(value, int) else float(value)


def report_book(session: Session, found: Consolidation) -> ReportBook:
    """The consolidated report as tables: by district, by cluster and direction, and by both."""
    names = _districts(session)
    return ReportBook(
        title="未来产业集群项目汇总表",
        period_title=found.period.title,
        generated_at=found.made_at.strftime("%Y-%m-%d %H:%M"),
        received=tuple(names.title_of(code) for code in found.received),
        missing=tuple(names.title_of(code) for code in found.missing),
        tables=(
            _district_table(names, found),
            _direction_table(session, found),
            _cross_table(session, found),
        ),
    )


_FIGURES = tuple(f"{name}（{unit}）" for _, name, unit, _ in MEASURES)


def _row(
    labels: tuple[str, ...], total: ProjectTotal | None, *, is_total: bool = False
) -> ReportRow:
    """One line; a district that has not reported has no figures, which are written 未报."""
    figures = [None if total is None else getattr(total, name) for *_, name in MEASURES]
    return ReportRow(" · ".join(labels), figures, is_total)


def _table(title: str, label: str, rows: list[ReportRow]) -> ReportTable:
    return ReportTable(title, "个、万元", [[label, *_FIGURES]], rows)


def _district_table(names: CodeList, found: Consolidation) -> ReportTable:
    rows = [_row((names.title_of(code),), total) for code, total in found.by_district().items()]
    rows.append(_row(("合计（已报区）",), found.grand_total, is_total=True))
    return _table("分区汇总", "区", rows)


def _direction_table(session: Session, found: Consolidation) -> ReportTable:
    rows = [
        row
        for cluster in session.catalogue.codelist("cluster").active()
        for row in _cluster_rows(session, found, cluster)
    ]
    rows.append(_row(("合计（已报区）",), found.grand_total, is_total=True))
    return _table("分集群方向汇总", "集群、方向", rows)


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
    return _table("分区分方向汇总", "区 · 集群 · 方向", rows)


def _districts(session: Session) -> CodeList:
    return session.catalogue.codelist("district")
