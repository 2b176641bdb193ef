"""往来 in the file: letters taken in or issued, marks with their answers, what was sent, code lists.

The second door of the ledger (``Ledger.exchange``), for all that passes between district and city
besides the rows themselves.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING

from desktop.ledger import editing, intake, marks, periods, sent
from desktop.ledger.errors import NoSuchSubmission
from desktop.ledger.records import LOCKED_STATES, NoticeRecord
from desktop.ledger.sql import fill
from desktop.ledger.sql import marks as placeholders

if TYPE_CHECKING:
    from desktop.ledger.edits import Edit, RowKey
    from desktop.ledger.records import State
    from desktop.ledger.store import Store
    from forms.marks import AnswerKind, Mark

CatalogueTables = Mapping[str, Sequence[Mapping[str, str]]]
"""A catalogue's tables: rows of text by table name."""

_FIELDS = (
    "kind", "district", "period", "revision", "digest", "subject", "comment", "unit", "issued_at",
    "file_name", "who", "at",
)  # fmt: skip
_LISTED = """SELECT {fields} FROM notices WHERE (?1 IS NULL OR district = ?1)
    AND (?2 IS NULL OR period = ?2) ORDER BY notice_no"""
_TAKEN = """INSERT INTO notices ({fields}, content) VALUES ({marks})
    ON CONFLICT (digest) DO NOTHING"""
_QUICKLY = 1


class Exchange:
    """Letters, marks and sent submissions of one open ledger; made by ``Ledger``.

    Every method raises a ``LedgerError`` with a sentence for the user when the machine fails.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    # --- letters ------------------------------------------------------------------------------

    def take(
        self,
        letter: NoticeRecord,
        content: bytes,
        found: Sequence[Mark] = (),
        *,
        state: State | None = None,
        preparing: int | None = None,
    ) -> None:
        """A district's side: keep a letter, its marks, and the state it puts the period into.

        All in one transaction. ``preparing`` is the revision that follows. A letter that is here
        already (by its digest) is kept once.
        """
        with self._store.writing():
            self._keep(letter, content, found)
            if state is not None:
                periods.put_state(self._store, letter.district, letter.period, state, preparing)
                if state in LOCKED_STATES:
                    editing.forget_steps(self._store, letter.district, letter.period)

    def issue(
        self, letter: NoticeRecord, content: bytes, found: Sequence[Mark], *, state: str
    ) -> None:
        """The city's side: keep a letter it writes, and the state of the revision it speaks of.

        Raises ``NoSuchSubmission``.
        """
        with self._store.writing():
            where = (letter.district, letter.period, letter.revision)
            intake.set_state(self._store, *where, state, letter.comment)
            self._keep(letter, content, found)

    def take_task(
        self,
        letter: NoticeRecord,
        content: bytes,
        settings: Mapping[str, str],
        catalogue: tuple[str, CatalogueTables] | None = None,
        edits: Sequence[Edit] = (),
    ) -> None:
        """Keep a task package and all it sets, in one transaction.

        ``catalogue`` is a version of the code lists with its tables, from then on stamped onto
        new rows; ``edits`` are carried out whatever the state of their period.
        """
        with self._store.writing() as conn:
            self._keep(letter, content, ())
            stamped = {"catalogue_version": catalogue[0]} if catalogue else {}
            conn.executemany(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", {**settings, **stamped}.items()
            )
            if catalogue:
                self._keep_catalogue(*catalogue)
            for edit in edits:
                editing.carry_out(self._store, edit)

    def letters(self, district: str | None = None, period: str | None = None) -> list[NoticeRecord]:
        """Every letter kept, in order of arrival; None does not narrow."""
        with self._store.reading() as conn:
            found = conn.execute(fill(_LISTED, fields=_FIELDS), (district, period))
            return [NoticeRecord(*facts) for facts in found]

    def letter_content(self, digest: str) -> bytes:
        """The bytes of a letter's file; raises ``NoSuchSubmission``."""
        with self._store.reading() as conn:
            sql = "SELECT content FROM notices WHERE digest = ?"
            found = conn.execute(sql, (digest,)).fetchone()
        if found is None:
            raise NoSuchSubmission("账本中没有这份文件。")
        return zlib.decompress(found[0])

    def _keep(self, letter: NoticeRecord, content: bytes, found: Sequence[Mark]) -> None:
        store = self._store
        sql = fill(_TAKEN, {"marks": placeholders(len(_FIELDS) + 1)}, fields=_FIELDS)
        facts = (*astuple(letter)[:-1], store.now(), zlib.compress(content, _QUICKLY))
        store.conn.execute(sql, facts)
        if found:
            where = (letter.district, letter.period, letter.revision)
            marks.put(store, where, found)

    def _keep_catalogue(self, version: str, tables: CatalogueTables) -> None:
        text = json.dumps(tables, ensure_ascii=False, separators=(",", ":"))
        facts = (version, text, self._store.now())
        self._store.conn.execute("INSERT OR REPLACE INTO catalogues VALUES (?, ?, ?)", facts)

    # --- marks --------------------------------------------------------------------------------

    def marks(self, district: str, period: str, revision: int) -> list[Mark]:
        """The marks on a revision with the answers so far, by number."""
        with self._store.reading():
            return marks.listed(self._store, (district, period, revision))

    def answer(
        self, where: tuple[str, str, int], number: int, answer: AnswerKind, text: str, who: str
    ) -> None:
        """Answer one mark on ``(district, period, revision)``; an empty answer takes it back."""
        with self._store.writing():
            marks.answer(self._store, where, number, (answer, text, who))

    # --- what was sent ------------------------------------------------------------------------

    def sent_content(self, district: str, period: str, revision: int) -> bytes:
        """The bytes of a submission this ledger made; raises ``NoSuchSubmission``."""
        with self._store.reading():
            return sent.content(self._store, district, period, revision)

    def changed_since(
        self, district: str, period: str, revision: int
    ) -> Mapping[RowKey, frozenset[str]] | None:
        """What differs now from what was sent: changed fields by row.

        None when this ledger did not note what it sent (it was made by an earlier program).
        """
        with self._store.reading():
            return sent.changed_since(self._store, district, period, revision)

    # --- code lists ---------------------------------------------------------------------------

    def catalogue(self, version: str) -> CatalogueTables | None:
        """The tables of a version that was kept; None when it was not."""
        with self._store.reading() as conn:
            sql = "SELECT content FROM catalogues WHERE version = ?"
            found = conn.execute(sql, (version,)).fetchone()
        return json.loads(found[0]) if found else None

    def keep_catalogue(self, version: str, tables: CatalogueTables) -> None:
        """Keep a version of the code lists, from now on stamped onto new rows."""
        with self._store.writing() as conn:
            self._keep_catalogue(version, tables)
            stamped = ("catalogue_version", version)
            conn.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", stamped)

    def catalogue_versions(self) -> tuple[str, ...]:
        """The versions that were kept, in order of arrival."""
        with self._store.reading() as conn:
            sql = "SELECT version FROM catalogues ORDER BY at, version"
            return tuple(version for (version,) in conn.execute(sql))
