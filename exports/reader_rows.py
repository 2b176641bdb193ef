"""From plain cells to records: each column remembers the texts it has read.

Every cell goes through ``forms.kinds.read_cell``; most cells of a register repeat (codes, dates,
zeros) or are plainly readable (amounts to the cent, printable text), so a column looks them up or
takes a short way that a test proves equal. The row's digest is made on the same walk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from exports.cellsource import (
    ERROR_MARK,
    FORMULA_MARK,
    PICTURE_MARK,
    Scalar,
    cell_text,
    number_text,
)
from exports.digest import ROW_DIGEST_LENGTH, UNIT
from exports.legaltext import legal_text
from forms.cells import LATER_TITLE, NOT_APPLICABLE_TITLE, Cell, Kept, Missing
from forms.kinds import MANY_SEPARATOR, encode_cell, read_cell
from forms.parsing import MONEY_DIGITS

if TYPE_CHECKING:
    from forms.base import Form
    from forms.catalogue import Catalogue
    from forms.codelists import CodeList
    from forms.items import Item

UNCALCULATED = "（公式没有结果）"
_ERROR_REASON = "公式出错的结果，请填写数值或文字"
_FORMULA_REASON = "公式没有算出结果，请在 Excel 或 WPS 中重新计算、保存，或直接填写结果"
_WITHOUT_VALUE: Mapping[Scalar, Kept] = {
    FORMULA_MARK: Kept(UNCALCULATED, _FORMULA_REASON),
    PICTURE_MARK: Kept("（图片）", "单元格里是图片，请填写数值或文字"),
}
_DIGITS_LOST = "数字超过15位，后面几位已经丢失，请把单元格设为文本格式后重新填写"
_TOO_LONG = "数字过大，请核对"
_EXACT_BELOW = 10**15
_MONEY_BELOW = 10 ** (MONEY_DIGITS - 2)
_COUNT_BELOW = 10**12
_ABSENCES = (NOT_APPLICABLE_TITLE, LATER_TITLE)
_REMEMBERED = 8_192
"""Texts a column remembers; a register of names must not be held twice."""
_SPECIAL = frozenset({Kept, Missing})


def read_scalar(cell: Scalar, item: Item, catalogue: Catalogue) -> Cell:
    """Read one cell of a workbook as a value of its field; never raises.

    Errors, formulas without a value and numbers too long to be exact are kept, never blank.
    """
    if isinstance(cell, str):
        if cell.startswith(ERROR_MARK):
            return Kept(cell_text(cell), _ERROR_REASON)
        if cell in _WITHOUT_VALUE:
            return _WITHOUT_VALUE[cell]
    elif cell is not None and not item.kind.numeric and abs(cell) >= _EXACT_BELOW:
        return Kept(number_text(cell), _DIGITS_LOST)
    text = cell_text(cell)
    try:
        return read_cell(text, item, catalogue)
    except ArithmeticError:
        return Kept(text, _TOO_LONG)


class ColumnReader:
    """Reads the cells of one column.

    ``converted`` collects texts that were read as numbers, for the intake report; ``unusual``
    says that some cell was kept as typed or states an absence.
    """

    def __init__(self, item: Item, catalogue: Catalogue) -> None:
        self.item = item
        self.converted: dict[str, str] = {}
        self.unusual = False
        self._catalogue = catalogue
        self._values: dict[Scalar, Cell] = {}
        self._pieces: dict[Scalar, str] = {}
        self._short = _SHORT_WAYS.get(item.kind.name, _no_short_way)
        if item.kind.name == "many_of":
            self._short = _Choices(catalogue.codelist(item.codes))

    def read(self, cells: Sequence[Scalar]) -> tuple[list[Cell], list[str]]:
        """The cells' values, and their parts of the rows' canonical content ("" for blanks)."""
        values, pieces = self._values, self._pieces
        if len(values) > _REMEMBERED or not values:
            values.clear()
            values.update({None: None, "": None})
            pieces.clear()
            pieces.update({None: "", "": ""})
        new = set(cells).difference(values)
        if new:
            self._learn(new)
        return list(map(values.__getitem__, cells)), list(map(pieces.__getitem__, cells))

    def _learn(self, cells: Iterable[Scalar]) -> None:
        values, pieces, name = self._values, self._pieces, self.item.name
        left: list[Scalar] = []
        for cell, value, text in self._short(cells, left):
            values[cell] = value
            pieces[cell] = name + text
        for cell in left:
            value = values[cell] = read_scalar(cell, self.item, self._catalogue)
            encoded = encode_cell(value, self.item.kind)
            pieces[cell] = "" if encoded is None else name + legal_text(encoded)
            self.unusual = self.unusual or type(value) in _SPECIAL
            self._note(cell, value)

    def _note(self, cell: Scalar, value: Cell) -> None:
        if isinstance(cell, str) and self.item.kind.numeric and isinstance(value, (int, Decimal)):
            self.converted.setdefault(cell_text(cell), str(value))


Short = Iterator[tuple[Scalar, Cell, str]]
"""Cells that could be read a short way: the cell, its value, its canonical text."""


def _money(cells: Iterable[Scalar], left: list[Scalar]) -> Short:
    for cell in cells:
        if isinstance(cell, float) and cell and -_MONEY_BELOW < cell < _MONEY_BELOW:
            text = f"{cell:.2f}"
            # Up to 15 digits a binary number stands for one decimal: equal means exactly that.
            if float(text) == cell:
                yield cell, Decimal(text), "=" + text
                continue
        left.append(cell)


def _count(cells: Iterable[Scalar], left: list[Scalar]) -> Short:
    for cell in cells:
        if isinstance(cell, float) and cell.is_integer() and -_COUNT_BELOW < cell < _COUNT_BELOW:
            yield cell, int(cell), f"={cell:.0f}" if cell else "=0"
        else:
            left.append(cell)


def _text(cells: Iterable[Scalar], left: list[Scalar]) -> Short:
    for cell in cells:
        if isinstance(cell, str) and _is_tidy(cell):
            yield cell, cell, "=" + cell
        else:
            left.append(cell)


def _is_tidy(text: str) -> bool:
    """Whether cleaning would leave a text as it is: printable, single spaces, none at the ends."""
    if not text.isprintable() or "  " in text or text.startswith(_ABSENCES):
        return False
    return text[0] != " " != text[-1]


def _identifier(cells: Iterable[Scalar], left: list[Scalar]) -> Short:
    for cell in cells:
        if isinstance(cell, str) and cell.isascii() and cell.isprintable() and " " not in cell:
            code = cell.upper()
            yield cell, code, "=" + code
        else:
            left.append(cell)


def _no_short_way(cells: Iterable[Scalar], left: list[Scalar]) -> Short:
    left.extend(cells)
    return iter(())


class _Choices:
    """Several labels of a list as the workbook shows them; each label is looked up once."""

    def __init__(self, codes: CodeList) -> None:
        self._codes = codes
        self._by_label: dict[str, str] = {}

    def __call__(self, cells: Iterable[Scalar], left: list[Scalar]) -> Short:
        for cell in cells:
            labels = cell.split(MANY_SEPARATOR) if isinstance(cell, str) else ()
            found = [self._code(label) for label in labels]
            if found and all(found):
                value = tuple(dict.fromkeys(found))
                yield cell, value, "=" + ",".join(value)
            else:
                left.append(cell)

    def _code(self, label: str) -> str:
        code = self._by_label.get(label)
        if code is None:
            entry = self._codes.find(label)
            # Only a label as it is shown: anything else goes the long way.
            code = self._by_label[label] = entry.code if entry and entry.label == label else ""
        return code


_SHORT_WAYS: Mapping[str, Callable[[Iterable[Scalar], list[Scalar]], Short]] = {
    "money": _money, "count": _count, "percent": _count, "text": _text,
    "identifier": _identifier, "reference": _identifier,
}  # fmt: skip


class RowReader:
    """Reads the rows of one form's sheet.

    ``columns`` gives each field's place in a row (from 0); fields of the form that have no column
    are blank. ``facts`` are the attributes every row shares: district, period, catalogue version.
    """

    def __init__(
        self,
        form: type[Form],
        items: Sequence[Item],
        columns: Mapping[str, int],
        catalogue: Catalogue,
        facts: Mapping[str, str],
        algorithm: str,
    ) -> None:
        self.readers = [ColumnReader(item, catalogue) for item in items]
        self._names = [item.name for item in items]
        absent = max(columns.values(), default=0) + 1
        self._absent = absent
        self._take = _taker([columns.get(one, absent) for one in self._names])
        self._form = form
        self._template = form.model_construct(**dict[str, Any](facts)).__dict__
        self._code = form.spec.code
        self._has_id = "record_id" in self._names
        self._hash = hashlib.new(algorithm)

    def cells(self, row: list[Scalar]) -> tuple[Scalar, ...]:
        """The row's cells in the order of the fields."""
        absent = self._absent
        if len(row) <= absent:
            row = row + [None] * (absent + 1 - len(row))
        elif absent < len(row):
            row = [*row[:absent], None]
        taken: tuple[Scalar, ...] = self._take(row)
        return taken

    def read(
        self, rows: Sequence[tuple[Scalar, ...]], record_id: str = ""
    ) -> Iterator[tuple[Form, str]]:
        """Records and their digests; ``record_id`` where the form has no such field (the cover)."""
        if not rows:
            return
        columns = [
            reader.read(cells)
            for reader, cells in zip(self.readers, zip(*rows, strict=True), strict=True)
        ]
        values, pieces = zip(*columns, strict=True)
        names, template, made = self._names, self._template, self._form.of_state
        unusual = any(reader.unusual for reader in self.readers)
        for row, content in zip(zip(*values, strict=True), zip(*pieces, strict=True), strict=True):
            facts = {**template, **dict(zip(names, row, strict=True)), "kept": {}, "missing": {}}
            if unusual and not _SPECIAL.isdisjoint(map(type, row)):
                _set_aside(facts, names)
            facts["record_id"] = (facts["record_id"] or "") if self._has_id else record_id
            yield made(facts), self._digest(facts["record_id"], content)

    def _digest(self, record_id: str, pieces: Sequence[str]) -> str:
        """The row's digest, equal to ``exports.digest.mark_row``'s."""
        content = UNIT.join((self._code, record_id, *filter(None, pieces)))
        made = self._hash.copy()
        made.update(content.encode("utf-8", "surrogatepass"))
        return made.hexdigest()[:ROW_DIGEST_LENGTH]


def _set_aside(facts: dict[str, Any], names: Sequence[str]) -> None:
    """Move kept texts and stated absences beside the typed values."""
    for name in names:
        cell = facts[name]
        if isinstance(cell, Kept):
            facts["kept"][name], facts[name] = cell.text, None
        elif isinstance(cell, Missing):
            facts["missing"][name], facts[name] = cell, None


def _taker(places: Sequence[int]) -> Callable[[Sequence[Scalar]], Any]:
    if len(places) == 1:
        return lambda row: (row[places[0]],)
    return itemgetter(*places)
