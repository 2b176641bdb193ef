"""The local SQLite file: the only place with SQL."""

from desktop.ledger import errors
from desktop.ledger.edits import (
    AddRow,
    Changes,
    Confirm,
    DeleteRow,
    Edit,
    Explain,
    RowKey,
    SetCell,
    Step,
)
from desktop.ledger.errors import LedgerError
from desktop.ledger.grid import RowQuery
from desktop.ledger.intake import Parcel
from desktop.ledger.ledger import Ledger
from desktop.ledger.records import (
    BackupInfo,
    Event,
    GridRow,
    HistoryEntry,
    LedgerInfo,
    NoticeRecord,
    PeriodInfo,
    ReceivedRecord,
    State,
    SubmissionRecord,
    VerifyReport,
)

__all__ = [
    "AddRow",
    "BackupInfo",
    "Changes",
    "Confirm",
    "DeleteRow",
    "Edit",
    "Event",
    "Explain",
    "GridRow",
    "HistoryEntry",
    "Ledger",
    "LedgerError",
    "LedgerInfo",
    "NoticeRecord",
    "Parcel",
    "PeriodInfo",
    "ReceivedRecord",
    "RowKey",
    "RowQuery",
    "SetCell",
    "State",
    "Step",
    "SubmissionRecord",
    "VerifyReport",
    "errors",
]
