"""One table a form, derived from the form's class: names, columns, and rows in and out.

Nothing about a field is written here a second time: its kind decides the column's type and how
a value is stored (money in whole cents, dates as ISO text, several codes with commas).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from desktop.ledger.errors import UNREADABLE, damaged_row
from desktop.ledger.sql import fill, marks, quote
from forms.cells import Missing
from forms.kinds import MEASURE, MONEY, TEXT, decode_cell, encode_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from forms.base import Form, FormSet
    from forms.items import Item

Stored = str | int | None
Record = tuple[Any, ...]

KEY = ("district", "period", "record_id")
FIXED = ("row_id", *KEY, "to_confirm", "catalogue_version", "kept", "missing")
"""The columns before the fields, in the order in which every statement reads them."""
STAMPS = ("created_at", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class Storage:
    """How values of a kind stand in the file; ``None`` for a converter means as they are."""

    sql_type: str
    encode: Callable[[Any], Stored] | None = None
    decode: Callable[[Any], Any] | None = None


def _whole(places: int) -> Storage:
    """Decimals as whole numbers of their last place: exact, and sorted by SQLite as numbers."""

    def encode(value: Decimal) -> int:
        exact = value.scaleb(places)
        whole = int(exact)
        assert whole == exact, f"{places} places at most"
        return whole

    return Storage("INTEGER", encode, lambda whole: Decimal(whole).scaleb(-places))


_STORAGE: Mapping[str, Storage] = {
    "money": _whole(MONEY.places),
    "measure": _whole(MEASURE.places),
    "count": Storage("INTEGER"),
    "percent": Storage("INTEGER"),
    "yes_no": Storage("INTEGER", int, bool),
    "date": Storage("TEXT", date.isoformat, date.fromisoformat),
    "many_of": Storage(
        "TEXT", lambda codes: ",".join(codes) or None, lambda text: tuple(text.split(","))
    ),
}
_AS_IS = Storage("TEXT")


@dataclass(frozen=True, slots=True)
class Column:
    """One field's column."""

    name: str
    item: Item
    storage: Storage

    def to_file(self, value: Any) -> Stored:
        """A typed value as stored; empty text and empty lists are blank."""
        if value is None or value == "" or value == ():
            return None
        stored: Stored = self.storage.encode(value) if self.storage.encode else value
        return stored

    def from_file(self, stored: Stored) -> Any:
        """The inverse of ``to_file``."""
        return (
            stored if stored is None or self.storage.decode is None else self.storage.decode(stored)
        )


@dataclass(frozen=True, slots=True)
class StoredRows:
    """Rows of one form as the file keeps them: how many, and every column's values in row order.

    Plain values only, so that they can be made in one process and written by another.
    """

    count: int
    columns: Mapping[str, tuple[Any, ...]]


