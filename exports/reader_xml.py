"""The careful reader: a workbook's cells straight from its XML, nothing lost, nothing guessed.

For sheets in which the gate saw anything unusual. The libraries lose data silently there: openpyxl
opens a Strict workbook as no sheets, drops rows out of order and takes a cut-off sheet as whole;
calamine turns errors into blanks and asks for memory by declared counts (faults §3.3). This one
streams each part through expat, believes no declared size and raises ``SourceError`` with the
address instead of leaving something out. Runs inside the child only.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from exports.cellsource import (
    BOOLEAN_MARK,
    DATE_MARK,
    ERROR_MARK,
    FORMULA_MARK,
    MOST_MERGES,
    PICTURE_MARK,
    Area,
    Block,
    Caps,
    Merges,
    Piece,
    Pulse,
    Scalar,
    SheetHead,
    SheetTail,
    SourceError,
    column_letters,
    column_number,
    laid_out,
    plain_text,
)
from exports.reader_package import (
    DEEPEST,
    TOO_DEEP,
    DateStyles,
    Events,
    Parts,
    Strings,
    bare,
    parse,
    read_book,
    unescaped,
    whole,
)
from exports.serials import shown_day, shown_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_PICTURE = re.compile(r"\bDISPIMG\(", re.I)
"""How WPS keeps a picture in a cell."""
_TRUE = ("1", "true")
_SEEN_FORMULAS = 20


def read_careful(data: bytes, caps: Caps, skip: frozenset[str]) -> Iterator[Piece | Pulse]:
    """The cells of every sheet; raises ``SourceError``."""
    try:
        yield from _read(Parts(data), caps, skip)
    except expat.ExpatError as problem:
        raise SourceError("damaged", f"第 {problem.lineno} 行的 XML 有误") from problem
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as problem:
        raise SourceError("damaged", "压缩数据有误") from problem


def _read(parts: Parts, caps: Caps, skip: frozenset[str]) -> Iterator[Piece | Pulse]:
    book = read_book(parts)
    if not book.sheets or len(book.sheets) > caps.sheets:
        raise SourceError("too_large" if book.sheets else "damaged", f"{len(book.sheets)} 张工作表")
    strings, dates = Strings(), DateStyles()
    if book.strings:
        yield from parse(parts.read(book.strings), strings)
    if book.styles:
        yield from parse(parts.read(book.styles), dates)
    budget = caps.cells
    for name, state, part in book.sheets:
        yield SheetHead(name, state)
        if name in skip:
            yield SheetTail()
            continue
        sheet = _Sheet(strings.found, dates.found, book.from_1904, caps, name, budget)
        yield from parse(parts.read(part), sheet)
        budget -= sheet.count
        merges = Merges((area[:2], area[2:]) for area in sheet.merges)
        yield from merges.watched(sheet.blocks())
        yield merges.tail(sheet.formulas, sheet.unseen)


# --- Sheets -----------------------------------------------------------------------------------


class _Sheet(Events):
    """Gathers one sheet's cells from XML events."""

    def __init__(
        self,
        strings: list[str],
        dates: Mapping[int, bool],
        from_1904: bool,
        caps: Caps,
        name: str,
        budget: int,
    ) -> None:
        super().__init__()
        self._strings = strings
        self._dates = dates
        self._from_1904 = from_1904
        self._caps = caps
        self._name = name
        self._budget = budget
        self._rows: dict[int, dict[int, Scalar]] = {}
        self._row = self._column = 0
        self._facts: Mapping[str, str] = {}
        self._pieces: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._has_value = False
        self.count = 0
        self.formulas: list[str] = []
        self.merges: list[Area] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[tuple[int, int]] = []

    @property
    def unseen(self) -> tuple[int, int]:
        """How many hidden rows and hidden columns hold something."""
        filled = {column for row in self._rows.values() for column in row}
        columns = [
            sum(left <= column <= right for column in filled)
            for left, right in self._hidden_columns
        ]
        return len(self._hidden_rows & self._rows.keys()), sum(columns)

    def start(self, tag: str, facts: Mapping[str, str]) -> None:
        """An element begins."""
        if ":" in tag:
            tag = bare(tag)
        opened = self.open
        opened.append(tag)
        if len(opened) > DEEPEST:
            raise SourceError("too_large", TOO_DEEP)
        if tag == "c":
            self._place(facts)
            self._facts = facts
            self._pieces = []
            self._formula = None
            self._has_value = False
        elif tag == "v":
            self._has_value = True
            # Beside an inline text a value is a leftover that no office program shows.
            self._into = None if self._facts.get("t") == "inlineStr" else self._pieces
        elif tag == "t":
            self._into = None if "rPh" in opened else self._pieces
        elif tag == "f":
            self._into = self._formula = []
        else:
            self._beside_cells(tag, facts)

    def _beside_cells(self, tag: str, facts: Mapping[str, str]) -> None:
        if tag == "row":
            self._row = self._row_number(facts)
            self._column = 0
            if facts.get("hidden") in _TRUE:
                self._hidden_rows.add(self._row)
        elif tag == "mergeCell":
            self._merge(facts.get("ref", ""))
        elif tag == "col" and facts.get("hidden") in _TRUE:
            self._hidden_columns.append((whole(facts.get("min", "")), whole(facts.get("max", ""))))

    def text(self, piece: str) -> None:
        """Character data; only that of a value, an inline text or a formula counts."""
        if self._into is not None:
            self._into.append(piece)

    def end(self, _tag: str) -> None:
        """An element ends; at the end of a cell its value is known."""
        tag = self.open.pop()
        if tag in ("v", "t", "f"):
            self._into = None
        elif tag == "c":
            cell = self._cell("".join(self._pieces))
            if cell is not None:
                self._keep(cell)

    def blocks(self) -> Iterator[Block]:
        """The rows in order, gaps as empty rows, trailing empties left out."""
        return laid_out(self._rows, origin=1)

    def _row_number(self, facts: Mapping[str, str]) -> int:
        declared = facts.get("r")
        number = self._row + 1 if declared is None else whole(declared)
        if number < 1:
            raise SourceError("damaged", f"工作表“{self._name}”的行号“{declared}”有误"[:80])
        return number

    def _place(self, facts: Mapping[str, str]) -> None:
        declared = facts.get("r")
        if declared is None:
            self._column += 1
            return
        match = _PLACE.fullmatch(declared)
        if match is None:
            raise SourceError("damaged", f"工作表“{self._name}”的单元格地址“{declared[:20]}”有误")
        self._column, self._row = column_number(match[1]), int(match[2])

    def _merge(self, reference: str) -> None:
        ends = [_PLACE.fullmatch(end) for end in reference.split(":")]
        if len(ends) == 2 and all(ends) and len(self.merges) < MOST_MERGES:
            places = [(int(end[2]) - 1, column_number(end[1]) - 1) for end in ends if end]
            self.merges.append((*places[0], *places[1]))

    @property
    def _address(self) -> str:
        return f"工作表“{self._name}”{column_letters(self._column)}{self._row}"

    def _keep(self, cell: Scalar) -> None:
        if self._column > self._caps.columns or self._row > self._caps.rows:
            raise SourceError("out_of_form", self._address)
        row = self._rows.setdefault(self._row, {})
        if self._column in row:
            raise SourceError("damaged", f"{self._address}出现两次")
        row[self._column] = cell
        self.count += 1
        if self.count > self._budget:
            raise SourceError("too_large", f"超过 {self._caps.cells} 个单元格")

    def _cell(self, text: str) -> Scalar:
        if len(text) > self._caps.text * 2:
            raise SourceError("too_large", f"{self._address}的文字过长")
        if self._formula is not None:
            if len(self.formulas) < _SEEN_FORMULAS:
                self.formulas.append(f"{column_letters(self._column)}{self._row}")
            if _PICTURE.search("".join(self._formula)):
                return PICTURE_MARK
            if not text:
                # An empty text is a result too: =IF(A1="","",A1).
                is_text = self._has_value and self._facts.get("t") == "str"
                return None if is_text else FORMULA_MARK
        if not text:
            return None
        return self._typed(self._facts.get("t", "n"), text)

    def _typed(self, kind: str, text: str) -> Scalar:
        if kind == "s":
            return self._shared(text)
        if kind == "n":
            return self._number(text)
        if kind == "b":
            return BOOLEAN_MARK + ("1" if text.strip() in ("1", "true") else "0")
        if kind == "e":
            return ERROR_MARK + text
        if kind == "d":
            moment = text.partition(".")[0].removesuffix("Z").replace("T", " ")
            return DATE_MARK + moment.removesuffix(" 00:00:00")
        return plain_text(unescaped(text))

    def _shared(self, text: str) -> Scalar:
        index = whole(text.strip())
        if not 0 <= index < len(self._strings):
            raise SourceError("damaged", f"{self._address}的文字索引有误")
        return plain_text(self._strings[index])

    def _number(self, text: str) -> Scalar:
        try:
            number = float(text)
        except ValueError:
            return plain_text(text)
        if number - number != 0:
            return plain_text(text)
        span = self._dates.get(whole(self._facts.get("s", "0"))) if self._dates else None
        if span is None:
            return number
        return shown_span(number) if span else shown_day(number, self._from_1904)
