"""填报说明: every field of every form explained; F1 in 填报 leads to the field at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QSplitter, QVBoxLayout, QWidget

from desktop.ui.page import Page
from desktop.ui.parts import button, column, label, page_layout, row, scrolled
from desktop.ui.places import DICTIONARY, cell_place
from desktop.ui.search import Matcher, PinyinTable
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.dictionary import check_lines, ledger_dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop.ui.desk import Desk
    from forms.dictionary import FieldEntry, FormEntry

SPLIT = (360, 240)


class FieldTable(FactsTable):
    """The fields of a form; Esc leads back. ``left()`` when it was pressed."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to where one came from."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class DictionaryPage(Page):
    """Forms at the left, the fields of one at the right, below them all that is said of a field."""

    at = DICTIONARY

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.forms: Sequence[FormEntry] = ()
        self._readings = PinyinTable()
        self._came_from: tuple[str, str, str] | None = None
        self.list = QListWidget()
        self.search = QLineEdit()
        self.facts = label(kind="muted", wrap=True)
        self.model: FactsModel[FieldEntry] = FactsModel(self._columns(False), desk.look.color)
        self.table = FieldTable(self.model, "指标")
        self.name = label(kind="heading", wrap=True)
        self.text = QLabel()
        self.back = button("回到填报(&E)", self._go_back, tip="回到刚才填报的那一格（Esc）")
        self._lay_out()
        self._connect()

    # --- set up -----------------------------------------------------------------------------

    def _columns(self, with_form: bool) -> list[Column[FieldEntry]]:
        columns: list[Column[FieldEntry]] = [
            Column("序号", lambda one: one.no, 6),
            Column("指标", lambda one: one.title, 24, strong=_is_required),
            Column("类型", lambda one: one.kind, 8),
            Column("单位", lambda one: one.unit, 6),
            Column("必填", lambda one: one.must, 16),
            Column("指标解释", lambda one: one.explanation, 0),
        ]
        if with_form:
            columns.insert(0, Column("表", lambda one: one.form, 6))
        return columns

    def _lay_out(self) -> None:
        self.list.setAccessibleName("报表")
        self.search.setPlaceholderText("在各表中查找指标：名称、拼音首字母、解释中的字（Ctrl+F）")
        self.search.setAccessibleName("查找指标")
        self.search.setClearButtonEnabled(True)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("填报说明")
        self.back.hide()
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 8, 0, 0)
        head = row(self.name, self.back)
        head.setStretch(0, 1)
        inside.addLayout(head)
        # The arrow keys scroll it: some explanations are longer than the room for them.
        told = scrolled(column(self.text, None))
        told.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        told.setAccessibleName("指标的填报说明")
        inside.addWidget(told, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes(list(SPLIT))
        right = column(self.search, self.facts, splitter, spacing=6)
        right.setStretch(2, 1)
        whole = row(self.list, right)
        whole.setStretch(1, 1)
        outer = page_layout(self)
        outer.addWidget(label("填报说明", "title"))
        outer.addLayout(whole, 1)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._form_chosen)
        self.search.textChanged.connect(lambda _text: self._list_fields())
        self.search.returnPressed.connect(self.table.setFocus)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._explain())
        self.table.left.connect(self._go_back)
        find = QAction(self)
        find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        find.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.triggered.connect(self._find)
        self.addAction(find)

    # --- the page ---------------------------------------------------------------------------

    def enter(self) -> None:
        """Say what holds in this ledger; forms are listed once."""
        if self.forms:
            return
        self.forms = ledger_dictionary(self.desk.session)
        self.list.addItems([one.full_title for one in self.forms])
        codes = [one.code for one in self.forms]
        self.list.setCurrentRow(codes.index("F01") if "F01" in codes else 0)
        self.dress()

    def dress(self) -> None:
        """The list is as wide as its longest title in the text size of the moment."""
        self.list.setFixedWidth(max(self.list.sizeHintForColumn(0), 120) + 24)

    def reveal(self, form: str, record_id: str, field: str) -> None:
        """Explain a field, and remember the record from which one came."""
        self.enter()
        codes = [one.code for one in self.forms]
        if form not in codes:
            return
        self._came_from = (form, record_id, field) if record_id else None
        self.back.setVisible(self._came_from is not None)
        self.search.clear()
        self.list.setCurrentRow(codes.index(form))
        names = [one.name for one in self.model.rows]
        self.table.setCurrentIndex(self.model.index(names.index(field) if field in names else 0, 0))
        self.table.setFocus()

    def _form_chosen(self, _row: int) -> None:
        self.search.clear()
        self._list_fields()

    def _list_fields(self) -> None:
        query = self.search.text().strip()
        chosen = self.forms[self.list.currentRow()] if self.list.currentRow() >= 0 else None
        if query:
            every = [field for form in self.forms for field in form.fields]
            found = Matcher([one.title + one.explanation for one in every], self._readings)
            fields = [every[at] for at in found.matches(query)]
            self.facts.setText(f"各表中找到 {len(fields)} 项指标。")
        else:
            fields = list(chosen.fields) if chosen is not None else []
            self.facts.setText(_facts(chosen) if chosen is not None else "")
        self.model.show_columns(self._columns(bool(query)), fields)
        if fields:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._explain()

    def _current(self) -> FieldEntry | None:
        at = self.table.current_row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _explain(self) -> None:
        one = self._current()
        if one is None:
            self.name.setText("没有找到这样的指标")
            self.text.clear()
            return
        unit = f"（{one.unit}）" if one.unit else ""
        self.name.setText(f"{one.title}{unit}")
        self.text.setText("\n".join(self._said(one)))

    def _said(self, one: FieldEntry) -> list[str]:
        facts = (
            ("", one.explanation),
            ("填写：", one.must),
            ("限制：", one.limits),
            ("可填内容：", one.codes),
            ("示例：", one.example),
            ("数据来源：", one.source),
        )
        lines = [f"{title}{text}" for title, text in facts if text]
        checks = check_lines(self.desk.session, one)
        return [*lines, *(["有关审核：", *(f"　{line}" for line in checks)] if checks else [])]

    # --- going on ---------------------------------------------------------------------------

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _go_back(self) -> None:
        if self._came_from is not None:
            self.desk.goto.emit(cell_place(self._came_from[0]), *self._came_from)


def _facts(form: FormEntry) -> str:
    first = f"{form.nature}；{form.frequency}；计量单位：{form.unit}。"
    more = (f"统计范围：{form.scope}", f"报送：{form.report}")
    return first + "".join(text for text in more if not text.endswith("："))


def _is_required(one: FieldEntry) -> bool:
    return one.must == "必填"
