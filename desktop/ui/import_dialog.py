"""导入: what a file would do to the ledger, shown row by row before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QTabWidget, QVBoxLayout, QWidget

from desktop.ui.import_columns import ColumnsPage
from desktop.ui.import_file import Preview
from desktop.ui.import_preview import PreviewPage
from desktop.ui.parts import button, label, row
from desktop.ui.tables import Column, FactsModel, FactsTable

if TYPE_CHECKING:
    from desktop.ledger import Changes
    from desktop.ui.desk import Desk
    from desktop.ui.jobs import Cancelled, Job, Progress
    from desktop.workflow.loading import LoadPlan, LoadProblem
    from forms.base import Form, FormSet
    from forms.errors import ForPeople
    from forms.items import Item

_PROBLEM_COLUMNS: tuple[Column[LoadProblem], ...] = (
    Column("工作表", lambda one: one.sheet, 10),
    Column("行", lambda one: str(one.row) if one.row else "", 6, numeric=True),
    Column("列", lambda one: one.column, 14),
    Column("原文", lambda one: one.value, 12),
    Column("问题与处理", lambda one: one.message, 0),
)


MOST_NOTICES = 3
"""Sentences that stand above the tabs; all of them are listed with the problems."""


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

    def __init__(self, desk: Desk, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.preview = desk, preview
        self._job: Job | None = None
        self._closed = False
        self.setWindowTitle("导入预览")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(1000, 620)
        color = desk.look.color
        self.plan_model = FactsModel(_plan_columns(desk.session.forms), color, self)
        self.problem_model = FactsModel(_PROBLEM_COLUMNS, color, self)
        self.plan_table = FactsTable(self.plan_model, "各表将导入的行数", self)
        self.problem_table = FactsTable(self.problem_model, "导入中的问题", self)
        self.preview_page = PreviewPage(desk.session.catalogue, color, self)
        self.columns_page = ColumnsPage(_units(), color, self)
        self.tabs = QTabWidget(self)
        self.notices = label(wrap=True)
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("工作表")
        self.sheet.addItems(preview.sheets)
        self.note = label(kind="muted")
        self.forget_button = button("忘记列的对应", self._forget, tip="忘掉这种表头上次的选择")
        self.reject_button = button("导出未导入的行…", self._give_back)
        self.cancel_button = button("取消", self.reject)
        self.apply_button = button("导入", self.accept, kind="primary")
        self._lay_out()
        self._connect()
        self._show_plans()
        self.apply_button.setFocus()

    # --- what is shown ----------------------------------------------------------------------

    @property
    def plans(self) -> list[LoadPlan]:
        """What would be done, sheet by sheet."""
        return self.preview.plans

    @property
    def problems(self) -> list[LoadProblem]:
        """All that is to be said of rows and cells."""
        return [problem for plan in self.plans for problem in plan.problems]

    @property
    def plan(self) -> LoadPlan:
        """The sheet in sight."""
        return self.plans[max(0, self.plan_table.current_row())]

    @property
    def steps(self) -> int:
        """How many changes the import makes."""
        return sum(len(plan.steps) for plan in self.plans)

    def _lay_out(self) -> None:
        self.tabs.addTab(self.preview_page, "逐行预览")
        self.tabs.addTab(self.columns_page, "列的对应")
        self.tabs.addTab(self.problem_table, "问题与说明")
        box = QVBoxLayout(self)
        head = label(f"文件：{self.preview.path.name}", kind="heading")
        which = label("工作表")
        box.addLayout(row(head, None, which, self.sheet))
        for part in (which, self.sheet):
            part.setVisible(self.sheet.count() > 1)
        box.addWidget(self.plan_table)
        box.addWidget(self.notices)
        box.addWidget(self.tabs, 1)
        buttons = (self.forget_button, self.reject_button, self.cancel_button, self.apply_button)
        box.addLayout(row(self.note, None, *buttons))

    def _connect(self) -> None:
        self.plan_table.selectionModel().currentRowChanged.connect(lambda *_: self._show_plan())
        self.sheet.activated.connect(lambda _at: self._turn_to(self.sheet.currentText()))
        self.columns_page.field_chosen.connect(lambda at, name: self._choose({at: name}, {}))
        self.columns_page.unit_chosen.connect(lambda at, unit: self._choose({}, {at: unit}))

    def _show_plans(self) -> None:
        at = max(0, self.plan_table.current_row())
        self.plan_table.setFixedHeight(self.plan_table.heights(max(1, min(len(self.plans), 4))))
        self.plan_model.show(self.plans)
        self.plan_table.setCurrentIndex(self.plan_model.index(min(at, len(self.plans) - 1), 0))
        self._show_plan()
        count = len(self.problems)
        self.problem_model.show([*_as_problems(self.plans), *self.problems])
        self.tabs.setTabText(2, f"问题与说明（{count:,}）" if count else "问题与说明")
        self._show_abilities()

    def _show_plan(self) -> None:
        plan = self.plan
        self.preview_page.show_plan(plan)
        form = self.desk.session.forms[plan.form]
        self.columns_page.show_plan(plan, _fields(form))
        self.sheet.setCurrentText(plan.sheet)
        self.tabs.setTabEnabled(1, bool(plan.table.signature))
        if not any(column.item for column in plan.columns):
            self.tabs.setCurrentIndex(1)
        more = len(plan.notices) - MOST_NOTICES
        rest = [f"还有 {more} 条说明，见“问题与说明”。"] if more > 0 else []
        self.notices.setText("\n".join([*plan.notices[:MOST_NOTICES], *rest]))
        self.notices.setVisible(bool(plan.notices))
        self.forget_button.setVisible(plan.table.remembered)

    def _show_abilities(self) -> None:
        busy = self._job is not None
        self.apply_button.setEnabled(bool(self.steps) and not busy)
        failed = any(True for plan in self.plans for _ in plan.failing)
        self.reject_button.setEnabled(failed and not busy)
        self.forget_button.setEnabled(not busy)
        self.sheet.setEnabled(not busy)
        self.columns_page.setEnabled(not busy)
        if busy:
            self.note.setText("正在重新核对……")
        else:
            writes = "导入作为一次修改，可以整体撤销。"
            self.note.setText(writes if self.steps else "文件中没有新的内容。")

    # --- other columns ----------------------------------------------------------------------

    def _choose(self, columns: dict[int, str], units: dict[int, str]) -> None:
        self.preview.choose(self.plan, columns, units)
        self._again()

    def _turn_to(self, sheet: str) -> None:
        self.preview.sheet = sheet
        self._again()

    def _forget(self) -> None:
        self.preview.forget(self.plan)
        self._again()

    def _again(self) -> None:
        """Plan anew with other columns, off the window's thread."""

        def done(plans: list[LoadPlan]) -> None:
            self._job = None
            if not self._closed:
                self.preview.plans = plans
                self._show_plans()

        def refused(problem: ForPeople) -> None:
            self._job = None
            if not self._closed:
                self._show_abilities()
                self.note.setText(str(problem))

        title = f"核对 {self.preview.path.name}"
        self._job = self.desk.jobs.run(title, self.preview.make, done, refused)
        self._show_abilities()

    # --- the end ----------------------------------------------------------------------------

    def _give_back(self) -> None:
        """The rows that failed, as a workbook for whoever made the file."""
        from desktop.workflow.rejecting import rejected_name, write_failing

        desk, plans, path = self.desk, list(self.plans), self.preview.path
        suggested = path.with_name(rejected_name(path))
        target = desk.dialogs.ask_save_file("导出未导入的行", suggested)
        if target is None:
            return

        def work(progress: Progress, _cancelled: Cancelled) -> int:
            progress(0, 0, "正在导出未导入的行")
            return write_failing(target, plans, overwrite=True)

        def said(text: str) -> None:
            desk.say(text)
            if not self._closed:
                self.note.setText(text)

        def done(count: int) -> None:
            said(f"已导出 {count:,} 行，末列写明原因：{target.name}")

        desk.jobs.run(f"导出 {target.name}", work, done, lambda problem: said(str(problem)))

    def reject(self) -> None:
        """Close without writing; planning that is under way stops."""
        self._closed = True
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def accept(self) -> None:
        """Write it, off the window's thread."""
        desk, preview, plans = self.desk, self.preview, list(self.plans)
        reason = desk.reason_for_change()

        def work(progress: Progress, _cancelled: Cancelled) -> Changes:
            from desktop.workflow.loading import apply_load

            progress(0, 0, "正在写入账本")
            return apply_load(desk.session, preview.period, preview.path, plans, reason, seen=True)

        title = f"导入 {preview.path.name}"
        desk.jobs.run(title, work, lambda changes: _imported(desk, changes, plans))
        self._closed = True
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
    preview = Preview(desk, period, path, form)

    def show(plans: list[LoadPlan]) -> None:
        preview.plans = plans
        ImportDialog(desk, preview, parent).open()

    desk.jobs.run(f"读取 {path.name}", preview.make, show)


def _as_problems(plans: list[LoadPlan]) -> list[LoadProblem]:
    """What is to be said of whole sheets, as lines of the list."""
    from desktop.workflow.loading import LoadProblem

    return [LoadProblem(plan.sheet, 0, "", "", said) for plan in plans for said in plan.notices]


def _units() -> tuple[str, ...]:
    from exports.mapping import MONEY_UNITS

    return MONEY_UNITS


def _fields(form: type[Form]) -> tuple[Item, ...]:
    from exports.digest import travelling_items

    return travelling_items(form)


def _imported(desk: Desk, changes: Changes, plans: list[LoadPlan]) -> None:
    desk.take_in(changes)
    created, updated = sum(plan.created for plan in plans), sum(plan.updated for plan in plans)
    skipped = sum(plan.skipped for plan in plans)
    text = f"导入完成：新增 {created:,} 行，更新 {updated:,} 行"
    desk.say(f"{text}，{skipped:,} 行未导入。" if skipped else f"{text}。", "done")
