"""The cells of an OpenDocument table (.ods) straight from its XML, like the careful reader's.

The libraries turn its error cells into blanks and lay out repeated cells at full size. Runs inside
the child only.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING
from xml.parsers import expat

from exports.cellsource import (
    BOOLEAN_MARK,
    DATE_MARK,
    ERROR_MARK,
    FORMULA_MARK,
    Block,
    Caps,
    Merges,
    Piece,
    Pulse,
    Scalar,
    SheetHead,
    SourceError,
    column_letters,
    duration,
    laid_out,
    plain_text,
)
from exports.reader_package import DEEPEST, TOO_DEEP, Events, Parts, bare, parse, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|(?:Err|错误)[::]\s*\d+", re.I)
_TIME = re.compile(r"(-?)P(?:(\d{1,6})D)?T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:([\d.]{1,12})S)?")
_NUMBERS = ("float", "percentage", "currency")
_SEEN_FORMULAS = 20
Place = tuple[int, int]


def read_ods(data: bytes, caps: Caps, _skip: frozenset[str]) -> Iterator[Piece | Pulse]:
    """The cells of every sheet; raises ``SourceError``."""
    try:
        content = _Content(caps)
        yield from parse(Parts(data).read("content.xml"), content)
    except expat.ExpatError as problem:
        raise SourceError("damaged", f"第 {problem.lineno} 行的 XML 有误") from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        raise SourceError("damaged", "压缩数据有误") from problem
    if not content.sheets or len(content.sheets) > caps.sheets:
        reason = "too_large" if content.sheets else "damaged"
        raise SourceError(reason, f"{len(content.sheets)} 张工作表")
    for sheet in content.sheets:
        yield SheetHead(sheet.name, "hidden" if sheet.style in content.unseen else "visible")
        merges = Merges(sheet.merges)
        yield from merges.watched(sheet.blocks())
        yield merges.tail(sheet.formulas, sheet.unseen)


class _Table:
    """One sheet as far as it was read; rows and columns count from 0."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.name, self.style = facts.get("name", ""), facts.get("style-name", "")
        self.rows: dict[int, dict[int, Scalar]] = {}
        self.merges: list[tuple[Place, Place]] = []
        self.formulas: list[str] = []
        self.row = self.column = self.columns = 0
        self.hidden_rows = 0
        self.hidden_columns: list[range] = []

    @property
    def unseen(self) -> tuple[int, int]:
        """How many hidden rows and hidden columns hold something."""
        filled = {column for row in self.rows.values() for column in row}
        columns = sum(column in hidden for hidden in self.hidden_columns for column in filled)
        return self.hidden_rows, columns

    def blocks(self) -> Iterator[Block]:
        """The rows in order, gaps as empty rows, trailing empties left out."""
        return laid_out(self.rows)


