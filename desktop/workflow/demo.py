"""demo: the whole story on fictional data, from sixteen districts' records to the city's totals.

Every step goes through the same workflow that the window and the command line use; nothing is
written into a ledger behind its back.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.ledger import AddRow, Edit, SetCell
from desktop.workflow import checking, statuses
from desktop.workflow.entry import Place, change_cells, confirm_rows, place_of
from desktop.workflow.filling import Filler
from desktop.workflow.opening import open_period
from desktop.workflow.receiving import Receipt, receive
from desktop.workflow.returning import accept_submission
from desktop.workflow.session import Session, create_city, create_district
from desktop.workflow.submitting import Submitted, gate, submit
from desktop.workflow.totals import Consolidation, consolidate, write_consolidated
from forms.checks.city_rules import A77
from forms.kinds import MANY_SEPARATOR, read_cell
from forms.periods import Period
from resources.sample import DISTRICTS, PERIODS, Row, planted_mistakes, sample_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from forms.base import Form
    from forms.cells import Cell

LEDGERS, SUBMISSIONS, CITY_NAME = "ledgers", "submissions", "city.db"
LATE_DISTRICT = "310151"
"""The demo leaves the last district unreported in the last period, so that 未报 can be seen."""

CLAIMED = A77.code

EXPLANATION = "已与项目单位核对原始资料，情况属实并留存佐证材料备查。"


@dataclass
class DemoStory:
    """What the demo made and counted."""

    folder: Path
    ledgers: dict[str, Path] = field(default_factory=dict)
    submissions: list[Submitted] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    found_at_first: dict[str, int] = field(default_factory=dict)
    totals: Consolidation | None = None
    report: Path | None = None
    pictures: list[Path] = field(default_factory=list)

    @property
    def city(self) -> Path:
        """The city's ledger."""
        return self.folder / CITY_NAME

    def to_json(self) -> dict[str, object]:
        """For scripts."""
        total = self.totals.grand_total if self.totals else None
        return {
            "folder": str(self.folder),
            "districts": len(self.ledgers),
            "periods": list(PERIODS),
            "city": str(self.city),
            "submissions": [str(one.file) for one in self.submissions],
            "outcomes": _tally(self.receipts),
            "findings_at_first": self.found_at_first,
            "projects": total.projects if total else 0,
            "total_investment": float(total.total_investment) if total else 0,
            "missing": list(self.totals.missing) if self.totals else [],
            "report": str(self.report),
            "pictures": [str(one) for one in self.pictures],
        }

    def lines(self) -> list[str]:
        """The short summary for people."""
        assert self.totals is not None
        total, outcomes = self.totals.grand_total, _tally(self.receipts)
        found = self.found_at_first
        lines = [
            "集群台账演示完成（样例数据均为虚构）",
            f"  区级账本：{len(self.ledgers)} 个，报告期 {'、'.join(PERIODS)}，"
            f"位于 {self.folder / LEDGERS}",
            f"  首次审核：强制性 {found['hard']} 条，核实性 {found['soft']} 条，"
            f"提示性 {found['hint']} 条；改正并说明后上报",
            f"  报送表：{len(self.submissions)} 份，位于 {self.folder / SUBMISSIONS}",
            f"  市级接收：已接收 {outcomes.get('received', 0)} 份，"
            f"未接收 {outcomes.get('refused', 0)} 份，账本 {self.city}",
            f"  {self.totals.period.title}汇总：已报 {len(self.totals.received)} 个区，"
            f"未报 {len(self.totals.missing)} 个区；"
            f"项目 {total.projects} 个，总投资 {total.total_investment:,.2f} 万元，"
            f"累计完成投资 {total.completed_investment:,.2f} 万元",
            f"  汇总表：{self.report}",
        ]
        return lines + [f"  图片：{one}" for one in self.pictures]


def run_demo(folder: Path, say: Callable[[str], None] = lambda _line: None) -> DemoStory:
    """Play the story into ``folder``; what an earlier demo made there is made anew."""
    for name in (LEDGERS, SUBMISSIONS):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    (folder / CITY_NAME).unlink(missing_ok=True)
    story = DemoStory(folder, found_at_first=dict.fromkeys(checking.SEVERITIES, 0))
    for number, district in enumerate(DISTRICTS, start=1):
        say(f"（{number}/{len(DISTRICTS)}）{district} 填报、审核、报送……")
        _district_story(story, district)
    say("市级接收、汇总……")
    _city_story(story)
    return story


def demo_clock(period: Period) -> Callable[[], datetime]:
    """A clock that stands some days after the period's end, when districts report."""
    moment = datetime.combine(period.end + timedelta(days=20), datetime.min.time()).astimezone()
    return lambda: moment.replace(hour=9, minute=30)


