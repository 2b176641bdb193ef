"""Long tables written as XML by hand, with the styles that openpyxl gave (design §10).

openpyxl draws the sheet and leaves one styled model row where the table begins; after saving,
that row gives way to the streamed rows. A row arrives as the texts that follow each cell's
address, made by one formatter a column, so nothing is decided per cell. Strings stand inline,
as openpyxl and XlsxWriter's constant-memory mode write them: every reader we know takes them,
and no table of strings is held in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter

from exports.legaltext import legal_text
from exports.saving import save

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

Row = tuple[float, Sequence[str]]
"""A row's height in points (0: as its texts need), and its formatted cells from column A on."""

Formatter = Callable[[Any], str]
"""Makes what follows ``<c r="A1"`` for one value of a column."""

CHUNK_ROWS = 256
COMPRESSION_LEVEL = 2
"""Makes these repetitive sheets small enough in a third of the time of level 6."""

_ODD = re.compile("[&<>_\\s\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to stream into ``sheet`` from ``first_row`` on, where its model row stands.

    The rows are taken once.
    """

    sheet: str
    first_row: int
    rows: Iterable[Row]


def workbook_text(text: str) -> str:
    """The text for openpyxl's own cells: legal, and ``_x0041_`` guarded against unescaping."""
    return _ESCAPE_LOOKALIKE.sub("_x005F_", legal_text(text))


def text_cells(style: int) -> Formatter:
    """A formatter of texts; None and the empty text are blank cells."""
    blank = f' s="{style}"/>'
    plain = f' s="{style}" t="inlineStr"><is><t>'
    spaced = f' s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    is_odd = _ODD.search

    def write(value: str | None) -> str:
        if not value:
            return blank
        if is_odd(value) is None:
            return f"{plain}{value}</t></is></c>"
        return f"{spaced}{workbook_text(value).translate(_MARKUP)}</t></is></c>"

    return write


def number_cells(style: int, places: int) -> Formatter:
    """A formatter of exact numbers with so many decimal places; None is a blank cell."""
    blank, head, spec = f' s="{style}"/>', f' s="{style}"><v>', f".{places}f" if places else "d"

    def write(value: Any) -> str:
        return blank if value is None else f"{head}{value:{spec}}</v></c>"

    return write


class ShownCells(dict[Any, str]):
    """A formatter for kinds of few values (codes, dates): each is shown and escaped once."""

    def __init__(self, style: int, show: Callable[[Any], str]) -> None:
        self._write = text_cells(style)
        self._show = show
        super().__init__({None: self._write(None)})

    def __missing__(self, value: Any) -> str:
        made = self[value] = self._write(self._show(value))
        return made


def shown_cells(style: int, show: Callable[[Any], str]) -> Formatter:
    """A formatter that shows each value as text, remembering what it has shown."""
    return ShownCells(style, show).__getitem__


def save_streamed(workbook: Workbook, target: Path, tables: Iterable[Table]) -> None:
    """Save a workbook with tables streamed into its sheets; raises ``OSError`` as the disk does."""
    drawn = BytesIO()
    save(workbook, drawn)
    parts = {_part_name(workbook, table.sheet): table for table in tables}
    with (
        ZipFile(drawn) as source,
        ZipFile(target, "w", ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL) as goal,
    ):
        for name in source.namelist():
            _copy(source.read(name), parts.get(name), goal, name)


def _part_name(workbook: Workbook, sheet: str) -> str:
    return f"xl/worksheets/sheet{workbook.sheetnames.index(sheet) + 1}.xml"


def _copy(content: bytes, table: Table | None, goal: ZipFile, name: str) -> None:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    if table is None:
        goal.writestr(info, content, compresslevel=COMPRESSION_LEVEL)
        return
    # ZipInfo takes its level from the archive only when the entry is made by name.
    with goal.open(name, "w", force_zip64=False) as part:
        _splice(content, table, part)


def _splice(content: bytes, table: Table, part: IO[bytes]) -> None:
    start = content.index(b'<row r="%d"' % table.first_row)
    end = content.index(b"</row>", start) + len(b"</row>")
    part.write(content[:start])
    wrote = False
    for chunk in _chunks(table):
        part.write(chunk)
        wrote = True
    part.write(content[end:] if wrote else content[start:])


def _chunks(table: Table) -> Iterator[bytes]:
    """The rows as XML, some hundred at a time."""
    rows = enumerate(table.rows, table.first_row)
    heads: list[str] = []
    while chunk := list(islice(rows, CHUNK_ROWS)):
        if not heads:
            heads = [
                f'<c r="{get_column_letter(place + 1)}' for place in range(len(chunk[0][1][1]))
            ]
        yield "".join(_row(number, heads, *row) for number, row in chunk).encode()


def _row(number: int, heads: Sequence[str], height: float, cells: Sequence[str]) -> str:
    tail = f'{number}"'
    inner = "".join([f"{head}{tail}{cell}" for head, cell in zip(heads, cells, strict=True)])
    size = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{number}"{size}>{inner}</row>'