class _Content(Events):
    """Gathers the sheets of ``content.xml``."""

    def __init__(self, caps: Caps) -> None:
        super().__init__()
        self.sheets: list[_Table] = []
        self.unseen: set[str] = set()
        self._caps = caps
        self._budget = caps.cells
        self._style = ""
        self._table: _Table | None = None
        self._row: dict[int, Scalar] = {}
        self._row_facts: Mapping[str, str] = {}
        self._facts: Mapping[str, str] = {}
        self._depth = 0
        self._text: list[str] = []

    def start(self, tag: str, facts: Mapping[str, str]) -> None:
        """An element begins."""
        tag, above = bare(tag), self.open[-1] if self.open else ""
        self.open.append(tag)
        if len(self.open) > DEEPEST:
            raise SourceError("too_large", TOO_DEEP)
        facts = {bare(key): value for key, value in facts.items()}
        if tag == "style":
            self._style = facts.get("name", "")
        elif tag == "table-properties" and facts.get("display") == "false":
            self.unseen.add(self._style)
        elif tag == "table" and above == "spreadsheet":
            self._table = _Table(facts)
            self.sheets.append(self._table)
        elif self._table is not None:
            self._inside(self._table, tag, facts)

    def _inside(self, table: _Table, tag: str, facts: Mapping[str, str]) -> None:
        if tag == "table-column":
            count = _repeated(facts, "number-columns-repeated")
            if facts.get("visibility", "visible") != "visible":
                table.hidden_columns.append(range(table.columns, table.columns + count))
            table.columns += count
        elif tag == "table-row" and not self._depth:
            self._row, self._row_facts, table.column = {}, facts, 0
        elif tag in ("table-cell", "covered-table-cell") and not self._depth:
            self._facts, self._text, self._depth = facts, [], len(self.open)
        elif self._depth:
            self._mark_up(tag, facts)

    def _mark_up(self, tag: str, facts: Mapping[str, str]) -> None:
        if not self._is_own():
            return
        if tag == "p" and self._text:
            self._text.append("\n")
        elif tag == "s":
            self._text.append(" " * min(_repeated(facts, "c"), self._caps.text))
        elif tag == "tab":
            self._text.append("\t")
        elif tag == "line-break":
            self._text.append("\n")

    def text(self, piece: str) -> None:
        """Character data; only that of a cell's paragraphs counts."""
        if self._depth and len(self.open) > self._depth and self._is_own():
            self._text.append(piece)

    def _is_own(self) -> bool:
        """Whether what is open is the cell's own text: no comment, drawing or phonetic hint."""
        inside = self.open[self._depth :]
        return inside[0] == "p" and not {"annotation", "ruby-text", "note", "frame"} & set(inside)

    def end(self, _tag: str) -> None:
        """An element ends; at the end of a cell its value is known."""
        depth, tag, table = len(self.open), self.open.pop(), self._table
        if table is None:
            return
        if self._depth == depth:
            self._depth = 0
            self._keep(table)
        elif self._depth:
            return
        elif tag == "table-row":
            self._keep_row(table)
        elif tag == "table" and self.open and self.open[-1] == "spreadsheet":
            self._table = None

    def _keep(self, table: _Table) -> None:
        facts, cell = self._facts, self._cell(table, "".join(self._text))
        count = _repeated(facts, "number-columns-repeated")
        across = _repeated(facts, "number-columns-spanned")
        down = _repeated(facts, "number-rows-spanned")
        if across * down > 1:
            place = (table.row, table.column)
            table.merges.append((place, (table.row + down - 1, table.column + across - 1)))
        if cell is not None:
            self._check(table, table.column + count, table.row + 1, count)
            self._row.update(dict.fromkeys(range(table.column, table.column + count), cell))
        table.column += count

    def _keep_row(self, table: _Table) -> None:
        count = _repeated(self._row_facts, "number-rows-repeated")
        if self._row:
            self._check(table, 0, table.row + count, len(self._row) * (count - 1))
            table.rows.update(dict.fromkeys(range(table.row, table.row + count), self._row))
            if self._row_facts.get("visibility", "visible") != "visible":
                table.hidden_rows += count
        table.row += count

    def _check(self, table: _Table, columns: int, rows: int, cells: int) -> None:
        if columns > self._caps.columns or rows > self._caps.rows:
            place = f"{column_letters(max(columns, 1))}{rows}"
            raise SourceError("out_of_form", f"工作表“{table.name}”{place}")
        self._budget -= cells
        if self._budget < 0:
            raise SourceError("too_large", f"超过 {self._caps.cells} 个单元格")

    def _cell(self, table: _Table, text: str) -> Scalar:
        facts = self._facts
        if len(text) > self._caps.text * 2:
            raise SourceError("too_large", f"工作表“{table.name}”的文字过长")
        if "formula" in facts:
            if len(table.formulas) < _SEEN_FORMULAS:
                table.formulas.append(f"{column_letters(table.column + 1)}{table.row + 1}")
            if _ERROR.fullmatch(text.strip()):
                return ERROR_MARK + text.strip()
            if not text and "value-type" not in facts:
                return FORMULA_MARK
        return _typed(facts, text)


def _typed(facts: Mapping[str, str], text: str) -> Scalar:
    kind = facts.get("value-type", "string")
    if kind in _NUMBERS:
        return _number(facts.get("value", ""), text)
    if kind == "boolean":
        return BOOLEAN_MARK + ("1" if facts.get("boolean-value") == "true" else "0")
    if kind == "date":
        return _moment(facts.get("date-value", "")) or plain_text(text)
    if kind == "time":
        return _span(facts.get("time-value", "")) or plain_text(text)
    return plain_text(text or facts.get("string-value", ""))


def _number(value: str, text: str) -> Scalar:
    try:
        number = float(value)
    except ValueError:
        return plain_text(text or value)
    return number if number - number == 0 else plain_text(text or value)


def _moment(value: str) -> str:
    day, _, time = value.partition("T")
    time = time.partition(".")[0].removesuffix("Z")
    if not day:
        return ""
    return DATE_MARK + (f"{day} {time}" if time not in ("", "00:00:00") else day)


def _span(value: str) -> str:
    found = _TIME.fullmatch(value)
    if found is None:
        return ""
    sign, days, hours, minutes, seconds = found.groups(default="0")
    try:
        span = timedelta(
            days=int(days), hours=int(hours), minutes=int(minutes), seconds=float(seconds)
        )
    except ValueError:
        return ""
    return DATE_MARK + duration(-span if sign == "-" else span)


def _repeated(facts: Mapping[str, str], name: str) -> int:
    return max(1, whole(facts.get(name, "1")))
