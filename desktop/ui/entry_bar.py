"""The top of 填报: the form switch, the tools with their keys, quick search and filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.ui.parts import button, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop.ui.grid.rows import Shown

SEARCH_AFTER_MS = 150
EVERYTHING, TO_CONFIRM = "", "to_confirm"
FILTERS = (("全部记录", EVERYTHING), ("待确认", TO_CONFIRM), ("有错误", "hard"), ("待说明", "soft"))
"""Titles and what they stand for: the mark of roll-forward, or a level of findings."""


class Tool(NamedTuple):
    """One verb of the page: its name, button, tip and keys; without a text it has keys only."""

    name: str
    text: str
    tip: str
    keys: tuple[str, ...]


NIL_TEXT, NIL_BACK_TEXT = "零报告", "取消零报告"
GAP = Tool("", "", "", ())
TOOLS = (
    Tool("add", "新增", "新增一条记录（Ctrl+N）", ("Ctrl+N",)),
    Tool("copy", "复制行", "复制当前记录为新记录（Ctrl+Shift+D）", ("Ctrl+Shift+D",)),
    Tool("delete", "删除行", "删除选中的记录，可撤销（Ctrl+减号）", ("Ctrl+-",)),
    Tool(
        "confirm", "本期无变化", "确认选中的记录本期无变化（Ctrl+回车 或 F9）",
        ("Ctrl+Return", "Ctrl+Enter", "F9"),
    ),
    Tool("import", "导入…", "从表格文件导入本表（Ctrl+I）", ("Ctrl+I",)),
    Tool("template", "模板…", "生成发给企业、园区填写的模板，可带上已有记录", ()),
    Tool("nil", NIL_TEXT, "本表本期确无内容：申报零报告，可撤销", ()),
    GAP,
    Tool("before", "上一个问题", "转到上一个问题（Shift+F8）", ("Shift+F8",)),
    Tool("next", "下一个问题", "转到下一个问题（F8）", ("F8",)),
    Tool("columns", "列", "选择显示哪些列", ()),
    Tool("panel", "记录面板", "显示或收起右侧的记录面板（F4）", ("F4",)),
    Tool("search", "", "", ("Ctrl+F",)),
    Tool("other", "", "", ("F6",)),
    Tool("tab_after", "", "", ("Ctrl+PgDown",)),
    Tool("tab_before", "", "", ("Ctrl+PgUp",)),
)  # fmt: skip


class EntryBar(QWidget):
    """Signals: ``wished(name)`` when a tool is pressed, ``form_chosen()``, ``narrowed()`` when
    search or filter changed, ``left()`` when the search box leads on to the rows."""

    wished = Signal(str)
    form_chosen = Signal()
    narrowed = Signal()
    left = Signal()

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch, self.search, self.filter = QComboBox(), QLineEdit(), QComboBox()
        self.buttons: dict[str, QPushButton] = {}
        self._soon = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._soon.timeout.connect(self.narrowed)
        for title in titles:
            self.switch.addItem(title)
        for title, what in FILTERS:
            self.filter.addItem(title, what)
        self._dress()
        self._lay_out()
        self.switch.currentIndexChanged.connect(lambda _at: self.form_chosen.emit())
        self.search.textEdited.connect(lambda _text: self._soon.start())
        # The little cross clears without editing.
        self.search.textChanged.connect(lambda text: None if text else self._soon.start())
        self.search.installEventFilter(self)
        self.filter.activated.connect(lambda _at: self.narrowed.emit())

    def _dress(self) -> None:
        # A list, because fourteen tabs do not fit a small screen.
        self.switch.setAccessibleName("报表")
        self.switch.setToolTip("选择报表（Ctrl+PgUp、Ctrl+PgDn 换到上一张、下一张）")
        self.switch.setMaxVisibleItems(self.switch.count())
        self.switch.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * 20)
        self.search.setPlaceholderText("查找（Ctrl+F）")
        self.search.setAccessibleName("查找")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * 15)
        self.filter.setAccessibleName("筛选记录")

    def _lay_out(self) -> None:
        made: list[QWidget | None] = []
        for tool in TOOLS:
            if tool is GAP:
                made.append(None)
            elif tool.text:
                made.append(self._button(tool))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(row(self.switch, None, self.search, self.filter, spacing=8))
        box.addLayout(row(*made, spacing=4))

    def _button(self, tool: Tool) -> QPushButton:
        made = button(tool.text, lambda: self.wished.emit(tool.name), tip=tool.tip)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons[tool.name] = made
        return made

    @property
    def what(self) -> str:
        """The chosen filter."""
        return str(self.filter.currentData())

    def show_narrowing(self, shown: Shown, what: str) -> None:
        """Show by what a grid is narrowed."""
        self._soon.stop()
        if self.search.text().strip() != shown.search:
            self.search.setText(shown.search)
            self._soon.stop()
        self.filter.setCurrentIndex([one for _, one in FILTERS].index(what))

    def allow(self, *, grow: bool, change_rows: bool, take_in: bool) -> None:
        """Which tools make sense for the form in sight."""
        self.buttons["import"].setEnabled(take_in)
        for name in ("add", "copy"):
            self.buttons[name].setEnabled(grow)
        for name in ("delete", "confirm"):
            self.buttons[name].setEnabled(change_rows)

    def show_nil(self, *, able: bool, declared: bool) -> None:
        """Whether the form in sight can be declared nil, or is."""
        self.buttons["nil"].setEnabled(able or declared)
        self.buttons["nil"].setText(NIL_BACK_TEXT if declared else NIL_TEXT)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """In the search box Enter and Down lead to the rows, Esc clears."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        key = cast("QKeyEvent", event).key()
        if key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape):
            return False
        if key == Qt.Key.Key_Escape:
            self.search.clear()
        self._soon.stop()
        self.narrowed.emit()
        self.left.emit()
        return True

    def hideEvent(self, event: object) -> None:
        """A hidden page asks the ledger nothing."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._soon.stop()


def add_keys(page: QWidget, act: Callable[[str], object]) -> None:
    """Give the tools' keys to a page; ``act`` gets the name of the tool."""
    for tool in (one for one in TOOLS if one.keys):
        action = QAction(page)
        action.setShortcuts([QKeySequence(keys) for keys in tool.keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False, name=tool.name: act(name))
        page.addAction(action)