class FormTable:
    """The table of one form."""

    def __init__(self, form: type[Form]) -> None:
        self.form = form
        self.code = form.spec.code
        self.name = f"{form.spec.code.lower()}_{form.spec.name}"
        self.columns = tuple(_column(entry) for entry in form.items() if entry.name not in KEY)
        self.by_name = {column.name: column for column in self.columns}
        clash = set(self.by_name) & {*FIXED, *STAMPS}
        assert not clash, f"{self.code} names a field like a system column: {clash}"
        self.read_names = (*FIXED, *self.by_name)
        self.write_names = (*self.read_names, *STAMPS)
        self._decoders = tuple((c.name, c.storage.decode) for c in self.columns if c.storage.decode)
        self._encoders: tuple[tuple[str, Callable[[Any], Stored]], ...] = (
            ("to_confirm", int), ("kept", dump_kept), ("missing", dump_missing),
            *((c.name, c.storage.encode) for c in self.columns if c.storage.encode),
        )  # fmt: skip
        self._picked = self.read_names[1:]
        self._pick = itemgetter(*self._picked)

    # --- statements ---------------------------------------------------------------------------

    def select(self, where: str, order: str = "row_id") -> str:
        """All readable columns of the rows that ``where`` names."""
        template = "SELECT {columns} FROM {table} WHERE {where} ORDER BY {order}"
        clauses = {"where": where, "order": order}
        return fill(template, clauses, columns=self.read_names, table=self.name)

    @cached_property
    def insert(self) -> str:
        """Takes ``write_names`` in order; ``row_id`` None numbers the row anew."""
        template = "INSERT INTO {table} ({columns}) VALUES ({marks})"
        clauses = {"marks": marks(len(self.write_names))}
        return fill(template, clauses, columns=self.write_names, table=self.name)

    def insert_filled(self, names: Sequence[str]) -> str:
        """Takes the key, to_confirm, kept, missing, catalogue_version, ``names`` and the stamps."""
        columns = (*KEY, "to_confirm", "kept", "missing", "catalogue_version", *names, *STAMPS)
        template = "INSERT INTO {table} ({columns}) VALUES ({marks})"
        return fill(template, {"marks": marks(len(columns))}, columns=columns, table=self.name)

    def update(self, names: Sequence[str]) -> str:
        """Takes values of ``names``, to_confirm, kept, missing, updated_at, updated_by, row_id."""
        sets = (*names, "to_confirm", "kept", "missing", "updated_at", "updated_by")
        assignments = ", ".join(f"{quote(name)} = ?" for name in sets)
        template = "UPDATE {table} SET {assignments} WHERE row_id = ?"
        return fill(template, {"assignments": assignments}, table=self.name)

    @cached_property
    def delete(self) -> str:
        """Takes a ``row_id``."""
        return fill("DELETE FROM {table} WHERE row_id = ?", table=self.name)

    def definitions(self) -> dict[str, str]:
        """Column name → SQL definition, the fields after the fixed ones."""
        fixed = {
            "row_id": "INTEGER PRIMARY KEY AUTOINCREMENT",
            **dict.fromkeys(KEY, "TEXT NOT NULL"),
            "to_confirm": "INTEGER NOT NULL DEFAULT 0",
            "catalogue_version": "TEXT NOT NULL DEFAULT ''",
            "kept": "TEXT",
            "missing": "TEXT",
        }
        fields = {column.name: column.storage.sql_type for column in self.columns}
        return fixed | fields | dict.fromkeys(STAMPS, "TEXT NOT NULL DEFAULT ''")

    # --- rows ---------------------------------------------------------------------------------

    def form_of(self, record: Record) -> Form:
        """A row as its model, built straight from trusted columns."""
        try:
            state = self._state_of(record)
        except UNREADABLE as problem:
            raise damaged_row(self.code, record[3]) from problem
        return self.form.of_state(state)

    def _state_of(self, record: Record) -> dict[str, Any]:
        state = dict(zip(self.read_names, record, strict=True))
        del state["row_id"]
        for name, decode in self._decoders:
            if state[name] is not None:
                state[name] = decode(state[name])
        state["to_confirm"] = state["to_confirm"] == 1
        state["kept"] = load_kept(state["kept"])
        state["missing"] = load_missing(state["missing"])
        return state

    def stored(self, rows: Sequence[Form]) -> StoredRows:
        """Models as the file keeps them, a whole column at a time."""
        if not rows:
            return StoredRows(0, {})
        cells = zip(*(self._pick(row.__dict__) for row in rows), strict=True)
        columns = dict(zip(self._picked, cells, strict=True))
        for name, encode in self._encoders:
            columns[name] = tuple(None if one is None else encode(one) for one in columns[name])
        return StoredRows(len(rows), columns)

    def records_of(self, rows: StoredRows, stamp: str, who: str) -> Iterator[Record]:
        """Stored rows as the values of ``write_names``, numbered anew."""
        again = {"row_id": None, "created_at": stamp, "updated_at": stamp, "updated_by": who}
        return zip(
            *(
                repeat(again[name], rows.count) if name in again else rows.columns[name]
                for name in (self.write_names if rows.count else ())
            ),
            strict=True,
        )

    def forms_of(self, rows: StoredRows) -> list[Form]:
        """The inverse of ``stored``."""
        columns = (rows.columns[name] for name in (self._picked if rows.count else ()))
        return [self.form_of((None, *cells)) for cells in zip(*columns, strict=True)]

    def values_of(self, record: Record) -> tuple[object, ...]:
        """The typed values of a record in ``items()`` order, the record id among them."""
        stored = dict(zip(self.read_names, record, strict=True))
        return tuple(
            self.by_name[entry.name].from_file(stored[entry.name])
            if entry.name in self.by_name
            else stored[entry.name]
            for entry in self.form.items()
        )


class Tables:
    """The tables of the forms a ledger works with, by form code."""

    def __init__(self, forms: FormSet) -> None:
        self._tables = {form.spec.code: FormTable(form) for form in forms}

    def __iter__(self) -> Any:
        return iter(self._tables.values())

    def __getitem__(self, code: str) -> FormTable:
        return self._tables[code]

    def get(self, code: str) -> FormTable | None:
        """The table of a form, None for a form this program does not know (any more)."""
        return self._tables.get(code)


def dump_kept(kept: Mapping[str, str]) -> str | None:
    """Kept texts as stored: JSON by field, NULL when there are none."""
    return json.dumps(kept, ensure_ascii=False) if kept else None


def load_kept(text: str | None) -> dict[str, str]:
    """The inverse of ``dump_kept``; raises ``ValueError`` on damage."""
    return _texts(text) if text else {}


def dump_missing(missing: Mapping[str, Missing]) -> str | None:
    """Stated absences as stored: JSON of exact cell texts by field, NULL when there are none."""
    if not missing:
        return None
    texts = {name: encode_cell(absence, TEXT) for name, absence in missing.items()}
    return json.dumps(texts, ensure_ascii=False)


def load_missing(text: str | None) -> dict[str, Missing]:
    """The inverse of ``dump_missing``; raises ``ValueError`` on damage."""
    return {name: _absence(mark) for name, mark in _texts(text).items()} if text else {}


def _texts(text: str) -> dict[str, str]:
    found = json.loads(text)
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise ValueError("not texts by field")
    return found


def _absence(mark: str) -> Missing:
    absence = decode_cell(mark, TEXT) if mark else None
    if not isinstance(absence, Missing):
        raise ValueError("not an absence")
    return absence


def _column(entry: Item) -> Column:
    return Column(entry.name, entry, _STORAGE.get(entry.kind.name, _AS_IS))
