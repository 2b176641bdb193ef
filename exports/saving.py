"""Saving a drawn workbook from memory.

openpyxl puts each sheet into the system's temporary folder first, which may be full, and where a
program that is killed leaves it behind (faults A17).
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from exports.paper import size_margins

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def save(workbook: Workbook, target: Path | IO[bytes]) -> None:
    """Write a workbook; raises ``OSError`` as the disk does."""
    workbook.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    size_margins(workbook)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        _FromMemory(workbook, archive).write_data()


class _FromMemory(ExcelWriter):
    """openpyxl's writer but for the file between a sheet and its archive."""

    def __init__(self, workbook: Workbook, archive: ZipFile) -> None:
        super().__init__(workbook, archive)
        self._goal = archive

    def write_worksheet(self, ws: Worksheet) -> None:
        """As openpyxl does it, which offers no public door to a sheet's drawings and relations."""
        drawing = SpreadsheetDrawing()
        drawing.charts, drawing.images = ws._charts, ws._images  # type: ignore[attr-defined]  # noqa: SLF001
        ws._drawing = drawing  # type: ignore[attr-defined]  # noqa: SLF001
        content = BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels  # type: ignore[attr-defined]  # noqa: SLF001
        self._goal.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)
