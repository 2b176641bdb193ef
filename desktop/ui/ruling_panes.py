"""豁免, 口径 and 认定名单: the lists beside the rules that the city keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui.parts import button, column, label, row
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.reviewing import recognise, recognised
from desktop.workflow.ruling import SEVERAL, answer_question, unwaive
from forms.catalogue import SEPARATOR, load_catalogue
from forms.checks.city import RECOGNISED
from forms.checks.library import RULES_BY_CODE
from forms.errors import ForPeople
from forms.indicators.facts import facts_of

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from forms.catalogue import Setting

Waiver = tuple[str, str, str]
"""Rule, record id, reason."""


class WaiversPane(QWidget):
    """Every waiver with its reason; the button takes one back. ``decided()`` after it."""

    decided = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        columns: list[Column[Waiver]] = [
            Column("规则", lambda one: one[0], 8),
            Column("名称", lambda one: _title(one[0]), 32),
            Column("区", lambda one: self._district(one[1]), 10),
            Column("记录编号", lambda one: one[1], 22),
            Column("事由", lambda one: one[2], 0),
        ]
        self.model: FactsModel[Waiver] = FactsModel(columns, desk.look.color)
        self.table = FactsTable(self.model, "豁免")
        self.remove = button("取消豁免(&X)", self._remove, tip="选中的记录重新按这条规则审核")
        said = label("在“审阅”页选中一条审核结果，点“豁免…”，写明事由。", "muted", wrap=True)
        head = row(said, self.remove)
        head.setStretch(0, 1)
        self.setLayout(_padded(column(head, self.table)))

    def refresh(self) -> None:
        """Show the waivers in force."""
        at = self.table.current_row()
        waivers = self._desk.session.rules.waivers
        self.model.show([(*key, reason) for key, reason in sorted(waivers.items())])
        self.remove.setEnabled(bool(waivers))
        if waivers:
            self.table.setCurrentIndex(self.model.index(min(max(at, 0), len(waivers) - 1), 0))

    def _district(self, record_id: str) -> str:
        return self._desk.session.catalogue.codelist("district").title_of(record_id[:6])

    def _remove(self) -> None:
        at = self.table.current_row()
        if not 0 <= at < len(self.model.rows):
            return
        rule, record_id, _ = self.model.rows[at]
        said = f"已取消豁免：规则 {rule}，记录 {record_id}。"
        if self._desk.decide(lambda session: unwaive(session, rule, record_id), said):
            self.decided.emit()


class QuestionsPane(QWidget):
    """The questions A to G with answer and reason; ``decided()`` after an answer."""

    decided = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        columns: list[Column[Setting]] = [
            Column("口径", lambda one: one.code, 5),
            Column("问题", lambda one: one.title, 48),
            Column("现行", lambda one: "、".join(one.answers), 0, strong=_is_changed),
            Column("默认", lambda one: "、".join(_own(one).answers), 30, tone=lambda _one: "muted"),
        ]
        self.model: FactsModel[Setting] = FactsModel(columns, desk.look.color)
        self.table = FactsTable(self.model, "口径")
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self.reason = label(kind="muted", wrap=True)
        self.boxes: list[QCheckBox] = []
        self.options = QVBoxLayout()
        self.save = button("改为所选(&S)", self._save, "primary", "代码表随之升一个版本")
        inside = column(
            self.table, self.reason, label("可选", "heading"), self.options, row(self.save, None)
        )
        inside.setStretchFactor(self.table, 1)
        self.setLayout(_padded(inside))

    def refresh(self) -> None:
        """Show the answers in force."""
        at = max(self.table.current_row(), 0)
        self.model.show(list(self._desk.session.catalogue.settings.values()))
        self.table.setCurrentIndex(self.model.index(at, 0))
        self._show()

    def _show(self) -> None:
        for box in self.boxes:
            self.options.removeWidget(box)
            box.hide()
            box.deleteLater()
        at = self.table.current_row()
        one = self.model.rows[at] if 0 <= at < len(self.model.rows) else None
        self.boxes = [self._box(one, option) for option in one.options] if one else []
        for box in self.boxes:
            self.options.addWidget(box)
        self.reason.setText(f"默认及理由：{one.reason}" if one else "")

    def _box(self, one: Setting, option: str) -> QCheckBox:
        box = QCheckBox(option)
        box.setChecked(option in one.answers)
        # Where only one answer can hold, ticking it takes the tick off the others.
        box.setAutoExclusive(one.name not in SEVERAL)
        return box

    def _save(self) -> None:
        one = self.model.rows[self.table.current_row()]
        chosen = SEPARATOR.join(box.text() for box in self.boxes if box.isChecked())
        said = f"口径 {one.code} 已保存，随下一个任务包下发。"
        if self._desk.decide(lambda session: answer_question(session, one.name, chosen), said):
            self.decided.emit()


class RecognisedPane(QWidget):
    """The names recognised of one target, one a line; ``decided()`` after they were kept."""

    decided = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.target = QComboBox()
        self.target.setAccessibleName("指标")
        for code in RECOGNISED:
            self.target.addItem(f"{code} {facts_of(code, desk.session.catalogue).title}", code)
        self.target.activated.connect(lambda _at: self.refresh())
        self.names = QPlainTextEdit()
        self.names.setAccessibleName("认定名单")
        self.names.setPlaceholderText("每行一个名称，可以整列粘贴；别名用 | 隔开")
        self.names.setTabChangesFocus(True)
        self.count = label(kind="muted")
        self._shown = ""
        self.save = button("保存名单(&S)", self._save, "primary")
        said = label("各区所报与名单不符的，在“审阅”页提示；没有名单的不比对。", "muted", wrap=True)
        inside = column(row(self.target, self.count, None, self.save), said, self.names)
        inside.setStretchFactor(self.names, 1)
        self.setLayout(_padded(inside))

    def refresh(self) -> None:
        """Show the list of the chosen target; what was typed and not yet kept stays."""
        if self.names.document().isModified() and self._shown == self.target.currentData():
            return
        self._shown = self.target.currentData()
        try:
            names = recognised(self._desk.session).get(self.target.currentData(), [])
        except ForPeople as problem:
            self._desk.say(str(problem), "error")
            names = []
        self.names.setPlainText("\n".join(names))
        self.count.setText(f"{len(names)} 个名称" if names else "还没有名单")

    def _save(self) -> None:
        desk, code = self._desk, self.target.currentData()
        names = self.names.toPlainText().splitlines()
        said = f"{code} 的认定名单已保存，随下一个任务包下发。"
        if desk.decide(lambda session: recognise(session, code, names), said):
            self.names.document().setModified(False)
            self.decided.emit()


def _own(one: Setting) -> Setting:
    """The question with the program's own answer."""
    return load_catalogue().settings.get(one.name, one)


def _is_changed(one: Setting) -> bool:
    return _own(one).answers != one.answers


def _title(code: str) -> str:
    rule = RULES_BY_CODE.get(code)
    return rule.title if rule else ""


def _padded(inside: QVBoxLayout) -> QVBoxLayout:
    inside.setContentsMargins(8, 8, 8, 8)
    return inside