def _district_story(story: DemoStory, district: str) -> None:
    path = story.folder / LEDGERS / f"{district}.db"
    last = Period.parse(PERIODS[-1])
    clean = sample_rows(district, PERIODS[0], mistakes=False)
    unit = str(clean["F00"][0]["unit_name"])
    session = create_district(path, district, unit, clock=demo_clock(last))
    story.ledgers[district] = path
    for code in PERIODS:
        period = Period.parse(code)
        open_period(session, code)
        enter_sample(session, period, sample_rows(district, code, mistakes=True))
        _count_findings(story, session, period)
        if code == PERIODS[-1] and district == LATE_DISTRICT:
            continue
        _correct(session, period, _corrected(district, code))
        explain_all(session, period)
        story.submissions.append(submit(session, period, story.folder / SUBMISSIONS))
    session.close()


def enter_sample(session: Session, period: Period, tables: Mapping[str, list[Row]]) -> None:
    """Type the sample into the period: new rows are added, known ones changed."""
    for code, rows in tables.items():
        # One edit a form: a form's references are looked up in what was entered before it.
        steps = _sample_steps(session, period, code, rows)
        title = f"录入{session.forms[code].spec.title}样例"
        session.ledger.apply(Edit(session.district, period.code, title, steps, session.who))
    _confirm(session, period)


def _sample_steps(
    session: Session, period: Period, code: str, rows: list[Row]
) -> tuple[AddRow | SetCell, ...]:
    known = session.ledger.rows(code, session.district, period.code)
    filler = Filler(session, period, session.forms[code])
    steps: list[AddRow | SetCell] = []
    for row in rows:
        record_id = session.district if code == "F00" else str(row["record_id"])
        cells = _cells(session, code, row)
        if record_id in known:
            steps += _changed_cells(filler, known[record_id], cells)
        else:
            steps.append(AddRow(code, record_id, filler.new(record_id, cells)))
    return tuple(steps)


def _changed_cells(filler: Filler, row: Form, cells: Mapping[str, Cell]) -> Iterator[SetCell]:
    """What must be typed over a row that is there already, with what follows from it."""
    following = filler.filled(row.with_cells(cells), frozenset(cells), None)
    for name, cell in {**following, **cells}.items():
        if row.cell(name) != cell:
            yield SetCell(row.spec.code, row.record_id, name, cell)


def _confirm(session: Session, period: Period) -> None:
    for form in session.forms.data_forms:
        code = form.spec.code
        rows = session.ledger.rows(code, session.district, period.code)
        waiting = [record_id for record_id, row in rows.items() if row.to_confirm]
        confirm_rows(session, place_of(session, period, code), waiting)


def _typed(value: object) -> str:
    """What a person would type for a value of the sample."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return MANY_SEPARATOR.join(map(str, value))
    return "" if value is None else str(value)


def _cells(session: Session, code: str, row: Row) -> dict[str, Cell]:
    items = session.forms[code].items_by_name()
    return {
        name: read_cell(_typed(value), items[name], session.catalogue)
        for name, value in row.items()
        if name in items and name != "record_id" and not items[name].computed
    }


def _corrected(district: str, period: str) -> Mapping[str, list[Row]]:
    """The clean sample without the records that two districts claim, which only the city sees."""
    claimed = {
        record_id for rule, record_id, _ in planted_mistakes(district, period) if rule == CLAIMED
    }
    return {
        code: [row for row in rows if row.get("record_id") not in claimed]
        for code, rows in sample_rows(district, period, mistakes=False).items()
    }


def _correct(session: Session, period: Period, clean: Mapping[str, list[Row]]) -> None:
    """What the clerk does after 审核: put right every cell that the clean sample has otherwise."""
    for code, rows in clean.items():
        place = Place(session.district, period, code)
        known = session.ledger.rows(code, session.district, period.code)
        wrong: dict[str, dict[str, Cell]] = {}
        for row in rows:
            record_id = session.district if code == "F00" else str(row["record_id"])
            cells = {
                name: cell
                for name, cell in _cells(session, code, row).items()
                if known[record_id].cell(name) != cell
            }
            if cells:
                wrong[record_id] = cells
        if wrong:
            change_cells(session, place, wrong, "按审核结果改正")


def _count_findings(story: DemoStory, session: Session, period: Period) -> None:
    for severity, count in checking.counts(
        checking.check_period(session, session.district, period)
    ).items():
        story.found_at_first[severity] += count


def explain_all(session: Session, period: Period) -> None:
    for finding in gate(session, period).to_explain:
        checking.explain_finding(session, session.district, period, finding, EXPLANATION)


def _city_story(story: DemoStory) -> None:
    last = Period.parse(PERIODS[-1])
    session = create_city(story.city, clock=demo_clock(last))
    story.receipts = receive(session, [story.folder / SUBMISSIONS])
    for one in statuses.statuses(session, Period.parse(PERIODS[0])):
        if one.state == "received":
            accept_submission(session, one.district, Period.parse(PERIODS[0]))
    story.totals = consolidate(session, last)
    story.report = write_consolidated(session, story.totals, story.folder)
    session.close()


def _tally(receipts: list[Receipt]) -> dict[str, int]:
    tally: dict[str, int] = {}
    for one in receipts:
        tally[one.outcome] = tally.get(one.outcome, 0) + 1
    return tally
