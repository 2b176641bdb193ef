"""What the ledger tells of itself: plain records that cross its boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

State = Literal["draft", "submitted", "returned", "accepted", "amending", "received"]
"""``received`` stands in the city's ledger only; the others in a district's."""

LOCKED_STATES = frozenset({"submitted", "accepted", "received"})
"""In these an edit needs a reason, and begins the next revision."""


@dataclass(frozen=True, slots=True)
class LedgerInfo:
    """What a ledger is; ``district`` is empty for the city, times are ISO 8601 with offset."""

    ledger_id: str
    role: str
    district: str
    unit: str
    path: Path
    read_only: bool
    created_at: str
    schema_version: int
    sqlite_version: str


@dataclass(frozen=True, slots=True)
class PeriodInfo:
    """One period of one district.

    ``revision`` is the one being prepared, or, once submitted, the one submitted: 1 when the
    period is opened, one more when an edit amends a locked period.
    """

    district: str
    period: str
    state: State
    revision: int
    opened_at: str

    @property
    def locked(self) -> bool:
        """Whether an edit needs a reason."""
        return self.state in LOCKED_STATES


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the history, as exact cell texts (``forms.kinds.decode_cell`` reads them).

    ``field`` is empty when a whole row was added or removed (``old``/``new`` then are JSON), and
    ``to_confirm`` for that mark. For an explanation ``form`` is empty and ``record_id`` the
    finding's id. ``edit_no`` orders edits; ``at`` only informs (faults B8).
    """

    edit_no: int
    at: str
    who: str
    title: str
    reason: str
    form: str
    record_id: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """One submission a district made."""

    district: str
    period: str
    revision: int
    digest: str
    supersedes: str
    file_name: str
    reason: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class ReceivedRecord:
    """One submission the city took in. The ledger fills ``at``; ``signer`` is a fingerprint."""

    district: str
    period: str
    revision: int
    digest: str
    supersedes: str = ""
    file_name: str = ""
    outcome: str = "received"
    signer: str = ""
    state: str = "received"
    comment: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """One letter 往来文件: a task package, receipt or return notice, taken in or issued.

    ``digest`` is its own, ``subject`` that of the submission it speaks of (empty for a task
    package, as ``district`` is and ``revision`` 0). ``unit`` and ``issued_at`` are the issuer's;
    the ledger fills ``at``.
    """

    kind: str
    district: str
    period: str
    revision: int
    digest: str
    subject: str = ""
    comment: str = ""
    unit: str = ""
    issued_at: str = ""
    file_name: str = ""
    who: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the small log: refused files, backups, restores."""

    at: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A finished and verified copy: ``counts`` are rows by form code."""

    path: Path
    at: str
    size: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The integrity of a ledger; ``problems`` are Chinese sentences."""

    problems: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    sqlite_version: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


class GridRow(NamedTuple):
    """One row as the grid shows it: ``values`` in ``items()`` order, None where kept or missing."""

    row_id: int
    district: str
    period: str
    record_id: str
    to_confirm: bool
    kept: Mapping[str, str]
    missing: Mapping[str, object]
    values: tuple[object, ...]
