"""审核规则: every rule in a table that the city changes in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.ui.parts import button, column, label, row
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.ruling import change_rule_row
from forms.checks.described import CODE, LEVEL, ON, PARAMS, TRIAL, RuleFact, describe_rules
from forms.checks.rule import EVERY_FORM
from forms.findings import SEVERITY_TITLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.desk import Desk

ANY, CHANGED = "", "changed"
YES_NO = ("是", "否")
HINT = "回车或 F2 修改“级别、启用、试行、参数”，上下键选择，再按回车保存；“试行”只作提示。"


class RulesPane(QWidget):
    """Filters, the table, and the chosen rule in full; ``decided()`` after each change."""

    decided = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.form, self.level, self.text = QComboBox(), QComboBox(), QLineEdit()
        self.model: FactsModel[RuleFact] = FactsModel(self._columns(), desk.look.color)
        self.table = FactsTable(self.model, "审核规则")
        self.detail = label(wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.restore = button("恢复默认(&D)", self._restore, tip="选中的规则按程序自带的执行")
        self._facts: list[RuleFact] = []
        self._fill()
        self._lay_out()
        for box in (self.form, self.level):
            box.activated.connect(lambda _at: self._filter())
        self.text.textChanged.connect(lambda _text: self._filter())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())

    def refresh(self) -> None:
        """Show the rules as they stand."""
        self._facts = describe_rules(self._desk.session.rules)
        self._filter()

    def current(self) -> RuleFact | None:
        """The chosen rule."""
        at = self.table.current_row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _columns(self) -> list[Column[RuleFact]]:
        def part(name: str, width: int, choices: tuple[str, ...] = ()) -> Column[RuleFact]:
            return Column(
                name, lambda one: one.to_row()[name], width, tone=_tone,
                write=self._writer(name), choices=choices,
                may_write=lambda one: bool(choices or one.default_params),
            )  # fmt: skip

        return [
            Column("规则", lambda one: one.code, 6, strong=lambda one: one.is_changed),
            Column("名称", lambda one: one.title, 28, strong=lambda one: one.is_changed),
            Column("表", _form, 6),
            part(LEVEL, 8, tuple(SEVERITY_TITLES.values())),
            part(ON, 5, YES_NO),
            part(TRIAL, 5, YES_NO),
            part(PARAMS, 22),
            Column("默认", _default, 18, tone=lambda _one: "muted"),
            Column("关系式", lambda one: one.formula, 0),
        ]

    def _writer(self, name: str) -> Callable[[RuleFact, str], bool]:
        return lambda one, text: self._change(one, {**one.to_row(), name: text})

    def _change(self, one: RuleFact, wanted: dict[str, str]) -> bool:
        if wanted == one.to_row():
            return True
        said = f"规则 {one.code} 已修改，随下一个任务包下发。"
        done = self._desk.decide(lambda session: change_rule_row(session, wanted), said)
        if done:
            self.decided.emit()
        return done

    def _restore(self) -> None:
        one = self.current()
        if one is not None and one.is_changed:
            self._change(one, {CODE: one.code})

    def _fill(self) -> None:
        self.form.addItem("全部报表", ANY)
        for form in sorted({one.form for one in describe_rules()}):
            self.form.addItem("各表" if form == EVERY_FORM else form, form)
        self.level.addItem("全部级别", ANY)
        for code, title in SEVERITY_TITLES.items():
            self.level.addItem(title, code)
        self.level.addItem("有改动的", CHANGED)
        self.form.setAccessibleName("按报表筛选")
        self.level.setAccessibleName("按级别筛选")
        self.text.setAccessibleName("查找规则")
        self.text.setPlaceholderText("按编号、名称或关系式查找")
        self.text.setClearButtonEnabled(True)

    def _filter(self) -> None:
        at, chosen, place = (
            self.table.currentIndex(),
            self.current(),
            self.table.verticalScrollBar(),
        )
        column_at, top = max(at.column(), 0), place.value()
        shown = [one for one in self._facts if self._is_wanted(one)]
        self.model.show(shown)
        codes = [one.code for one in shown]
        number = codes.index(chosen.code) if chosen is not None and chosen.code in codes else 0
        if shown:
            self.table.setCurrentIndex(self.model.index(number, column_at))
            place.setValue(top)
        self._show_detail()

    def _is_wanted(self, one: RuleFact) -> bool:
        form, level = self.form.currentData() or ANY, self.level.currentData() or ANY
        fits = level in (ANY, one.severity) or (level == CHANGED and one.is_changed)
        words = self.text.text().strip().casefold()
        facts = (one.code, one.title, one.formula)
        return fits and form in (ANY, one.form) and any(words in fact.casefold() for fact in facts)

    def _show_detail(self) -> None:
        one = self.current()
        self.restore.setEnabled(one is not None and one.is_changed)
        formula = f"\n关系式：{one.formula}" if one and one.formula else ""
        self.detail.setText(
            f"{one.code} {one.title}{formula}\n处理办法：{one.remedy}"
            if one
            else "没有符合条件的规则。"
        )

    def _lay_out(self) -> None:
        head = row(self.form, self.level, self.text, self.restore, spacing=8)
        head.setStretchFactor(self.text, 1)
        inside = column(head, label(HINT, "muted", wrap=True), self.table, self.detail, spacing=6)
        inside.setStretchFactor(self.table, 1)
        inside.setContentsMargins(8, 8, 8, 8)
        self.setLayout(inside)


def _form(one: RuleFact) -> str:
    return "各表" if one.form == EVERY_FORM else one.form


def _tone(one: RuleFact) -> str:
    return "accent" if one.is_changed else ""


def _default(one: RuleFact) -> str:
    """What the program itself would do, of a rule that was changed."""
    if not one.is_changed:
        return ""
    own = one.to_row()
    return "；".join(filter(None, [own["默认级别"], own["默认参数"]]))
