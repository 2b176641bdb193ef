"""The desk: one open ledger on screen, shared by all pages.

Pages call its verbs; it calls the workflow, keeps the checkbook right and tells everybody what
changed through Qt signals. It is the one adapter between the Qt-free workflow and the widgets:
widgets never touch the ledger, and no page knows another page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.ledger.errors import PASSING
from desktop.ui.dialogs import Dialogs
from desktop.ui.jobs import Jobs
from desktop.ui.theme import Look
from desktop.workflow import entry
from desktop.workflow.calendar import next_period, period_choices
from desktop.workflow.checking import Checkbook, explain_finding
from desktop.workflow.indicators import SUMMARY, note_indicator
from desktop.workflow.nil import COVER, declare_nil
from desktop.workflow.opening import open_period
from desktop.workflow.renaming import rename_everywhere, rename_offer
from forms.errors import ForPeople, UserMistake
from forms.parsing import UNSEEN_SAID, holds_unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.ledger import Changes, PeriodInfo
    from desktop.ui.jobs import Cancelled, Progress
    from desktop.workflow.entry import Place, Typed
    from desktop.workflow.renaming import RenameOffer
    from desktop.workflow.session import Session
    from forms.base import Form
    from forms.findings import Finding
    from forms.periods import Period


class Desk(QObject):
    """The session, the period being worked on and its findings.

    Signals: ``changed(Changes)`` after every edit, undo and redo; ``findings_changed()`` when the
    list of findings may differ; ``period_changed()`` when another period is shown or its state
    moved; ``said(text, kind)`` for the message bar, kind ∈ {"info", "done", "warning", "error"};
    ``offered(text, title, act)`` for a sentence with a button that does ``act()``;
    ``goto(place_name, form, record_id, field)`` asks the window to show a cell; ``reopen(text)``
    asks the program to open the ledger anew, for its settings have changed, and to say ``text``.
    """

    changed = Signal(object)
    findings_changed = Signal()
    period_changed = Signal()
    said = Signal(str, str)
    offered = Signal(str, str, object)
    goto = Signal(str, str, str, str)
    reopen = Signal(str)

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        *,
        dialogs: Dialogs | None = None,
        jobs: Jobs | None = None,
        look: Look | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.dialogs = dialogs or Dialogs()
        self.jobs = jobs or Jobs(self)
        self.look = look or Look(parent=self)
        self.ask_reason: Callable[[], str] = self._ask_why
        self._book: Checkbook | None = None
        self._findings: Sequence[Finding] | None = None
        self.period: Period | None = next(iter(self.choices), None)
        self.jobs.refused.connect(self._say_refused)

    # --- what is on the desk ---------------------------------------------------------------

    @property
    def periods(self) -> list[PeriodInfo]:
        """The open periods of the own district (all districts' in the city's ledger)."""
        return self.session.ledger.periods(self.session.district or None)

    @property
    def choices(self) -> list[Period]:
        """The periods that may be shown, newest first."""
        return period_choices(self.session)

    @property
    def period_info(self) -> PeriodInfo | None:
        """State and revision of the period on screen, for a district's ledger."""
        if self.period is None or not self.session.district:
            return None
        return self.session.ledger.period_info(self.session.district, self.period.code)

    @property
    def book(self) -> Checkbook:
        """The rows and findings of the period on screen; checked on first use."""
        if self.period is None:
            raise UserMistake("还没有报告期，请先建立报告期。")
        if self._book is None:
            self._book = Checkbook.open(self.session, self.session.district, self.period)
        return self._book

    @property
    def findings(self) -> Sequence[Finding]:
        """The findings of the period on screen; none while there is no period."""
        if self.period is None or not self.session.district:
            return ()
        if self._findings is None:
            # Several screens ask after each edit; explanations are attached once.
            self._findings = self.book.findings
        return self._findings

    def previous_row(self, form: str, record_id: str) -> Form | None:
        """The same record one period earlier, for the values shown beside the fields."""
        return self.book.context.previous.get(form, {}).get(record_id)

    def show_period(self, period: Period) -> None:
        """Work on another period."""
        self.period, self._book, self._findings = period, None, None
        self.period_changed.emit()
        self.findings_changed.emit()

    def refresh(self) -> None:
        """Read everything again, after work that bypassed the verbs (import, receive, submit)."""
        self._book = self._findings = None
        self.period_changed.emit()
        self.findings_changed.emit()

    def decide(self, act: Callable[[Session], Session], said: str) -> bool:
        """The city decides something about rules or answers; all pages work by it from then on.

        False when it was refused (the reason is said).
        """
        try:
            self.session = act(self.session)
        except ForPeople as problem:
            self.say(str(problem), "error")
            return False
        self.say(said, "done")
        return True

    # --- verbs: each one edit, answered with what changed, None when refused ------------------

    def type_cells(self, form: str, typed: Sequence[Typed], title: str = "") -> Changes | None:
        """Put typed texts into cells; a firm renamed in one is offered to its other places."""
        changes = self._edit(
            form, lambda place, reason: entry.type_cells(self.session, place, typed, title, reason)
        )
        if changes is not None and changes.edit_no and len(typed) == 1:
            self._offer_rename(form, typed[0])
            if holds_unseen(typed[0].text):
                self.say(f"所填内容{UNSEEN_SAID}。", "warning")
        return changes

    def rename(self, offer: RenameOffer) -> Changes | None:
        """Give a firm its new name in all its other places; one undo takes it back."""
        changes = self._edit(
            offer.place.form,
            lambda _place, reason: rename_everywhere(self.session, offer, reason),
        )
        if changes is not None and len(changes.rows) < 2:
            self.say(f"已{changes.title}，可撤销。" if changes.edit_no else "没有要改名的地方了。")
        return changes

    def type_block(
        self, form: str, typed: Sequence[Typed], new_rows: Sequence[Mapping[str, str]], title: str
    ) -> Changes | None:
        """Put a pasted block into rows, and what hangs over into new rows, as one edit."""
        return self._edit(
            form,
            lambda place, reason: entry.type_block(
                self.session, place, typed, new_rows, title, reason
            ),
        )

    def add_row(self, form: str) -> str | None:
        """Add a record; answers its id."""
        made: list[str] = []

        def act(place: Place, reason: str) -> Changes:
            record_id, changes = entry.add_row(self.session, place, reason=reason)
            made.append(record_id)
            return changes

        return made[0] if self._edit(form, act) is not None and made else None

    def duplicate_row(self, form: str, record_id: str) -> str | None:
        """Copy a record under a new id; answers the id."""
        made: list[str] = []

        def act(place: Place, _reason: str) -> Changes:
            new_id, changes = entry.duplicate_row(self.session, place, record_id)
            made.append(new_id)
            return changes

        return made[0] if self._edit(form, act) is not None and made else None

    def delete_rows(self, form: str, record_ids: Sequence[str]) -> Changes | None:
        """Delete records; one undo brings them back."""
        return self._edit(
            form, lambda place, reason: entry.delete_rows(self.session, place, record_ids, reason)
        )

    def confirm_rows(self, form: str, record_ids: Sequence[str]) -> Changes | None:
        """本期无变化 for these records."""
        return self._edit(
            form, lambda place, _reason: entry.confirm_rows(self.session, place, record_ids)
        )

    def declare_nil(self, form: str, nil: bool) -> Changes | None:
        """零报告: declare an empty form nil, or take that back; one undo either way."""
        return self._edit(
            COVER,
            lambda place, reason: declare_nil(self.session, place.period, form, nil, reason),
        )

    def undo(self) -> Changes | None:
        """Take back the last edit."""
        return self._step(lambda place, _reason: entry.undo(self.session, place))

    def redo(self) -> Changes | None:
        """Do again what was taken back."""
        return self._step(lambda place, _reason: entry.redo(self.session, place))

    def open_next_period(self) -> bool:
        """Open the next period with last period's rows brought forward, and show it."""
        try:
            period = next_period(self.session)
            changes = open_period(self.session, period.code)
        except ForPeople as problem:
            self.say(str(problem), "error")
            return False
        carried = sum(form != "F00" for form, _ in changes.added)
        self.show_period(period)
        self.say(
            f"已建立{period.title}"
            + (f"，由上期结转 {carried} 行，请逐行核对。" if carried else "。"),
            "done",
        )
        return True

    def explain(self, finding: Finding, text: str) -> bool:
        """Explain a soft finding; False when refused (the reason is said)."""
        return (
            self._edit(
                finding.form,
                lambda place, _reason: explain_finding(
                    self.session, place.district, place.period, finding, text
                ),
            )
            is not None
        )

    def note_indicator(self, code: str, text: str) -> bool:
        """Write the 差异说明 of an indicator; False when refused (the reason is said)."""
        return (
            self._edit(
                SUMMARY,
                lambda place, reason: note_indicator(
                    self.session, place.period, code, text, reason
                ),
            )
            is not None
        )

    def undo_titles(self) -> tuple[str, str]:
        """What 撤销 and 重做 would do; empty when there is nothing."""
        if self.period is None or not self.session.district or self.session.info.read_only:
            return "", ""
        ledger, where = self.session.ledger, (self.session.district, self.period.code)
        return ledger.undo_title(*where), ledger.redo_title(*where)

    def say(self, text: str, kind: str = "info") -> None:
        """Put a sentence into the message bar."""
        self.said.emit(text, kind)

    def _is_closed(self) -> bool:
        """Whether nothing can be edited now; says why, before anything else is asked."""
        why = self.session.read_only_notice
        if not why and self.period is None:
            why = "还没有报告期，请先建立报告期。"
        if why:
            self.say(why, "warning")
        return bool(why)

    def _edit(self, form: str, act: Callable[[Place, str], Changes | None]) -> Changes | None:
        if self._is_closed() or self.period is None:
            return None
        try:
            place = entry.place_of(self.session, self.period, form)
            changes = act(place, self.reason_for_change())
        except ForPeople as problem:
            self._refuse(problem, lambda: self._edit(form, act))
            return None
        if changes is not None and changes.edit_no:
            self._tell(changes)
        return changes

    def _refuse(self, problem: ForPeople, again: Callable[[], object]) -> None:
        """Say why; what only the machine prevented can be done again by one press (faults A4)."""
        if isinstance(problem, PASSING):
            self.offered.emit(str(problem), "再试一次(&R)", again)
        else:
            self.say(str(problem), "error")

    def type_block_later(
        self,
        form: str,
        typed: Sequence[Typed],
        new_rows: Sequence[Mapping[str, str]],
        title: str,
        done: Callable[[Changes | None], None],
    ) -> None:
        """``type_block`` off the GUI thread, for blocks that take longer than a blink.

        ``done`` gets what ``type_block`` would have answered.
        """
        if self._is_closed() or self.period is None:
            return done(None)
        place, reason, book = (
            entry.place_of(self.session, self.period, form),
            self.reason_for_change(),
            self.book,
        )

        def work(progress: Progress, _cancelled: Cancelled) -> Changes:
            progress(0, 0, "正在写入账本")
            changes = entry.type_block(self.session, place, typed, new_rows, title, reason)
            progress(0, 0, "正在审核")
            book.update(changes)
            return changes

        def finish(changes: Changes) -> None:
            self._spread(changes)
            done(changes)

        def refuse(problem: ForPeople) -> None:
            self._refuse(problem, lambda: self.type_block(form, typed, new_rows, title))
            done(None)

        self.jobs.run(title, work, finish, refuse)
        return None

    def take_in(self, changes: Changes) -> None:
        """Tell everybody of an edit that a job has made."""
        if changes.edit_no:
            self._tell(changes)

    def reason_for_change(self) -> str:
        """A submitted period asks once why it is changed; the answer begins a new revision."""
        info = self.period_info
        return (
            self.ask_reason()
            if info is not None and info.state in {"submitted", "accepted"}
            else ""
        )

    def _offer_rename(self, form: str, typed: Typed) -> None:
        if self.period is None:
            return
        place = entry.place_of(self.session, self.period, form)
        offer = rename_offer(self.session, place, typed.record_id, typed.field)
        if offer is not None:
            self.offered.emit(offer.sentence, f"{offer.action}(&R)", lambda: self.rename(offer))

    def _step(self, act: Callable[[Place, str], Changes | None]) -> Changes | None:
        changes = self._edit("F01", act)
        if changes is not None:
            self.say(f"已{changes.title}")
        return changes

    def _ask_why(self) -> str:
        return self.dialogs.ask_reason(
            "修改已上报的数据", "本期已经上报。继续修改会产生新的一次报送，请写明修改原因："
        )

    def _say_refused(self, sentence: str) -> None:
        self.say(sentence, "error")

    def _tell(self, changes: Changes) -> None:
        if self._book is not None:
            self._book.update(changes)
        self._spread(changes)

    def _spread(self, changes: Changes) -> None:
        self._findings = None
        self.changed.emit(changes)
        self.findings_changed.emit()
