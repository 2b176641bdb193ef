"""Reading back what was written, by two libraries and as plain XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from pathlib import Path

Grid = dict[str, dict[tuple[int, int], Any]]
"""Filled cells by sheet, row and column, rows and columns from 1."""


def by_openpyxl(path: Path) -> Grid:
    """Every filled cell as openpyxl reads it."""
    workbook = openpyxl.load_workbook(path)
    return {
        sheet.title: {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in workbook.worksheets
    }


def by_calamine(path: Path) -> Grid:
    """Every filled cell as calamine reads it."""
    workbook = CalamineWorkbook.from_path(str(path))
    grid: Grid = {}
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        grid[name] = {
            (row, column): value
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, 1)
            if value != ""
        }
    return grid


def parts(path: Path) -> dict[str, str]:
    """Every XML part of a workbook as text."""
    with ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def active_content(path: Path) -> list[str]:
    """What must never stand in a workbook of ours: formulas, links, macros."""
    found = []
    for name, text in parts(path).items():
        if name.startswith("xl/worksheets/") and re.search(r"<f[ >/]|<hyperlink|ddeLink", text):
            found.append(name)
        if "vbaProject" in name or "externalLink" in name or "/hyperlink" in text:
            found.append(name)
    return found
