"""导入: what a file would do to the ledger, shown with its problems before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.ui.parts import button, label, row
from desktop.ui.tables import Column, FactsModel, FactsTable

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from desktop.ui.jobs import Cancelled, Progress
    from desktop.workflow.loading import LoadPlan, LoadProblem
    from forms.base import FormSet

_PROBLEM_COLUMNS: tuple[Column[LoadProblem], ...] = (
    Column("工作表", lambda one: one.sheet, 10),
    Column("行", lambda one: str(one.row), 6, numeric=True),
    Column("列", lambda one: one.column, 14),
    Column("原文", lambda one: one.value, 12),
    Column("问题与处理", lambda one: one.message, 0),
)


def _plan_columns(forms: FormSet) -> tuple[Column[LoadPlan], ...]:
    return (
        Column("表", lambda plan: forms[plan.form].spec.title, 18),
        Column("工作表", lambda plan: plan.sheet, 0),
        Column("行数", lambda plan: f"{plan.rows:,}", 8, numeric=True),
        Column("新增", lambda plan: f"{plan.created:,}", 8, numeric=True),
        Column("更新", lambda plan: f"{plan.updated:,}", 8, numeric=True),
        Column("无变化", lambda plan: f"{plan.unchanged:,}", 8, numeric=True),
        Column(
            "未导入", lambda plan: f"{plan.skipped:,}", 8, numeric=True,
            tone=lambda plan: "hard" if plan.skipped else "",
        ),
    )  # fmt: skip


class ImportDialog(QDialog):
    """The preview; ``accept`` writes all of it as one edit that can be undone."""

    def __init__(
        self, desk: Desk, path: Path, plans: list[LoadPlan], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.path, self.plans = desk, path, plans
        self.setWindowTitle("导入预览")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(860, 520)
        self.problems = [problem for plan in plans for problem in plan.problems]
        color = desk.look.color
        self.plan_model = FactsModel(_plan_columns(desk.session.forms), color, self)
        self.problem_model = FactsModel(_PROBLEM_COLUMNS, color, self)
        self.plan_table = FactsTable(self.plan_model, "各表将导入的行数", self)
        self.problem_table = FactsTable(self.problem_model, "导入中的问题", self)
        self.apply_button = button("导入", self.accept, kind="primary")
        self._lay_out()
        self.plan_model.show(plans)
        self.problem_model.show(self.problems)
        self.apply_button.setFocus()

    @property
    def steps(self) -> int:
        """How many changes the import makes."""
        return sum(len(plan.steps) for plan in self.plans)

    def _lay_out(self) -> None:
        head = label(f"文件：{self.path.name}", kind="heading")
        self.plan_table.setFixedHeight(46 + 34 * max(1, min(len(self.plans), 4)))
        found = (
            f"有 {len(self.problems):,} 处需要留意。无法识别的内容会按原样保留并标红，导入后可在表格中改正。"
            if self.problems
            else "没有发现问题。"
        )
        box = QVBoxLayout(self)
        for part in (head, self.plan_table, label(found, wrap=True)):
            box.addWidget(part)
        box.addWidget(self.problem_table, 1)
        self.problem_table.setVisible(bool(self.problems))
        if not self.problems:
            box.addStretch(1)
        self.apply_button.setEnabled(bool(self.steps))
        note = "导入作为一次修改，可以整体撤销。" if self.steps else "文件中没有新的内容。"
        box.addLayout(
            row(label(note, kind="muted"), None, button("取消", self.reject), self.apply_button)
        )

    def accept(self) -> None:
        """Write it, off the window's thread."""
        desk, path, plans = self.desk, self.path, self.plans
        period = desk.period
        assert period is not None, "a preview has a period"
        reason = desk.reason_for_change()

        def work(progress: Progress, _cancelled: Cancelled) -> Changes:
            # Late, here and below: the readers of workbooks cost half a window.
            from desktop.workflow.loading import apply_load

            progress(0, 0, "正在写入账本")
            return apply_load(desk.session, period, path, plans, reason)

        desk.jobs.run(f"导入 {path.name}", work, lambda changes: _imported(desk, changes, plans))
        super().accept()


def start_import(desk: Desk, form: str, parent: QWidget) -> None:
    """Ask for a file, read it off the window's thread, and show what it would do."""
    period = desk.period
    if period is None:
        desk.say("还没有报告期，请先建立报告期。", "warning")
        return
    path = desk.dialogs.ask_open_file("选择要导入的表格文件", desk.session.info.path.parent)
    if path is None:
        return

    def work(progress: Progress, _cancelled: Cancelled) -> list[LoadPlan]:
        from desktop.workflow.loading import plan_load

        progress(0, 0, f"正在读取 {path.name}")
        return plan_load(desk.session, period, path, form)

    def show(plans: list[LoadPlan]) -> None:
        ImportDialog(desk, path, plans, parent).open()

    desk.jobs.run(f"读取 {path.name}", work, show)


def _imported(desk: Desk, changes: Changes, plans: list[LoadPlan]) -> None:
    desk.take_in(changes)
    created, updated = sum(plan.created for plan in plans), sum(plan.updated for plan in plans)
    skipped = sum(plan.skipped for plan in plans)
    text = f"导入完成：新增 {created:,} 行，更新 {updated:,} 行"
    desk.say(f"{text}，{skipped:,} 行未导入。" if skipped else f"{text}。", "done")
