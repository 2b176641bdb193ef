"""Any table file as plain grids of cells: .xlsx, .csv, and old formats where that is cheap."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exports.cellsource import Caps, Piece, Scalar, SheetHead, SheetTail
from exports.child_pool import ChildPool
from exports.gate import GateReport, open_package, read_bytes, scan_ods
from exports.gate_formats import OLD_EXCEL, TEXT_FILE, is_ods, is_ole, what_it_is
from exports.reader_cells import (
    is_blank,
    merge_notice,
    read_workbook,
    take_pieces,
    unseen_notice,
)
from exports.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from exports.cellsource import Area

    Gather = Callable[[GateReport | None, Iterator[Piece]], list["Grid"]]

LOAD_CAPS = Caps(columns=200)
"""People's own tables may be wider than our forms; still bounded."""
_SAMPLE_LINES = 20
_DATEMODE_1904 = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"
"""BIFF: DATEMODE (0x22) with 1, and the PRECISION record that always follows it."""
_DELIMITERS = (",\t;|", "，")
"""The full-width comma stands in texts, so it is thought of last."""
_SAID = re.compile(r"sep=([,\t;|])\s*$", re.I | re.M)
"""The first line by which a CSV file tells Excel its separator."""


@dataclass
class Grid:
    """One sheet; ``rows[0]`` is row 1. ``notices`` are sentences for the person who loads.

    ``date_system`` is 1900 or 1904, the day from which bare numbers count, None if not known;
    ``merges`` are the merged areas, places from 0.
    """

    name: str
    rows: list[list[Scalar]] = field(default_factory=list)
    hidden: bool = False
    notices: list[str] = field(default_factory=list)
    date_system: int | None = 1900
    merges: Sequence[Area] = ()


def read_grids(
    path: Path | str, pool: ChildPool | None = None, look: Callable[[], None] = lambda: None
) -> list[Grid]:
    """Every sheet of a workbook, or the one table of a CSV file; raises ``Refusal``.

    ``look`` is called now and then, and may raise to stop the reading.
    """
    data, name = read_bytes(path)
    look()

    def gather(report: GateReport | None, pieces: Iterator[Piece]) -> list[Grid]:
        return _gather(report, _looked_at(pieces, look))

    if is_ods(data):
        grids = _read_ods(data, name, pool, gather)
    elif data.startswith(b"PK\x03\x04"):
        grids = read_workbook(
            data, gather, pool=pool, name=name, caps=LOAD_CAPS, careful=True, allow_macros=True
        )
    elif is_ole(data):
        grids = _read_xls(data, name, pool, gather)
    else:
        reason, detail = what_it_is(data)
        if detail != TEXT_FILE:
            raise Refusal(reason, name, detail)
        grids = [_read_csv(data, name)]
    if not any(grid.rows for grid in grids):
        raise Refusal("empty", name, "各工作表都是空的")
    return grids


def _looked_at(pieces: Iterator[Piece], look: Callable[[], None]) -> Iterator[Piece]:
    for piece in pieces:
        look()
        yield piece


def _gather(report: GateReport | None, pieces: Iterator[Piece]) -> list[Grid]:
    grids: list[Grid] = []
    for piece in pieces:
        if isinstance(piece, SheetHead):
            grids.append(Grid(piece.name, hidden=piece.state != "visible"))
        elif isinstance(piece, SheetTail):
            _finish(grids[-1], piece)
        else:
            grids[-1].rows += piece.rows
    if report is not None:
        for grid in grids:
            grid.notices += ["文件带有宏，已忽略，只取单元格的值。"] if report.macros else []
            grid.date_system = 1904 if report.from_1904 else 1900
    return grids


def _finish(grid: Grid, tail: SheetTail) -> None:
    while grid.rows and is_blank(grid.rows[-1]):
        grid.rows.pop()
    grid.merges = tail.merges
    if tail.formulas:
        grid.notices.append(f"含有公式（{'、'.join(tail.formulas[:5])} 等），已取其结果。")
    grid.notices += merge_notice(tail)
    grid.notices += unseen_notice(*tail.unseen)


def _read_ods(data: bytes, name: str, pool: ChildPool | None, gather: Gather) -> list[Grid]:
    from_1904 = scan_ods(open_package(data, name, allow_macros=True, allow_ods=True))
    return _read_old("ods", data, name, pool, gather, from_1904=from_1904)


def _read_xls(data: bytes, name: str, pool: ChildPool | None, gather: Gather) -> list[Grid]:
    reason, detail = what_it_is(data)
    if detail != OLD_EXCEL:
        raise Refusal(reason, name, detail)
    return _read_old("xls", data, name, pool, gather, from_1904=_DATEMODE_1904 in data)


def _read_old(
    function: str,
    data: bytes,
    name: str,
    pool: ChildPool | None,
    gather: Gather,
    *,
    from_1904: bool,
) -> list[Grid]:
    """An old format, read in the child."""
    with contextlib.ExitStack() as stack:
        children = pool or stack.enter_context(ChildPool(size=1))
        worker = stack.enter_context(children.reading(name))
        worker.start(function, data, LOAD_CAPS)
        grids = gather(None, take_pieces(worker))
    for grid in grids:
        grid.date_system = 1904 if from_1904 else 1900
    return grids


# --- CSV --------------------------------------------------------------------------------------


def _read_csv(data: bytes, name: str) -> Grid:
    """A CSV file in UTF-8 (with or without mark), UTF-16 with mark, or GB18030."""
    text = _decode(data, name)
    grid = Grid(Path(name).stem)
    try:
        for row in csv.reader(
            io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False
        ):
            grid.rows.append(list(row))
            if len(grid.rows) > LOAD_CAPS.rows or len(row) > LOAD_CAPS.columns:
                raise Refusal(
                    "too_large", name, f"超过 {LOAD_CAPS.rows} 行或 {LOAD_CAPS.columns} 列"
                )
    except csv.Error:
        raise Refusal("damaged", name, f"第 {len(grid.rows) + 1} 行起无法识别") from None
    _finish(grid, SheetTail())
    return grid


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("encoding", name)


def _delimiter(text: str) -> str:
    """The separator that gives most of the first lines the same number of cells.

    Counting separators alone would take the commas in 1,200.50 for one.
    """
    said = _SAID.match(text)
    if said:
        return said[1]
    sample = "\n".join(text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES])

    def evenness(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=False)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, lines = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        return lines, width

    try:
        best = [max(delimiters, key=evenness) for delimiters in _DELIMITERS]
        return next((one for one in best if evenness(one)[0]), best[0])
    except csv.Error:
        return max(_DELIMITERS[0], key=sample.count)
