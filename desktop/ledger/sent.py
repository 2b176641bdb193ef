"""What a district sent: the file's bytes, and the edit after which it was made."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.ledger import editing, periods
from desktop.ledger.drafts import MARK, WHOLE_ROW
from desktop.ledger.errors import UNREADABLE, NoSuchSubmission, damaged_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop.ledger.edits import RowKey
    from desktop.ledger.records import SubmissionRecord
    from desktop.ledger.store import Store

_SINCE = """SELECT h.form, h.record_id, h.field, h.old, h.new
    FROM history h JOIN edits e USING (edit_no)
    WHERE e.district = ?1 AND e.period = ?2 AND h.form != '' AND h.edit_no > (
        SELECT edit_no FROM sent WHERE district = ?1 AND period = ?2 AND revision = ?3)
    ORDER BY h.seq"""
_QUICKLY = 1


def record(store: Store, submission: SubmissionRecord, content: bytes) -> None:
    """Note a submission with its file and lock its period; raises ``NoSuchPeriod``."""
    district, period, revision = submission.district, submission.period, submission.revision
    periods.must_exist(store, district, period)
    periods.put_submission(store, submission)
    _keep(store, district, period, revision, content)
    periods.put_state(store, district, period, "submitted", revision)
    editing.forget_steps(store, district, period)


def _keep(store: Store, district: str, period: str, revision: int, content: bytes) -> None:
    """Note what is sent now; the same revision made again replaces the note."""
    sql = """INSERT OR REPLACE INTO sent
        VALUES (?, ?, ?, (SELECT coalesce(max(edit_no), 0) FROM edits), ?)"""
    packed = zlib.compress(content, _QUICKLY)
    store.conn.execute(sql, (district, period, revision, packed))


def content(store: Store, district: str, period: str, revision: int) -> bytes:
    """The bytes of a submission; raises ``NoSuchSubmission``."""
    sql = "SELECT content FROM sent WHERE district = ? AND period = ? AND revision = ?"
    found = store.conn.execute(sql, (district, period, revision)).fetchone()
    if found is None or not (sent := zlib.decompress(found[0])):
        raise NoSuchSubmission(f"账本中没有留存 {period} 第 {revision} 次报送的文件。")
    return sent


@dataclass(slots=True)
class _Row:
    """The first old and the last new text of every field that the history names."""

    texts: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def put(self, name: str, old: str | None, new: str | None) -> None:
        first = self.texts[name][0] if name in self.texts else old
        self.texts[name] = (first, new)

    def changed(self) -> frozenset[str]:
        return frozenset(name for name, (was, now) in self.texts.items() if was != now)


def changed_since(
    store: Store, district: str, period: str, revision: int
) -> Mapping[RowKey, frozenset[str]] | None:
    """Fields by row that differ now from when a revision was sent; None if that was not noted.

    A row added or removed since is there with all its filled fields; one that was removed and
    brought back as it was is not there.
    """
    where = (district, period, revision)
    sql = "SELECT 1 FROM sent WHERE district = ? AND period = ? AND revision = ?"
    if store.conn.execute(sql, where).fetchone() is None:
        return None
    rows: dict[RowKey, _Row] = {}
    for form, record_id, name, old, new in store.conn.execute(_SINCE, where):
        row = rows.setdefault((form, record_id), _Row())
        if name == WHOLE_ROW:
            for field_name, texts in _whole(form, record_id, old, new):
                row.put(field_name, *texts)
        elif name != MARK:
            row.put(name, old, new)
    return {key: changed for key, row in rows.items() if (changed := row.changed())}


def _whole(
    form: str, record_id: str, old: str | None, new: str | None
) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """A row's coming or going, field by field; one pseudo-field for the row itself."""
    try:
        was = json.loads(old)["cells"] if old else {}
        now = json.loads(new)["cells"] if new else {}
    except (*UNREADABLE, KeyError) as problem:
        raise damaged_row(form, record_id) from problem
    yield WHOLE_ROW, (old and "row", new and "row")
    for name in {**was, **now}:
        yield name, (was.get(name), now.get(name))
