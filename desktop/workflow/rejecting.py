"""退回未导入的行: the rows of a file that failed, as a workbook for whoever made the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.workflow.load_plan import LoadPlan, PlannedRow

SUFFIX = "未导入"


def rejected_name(path: Path) -> str:
    """The usual name of the workbook given back: ``来表_未导入.xlsx``."""
    return f"{path.stem}_{SUFFIX}.xlsx"


def write_failing(target: Path, plans: Sequence[LoadPlan], *, overwrite: bool = False) -> int:
    """Write the failing rows of all sheets to ``target``; gives their number, 0 writes nothing.

    Raises ``FileProblem``.
    """
    from exports.rejected import RejectedRow, RejectedSheet, write_rejected  # openpyxl is slow

    def row(plan: LoadPlan, one: PlannedRow) -> RejectedRow:
        troubled = {problem.column for problem in one.problems}
        places = [
            column.index
            for column in plan.columns
            if column.item and one.form.item(column.item).title in troubled
        ]
        return RejectedRow(one.number, one.reason(), places)

    sheets = [
        RejectedSheet(plan.table.grid, plan.table.header_row, rows)
        for plan in plans
        if (rows := [row(plan, one) for one in plan.failing])
    ]
    if sheets:
        files.place(target, lambda path: write_rejected(path, sheets), overwrite=overwrite)
    return sum(len(sheet.rows) for sheet in sheets)
