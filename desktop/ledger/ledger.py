"""The ledger: one SQLite file with everything a district or the city records.

This class is the only door; the rooms behind it (editing, queries, grid, intake, …) hold the SQL.
A ledger may be used from several threads; they take turns.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from desktop.ledger import (
    backup,
    connection,
    editing,
    grid,
    intake,
    marks,
    opening,
    periods,
    queries,
    sent,
    verify,
)
from desktop.ledger.edits import Changes, Edit, Step
from desktop.ledger.exchange import Exchange
from desktop.ledger.opening import Owner, Setup
from desktop.ledger.records import (
    LOCKED_STATES,
    BackupInfo,
    Event,
    GridRow,
    HistoryEntry,
    LedgerInfo,
    PeriodInfo,
    ReceivedRecord,
    State,
    SubmissionRecord,
    VerifyReport,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType

    from desktop.ledger.store import Store
    from forms.base import Form, FormSet
    from forms.marks import Mark


class Ledger:
    """An open ledger; made by ``create`` or ``open``, never directly.

    Every method raises a ``LedgerError`` with a sentence for the user when the machine fails.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.reading():
            self.info: LedgerInfo = opening.info_of(store)
        self.exchange = Exchange(store)
        """Letters between district and city, their marks, and what was sent."""

    @classmethod
    def create(
        cls,
        path: Path,
        forms: FormSet,
        *,
        role: str,
        district: str,
        unit: str,
        who: str,
        clock: Callable[[], datetime],
        setup: Setup | None = None,
    ) -> Self:
        """Make a new ledger file; ``district`` is empty for the city.

        Raises ``LedgerExists`` when any file stands at ``path``.
        """
        owner = Owner(role, district, unit, who)
        return cls(opening.create(Path(path), forms, owner, clock, setup or Setup()))

    @classmethod
    def open(
        cls,
        path: Path,
        forms: FormSet,
        *,
        clock: Callable[[], datetime],
        read_only: bool = False,
        setup: Setup | None = None,
    ) -> Self:
        """Open a ledger file, bringing an older one up to date after a backup.

        Where file, folder or medium can't be written it opens for reading: ``info.read_only``.
        Raises ``NoSuchLedger``, ``NotALedger``, ``DamagedLedger``, ``NewerLedger``,
        ``UpgradeFailed``, ``LedgerBusy`` …; the file's bytes are then as they were.
        """
        store = opening.open_store(Path(path), forms, clock, setup or Setup(), read_only=read_only)
        return cls(store)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._store.lock:
            connection.close(self._store.conn, tidy=not self._store.read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- settings and log ---------------------------------------------------------------------

    def get_setting(self, key: str, default: str = "") -> str:
        """A setting that travels with the ledger, ``default`` when it was never set."""
        with self._store.reading() as conn:
            found = conn.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return found[0] if found else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting. ``catalogue_version`` is stamped onto new rows."""
        with self._store.writing() as conn:
            conn.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    @property
    def writes(self) -> int:
        """A number that grows whenever this program has written to the file: nothing is newer."""
        with self._store.reading() as conn:
            return conn.total_changes

    def log(self, kind: str, text: str) -> None:
        """Add a line to the small log; never a value of a row (faults H8)."""
        with self._store.writing() as conn:
            facts = (self._store.now(), kind, text)
            conn.execute("INSERT INTO events (at, kind, text) VALUES (?, ?, ?)", facts)

    def events(self, limit: int = 100) -> list[Event]:
        """The newest lines of the log, newest first."""
        with self._store.reading():
            return queries.events(self._store, limit)

    # --- periods ------------------------------------------------------------------------------

    def periods(self, district: str | None = None) -> list[PeriodInfo]:
        """Every period opened or received, ordered by district and period."""
        with self._store.reading():
            return periods.listed(self._store, district)

    def period_info(self, district: str, period: str) -> PeriodInfo | None:
        """One period, None when it was never opened."""
        with self._store.reading():
            return periods.find(self._store, district, period)

    def open_period(
        self,
        district: str,
        period: str,
        *,
        who: str,
        steps: Sequence[Step] = (),
        title: str = "结转",
    ) -> Changes:
        """Open a period and fill it with ``steps``, all in one transaction and one edit.

        Raises ``PeriodExists``.
        """
        with self._store.writing():
            periods.insert(self._store, district, period)
            return editing.carry_out(self._store, Edit(district, period, title, tuple(steps), who))

    def set_state(
        self, district: str, period: str, state: State, revision: int | None = None
    ) -> None:
        """Set a period's state, and its revision unless None; raises ``NoSuchPeriod``.

        What is locked can't be undone any more, so locking empties the undo stack.
        """
        with self._store.writing():
            periods.must_exist(self._store, district, period)
            periods.put_state(self._store, district, period, state, revision)
            if state in LOCKED_STATES:
                editing.forget_steps(self._store, district, period)

    def record_submission(
        self,
        district: str,
        period: str,
        revision: int,
        digest: str,
        supersedes: str = "",
        file_name: str = "",
        reason: str = "",
        who: str = "",
        content: bytes = b"",
    ) -> None:
        """Note that a submission was made and lock the period; raises ``NoSuchPeriod``.

        ``content`` is the file's bytes, kept for later comparison.
        """
        with self._store.writing():
            at = self._store.now()
            record = SubmissionRecord(
                district, period, revision, digest, supersedes, file_name, reason, who, at
            )
            sent.record(self._store, record, content)

    def submissions(self, district: str, period: str) -> list[SubmissionRecord]:
        """Every submission of a period, by revision."""
        with self._store.reading():
            return periods.submissions(self._store, district, period)

    # --- rows ---------------------------------------------------------------------------------

    def rows(self, form_code: str, district: str, period: str) -> dict[str, Form]:
        """The rows of a form by record id, in order of creation."""
        with self._store.reading():
            return queries.rows(self._store, form_code, district, period)

    def row(self, form_code: str, district: str, period: str, record_id: str) -> Form | None:
        """One row, None when it is not there."""
        with self._store.reading():
            return queries.row(self._store, form_code, district, period, record_id)

    def all_rows(self, district: str, period: str) -> dict[str, dict[str, Form]]:
        """The rows of every form, by form code and record id."""
        with self._store.reading():
            return {
                table.code: queries.rows(self._store, table.code, district, period)
                for table in self._store.tables
            }

    def rows_of_period(self, form_code: str, period: str) -> dict[tuple[str, str], Form]:
        """The rows of a form of every district, by ``(district, record id)``."""
        with self._store.reading():
            return queries.rows_of_period(self._store, form_code, period)

    def record_ids_ever(self, form_code: str, district: str) -> set[str]:
        """Every record id this district ever gave in a form, deleted rows included."""
        with self._store.reading():
            return queries.record_ids_ever(self._store, form_code, district)

    def periods_with_rows(self, form_code: str, district: str) -> set[str]:
        """The codes of the periods in which a district has rows of a form."""
        with self._store.reading():
            return queries.periods_with_rows(self._store, form_code, district)

    def look_up(
        self,
        form_code: str,
        district: str,
        field: str,
        texts: Iterable[str] | None,
        fields: Sequence[str],
    ) -> list[tuple[str, tuple[object, ...]]]:
        """Period and ``fields``, each once, of rows whose ``field`` is among the texts (or filled)."""
        with self._store.reading():
            return queries.look_up(self._store, form_code, district, field, texts, fields)

    def content_digest(self) -> str:
        """The same for the same rows and explanations, in whatever order they came in."""
        with self._store.reading():
            return queries.content_digest(self._store)

    # --- edits --------------------------------------------------------------------------------

    def apply(self, edit: Edit) -> Changes:
        """Carry out an edit in one transaction; one that changes nothing gets number 0.

        A cell that changes takes its row's to-be-confirmed mark away. Raises ``NoSuchPeriod``,
        ``NoSuchRow``, ``RowExists``, ``PeriodLocked`` (with a reason the edit goes through, and
        the period is being amended under the next revision).
        """
        return editing.apply(self._store, edit)

    def undo(self, district: str, period: str, who: str) -> Changes | None:
        """Take back the last edit of a period, restarts included; None when there is none."""
        return editing.undo(self._store, district, period, who)

    def redo(self, district: str, period: str, who: str) -> Changes | None:
        """Bring back the edit undone last; None when there is none."""
        return editing.redo(self._store, district, period, who)

    def undo_title(self, district: str, period: str) -> str:
        """The title of the edit that undo would take back, empty when there is none."""
        return editing.step_title(self._store, district, period, back=True)

    def redo_title(self, district: str, period: str) -> str:
        """The title of the edit that redo would bring back, empty when there is none."""
        return editing.step_title(self._store, district, period, back=False)

    def history(
        self,
        district: str,
        period: str,
        form: str | None = None,
        record_id: str | None = None,
        field: str | None = None,
        limit: int = 1000,
    ) -> list[HistoryEntry]:
        """What changed, newest first by sequence; None does not narrow."""
        where = {
            "e.district": district, "e.period": period,
            "h.form": form, "h.record_id": record_id, "h.field": field,
        }  # fmt: skip
        with self._store.reading():
            return queries.history(self._store, where, limit)

    def explanations(self, district: str, period: str) -> dict[str, tuple[str, str]]:
        """``(value, text)`` by finding id."""
        with self._store.reading():
            return queries.explanations(self._store, district, period)

    # --- the city's intake --------------------------------------------------------------------

    def parcel(self, rows: Mapping[str, Sequence[Form]], content: bytes) -> intake.Parcel:
        """A submission's rows and file made ready to be stored; touches nothing."""
        return intake.parcel(self._store.tables, rows, content)

    def rows_in(self, parcel: intake.Parcel) -> dict[str, list[Form]]:
        """The rows that a parcel was made of, by form code."""
        return intake.rows_of(self._store.tables, parcel)

    def replace_rows(
        self,
        parcel: intake.Parcel,
        received: ReceivedRecord,
        explanations: Mapping[str, tuple[str, str]] | None = None,
        answers: Sequence[Mark] = (),
    ) -> None:
        """Put a submission in place of everything of its district and period, and keep its file.

        The period becomes ``received``; ``answers`` are to the marks on the revision before.
        """
        before = (received.district, received.period, received.revision - 1)
        with self._store.writing():
            intake.replace_rows(self._store, parcel, received, explanations or {})
            marks.take_answers(self._store, before, answers, received.signer)

    def received(
        self, district: str | None = None, period: str | None = None
    ) -> list[ReceivedRecord]:
        """What was taken in, in order of arrival."""
        with self._store.reading():
            return intake.received(self._store, district, period)

    def received_content(self, district: str, period: str, revision: int) -> bytes:
        """The bytes of a received file; raises ``NoSuchSubmission``."""
        with self._store.reading():
            return intake.content(self._store, district, period, revision)

    def set_received_state(
        self, district: str, period: str, revision: int, state: str, comment: str = ""
    ) -> None:
        """Mark a revision accepted or returned, and its period if that is the current one."""
        with self._store.writing():
            intake.set_state(self._store, district, period, revision, state, comment)

    # --- the grid -----------------------------------------------------------------------------

    def row_ids(self, query: grid.RowQuery) -> list[int]:
        """The row numbers of a query, in its order."""
        with self._store.reading():
            return grid.row_ids(self._store, query)

    def page(self, form_code: str, row_ids: Sequence[int]) -> list[GridRow]:
        """The rows of these numbers in the order asked; rows deleted meanwhile are left out."""
        with self._store.reading():
            return grid.page(self._store, form_code, row_ids)

    def row_id_of(self, form_code: str, district: str, period: str, record_id: str) -> int | None:
        """The row number of a record, None when it is not there."""
        with self._store.reading():
            return grid.row_id_of(self._store, form_code, district, period, record_id)

    def key_of(self, form_code: str, row_id: int) -> tuple[str, str, str] | None:
        """``(district, period, record id)`` of a row number, None when it is not there."""
        with self._store.reading():
            return grid.key_of(self._store, form_code, row_id)

    # --- safety -------------------------------------------------------------------------------

    def backup(self, target: Path) -> BackupInfo:
        """Write a verified copy to a new file while work goes on.

        Raises ``desktop.files.FileProblem`` when the target exists or can't be written.
        """
        return backup.backup(self._store, Path(target))

    def verify(self) -> VerifyReport:
        """Check the file's structure, its references, and every value against its history."""
        with self._store.reading():
            return verify.verify(self._store)
