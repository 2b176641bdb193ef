"""A file's cells, through gate and child: the one way into a workbook from outside.

The child starts on the file while the gate still looks at its text; nothing is taken from the
child before the gate has agreed. A file in which the gate saw anything unusual, or on which the
fast reader failed, is read again by the careful one.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypeVar

from exports.cellsource import Block, Caps, Piece, Scalar, SheetHead, SheetTail
from exports.child_pool import ChildFailed, ChildPool, Worker
from exports.gate import GateReport, open_package, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

Result = TypeVar("Result")
_SCALARS = frozenset({str, float, int, type(None)})
_FINAL = frozenset({"timeout", "too_large"})
"""Failures of the fast reader that the careful one would only repeat more slowly."""


def read_workbook(
    source: Path | str | bytes,
    consume: Callable[[GateReport, Iterator[Piece]], Result],
    *,
    pool: ChildPool | None = None,
    name: str = "",
    caps: Caps | None = None,
    skip: Collection[str] = (),
    careful: bool = False,
    allow_macros: bool = False,
) -> Result:
    """Give a workbook's pieces to ``consume`` and return what it makes of them.

    ``consume`` may be called a second time with the careful reader's pieces, so it must start
    afresh each time. ``skip`` names sheets whose rows are not wanted. ``careful`` is for files
    that carry no digest, in which nobody would notice what the fast reader left out. Without
    ``pool`` a child is started for this file alone. ``allow_macros`` reads a workbook with macros
    as if it had none. Raises ``Refusal``.
    """
    package = open_package(source, name, allow_macros=allow_macros)
    with contextlib.ExitStack() as stack:
        children = pool or stack.enter_context(ChildPool(size=1))
        worker = stack.enter_context(children.reading(package.name))
        limits = caps or Caps()
        worker.start("careful" if careful else "fast", package.data, limits, skip)
        report = scan(package)
        if not careful:
            if not report.needs_care:
                with contextlib.suppress(_TryCarefully):
                    return consume(report, take_pieces(worker, may_retry=True))
            else:
                worker.drain()
            worker.start("careful", package.data, limits, skip)
        return consume(report, take_pieces(worker, may_retry=False))


class _TryCarefully(Exception):
    """The fast reader gave up."""


def take_pieces(worker: Worker, *, may_retry: bool = False) -> Iterator[Piece]:
    """The pieces of the reading that was started; raises ``Refusal``."""
    try:
        for number, frame in enumerate(worker.frames()):
            piece = frame_piece(frame)
            if number == 0 and not isinstance(piece, SheetHead):
                raise ChildFailed("reader_failed", "输出有误")
            yield piece
    except ChildFailed as problem:
        if may_retry and problem.reason not in _FINAL:
            raise _TryCarefully from problem
        raise worker.refusal(problem) from problem


def frame_piece(frame: object) -> Piece:
    """A frame as a piece; the child is not trusted to send what it should (``ChildFailed``)."""
    match frame:
        case {"sheet": str(name), "state": str(state)}:
            return SheetHead(name, state)
        case {"first": int(first), "rows": list(rows)} if first >= 1 and all(map(_is_row, rows)):
            return Block(first, rows)
        case {
            "formulas": list(formulas),
            "merges": list(merges),
            "hidden": list(hidden),
            "unseen": [int(rows), int(columns)],
        } if all(map(_is_area, merges)):
            areas = tuple(map(tuple, merges))
            return SheetTail(
                tuple(map(str, formulas)), areas, tuple(map(str, hidden)), (rows, columns)
            )
    raise ChildFailed("reader_failed", "输出有误")


def _is_row(row: object) -> bool:
    return isinstance(row, list) and _SCALARS.issuperset(map(type, row))


def _is_area(area: object) -> bool:
    return isinstance(area, list) and len(area) == 4 and all(type(place) is int for place in area)


def is_blank(row: list[Scalar]) -> bool:
    """Whether no cell of a row says anything."""
    return not any(cell is not None and cell != "" for cell in row)


def merge_notice(tail: SheetTail) -> Iterator[str]:
    """A sentence about values that merged cells hide: they are read, but nobody sees them."""
    if tail.hidden:
        places = "、".join(tail.hidden[:5])
        yield f"合并单元格盖住了别的内容（{places} 等），已照常读取，请取消合并后核对。"


def unseen_notice(rows: int, columns: int) -> Iterator[str]:
    """A sentence about hidden rows and columns, which are data like any other (faults E14)."""
    said = [f"隐藏行 {rows} 行"] if rows else []
    said += [f"隐藏列 {columns} 列"] if columns else []
    if said:
        yield f"含{'、'.join(said)}，已照常读取。"


def hidden_notice(report: GateReport) -> Iterator[str]:
    """The same of a whole workbook, as the gate saw it."""
    facts = report.sheets.values()
    unseen = (sum(one.hidden_rows for one in facts), sum(one.hidden_columns for one in facts))
    for said in unseen_notice(*unseen):
        yield f"文件{said}"
