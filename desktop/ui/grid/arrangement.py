"""How a grid's columns stand: widths, hidden ones, the order of the rows; all of it remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu

from desktop.ui.grid.columns import BORROWED
from desktop.ui.grid.memory import GridMemory

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.grid.model import GridModel
    from desktop.ui.grid.view import GridView
    from desktop.workflow.session import Session

MEASURED_ROWS = 12
KEEP_AFTER_MS = 800
WIDEST, PADDING = 18, 18
FROZEN_SHARE, LEAST_WINDOW = 0.18, 960
"""Of the window's width, the most that a record's name begins with; the window's least width."""
"""The widest a column begins, in Chinese characters; the pixels beside a text."""

Sort = tuple[str, bool]
"""A field and whether it runs downwards."""


class Arrangement(QObject):
    """Signals: ``order_wanted(Sort | None)`` when another order of rows is asked for."""

    order_wanted = Signal(object)

    def __init__(self, session: Session, code: str, view: GridView, model: GridModel) -> None:
        super().__init__(view)
        self._session, self._code, self._view, self._model = session, code, view, model
        self.memory = GridMemory.recall(session, code)
        self._keep_soon = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keep_soon.timeout.connect(self.keep)
        for heading in (view.heading, view.frozen_heading):
            heading.sectionClicked.connect(self._clicked)
            heading.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            heading.customContextMenuRequested.connect(
                lambda pos, one=heading: self.menu(one.logicalIndexAt(pos)).popup(
                    one.mapToGlobal(pos)
                )
            )
        view.heading.sectionResized.connect(self._resized)

    # --- remembering ------------------------------------------------------------------------

    @property
    def sort(self) -> Sort | None:
        """The order as it was left, if its field is still there."""
        sort = self.memory.sort
        return sort if sort is not None and self._model.column_of(sort[0]) is not None else None

    def keep(self) -> None:
        """Remember widths, hidden columns and order."""
        self._keep_soon.stop()
        self.memory.keep(self._session, self._code)

    def rest(self) -> None:
        """The grid is hidden: ask the ledger nothing, it may be closed by now."""
        self._keep_soon.stop()

    def resume(self) -> None:
        """The grid is shown again: what changed just before it was hidden is kept now."""
        self._keep_soon.start()

    # --- columns ----------------------------------------------------------------------------

    def restore(self) -> None:
        """Widths and hidden columns as they were left, the first columns frozen."""
        view, columns = self._view, self._model.columns
        self.size()
        for name in self.memory.hidden:
            column = self._model.column_of(name)
            if column is not None:
                view.setColumnHidden(column, True)
        view.freeze(sum(column.frozen for column in columns))

    def size(self) -> None:
        """Widths as they were left, else from a page of texts, never from all rows."""
        model, measure = self._model, self._view.fontMetrics().horizontalAdvance
        character = measure("字")
        rows = range(min(MEASURED_ROWS, len(model.rows)))
        for at, column in enumerate(model.columns):
            title = -(-measure(column.heading) // 2) + character * 2
            longest = max((measure(model.look(row, at).text[:60]) for row in rows), default=0)
            usual = character * column.usual_width
            fitting = min(longest + PADDING, usual + character * 4) if longest else usual
            width = min(max(title, fitting), character * WIDEST)
            if column.frozen and column.name != "record_id":
                # Large text must leave room for the columns that scroll.
                room = max(self._view.window().width(), LEAST_WINDOW)
                width = min(width, int(room * FROZEN_SHARE))
            self._view.setColumnWidth(at, self.memory.widths.get(column.name, width))

    def hide(self, column: int, hidden: bool = True) -> None:
        """Hide a column or show it again; at least one stays."""
        view, columns = self._view, self._model.columns
        if hidden and view.shown_columns(0, len(columns) - 1) == [column]:
            return
        view.setColumnHidden(column, hidden)
        if column < view.frozen:
            view.frozen_heading.setSectionHidden(column, hidden)
            view.place_heading()
        self.memory.hidden = [one.name for at, one in enumerate(columns) if view.isColumnHidden(at)]
        self._keep_soon.start()

    def show_all(self) -> None:
        """Show every column again."""
        for column in range(len(self._model.columns)):
            if self._view.isColumnHidden(column):
                self.hide(column, False)

    def _resized(self, column: int, _old: int, new: int) -> None:
        if new and self._view.isVisible():
            self.memory.widths[self._model.columns[column].name] = new
            self._keep_soon.start()

    # --- order ------------------------------------------------------------------------------

    def order(self, sort: Sort | None) -> None:
        """Order the rows by a field in the ledger; None is the order of registration."""
        if sort is not None and sort[0] == BORROWED:
            sort = ("record_id", sort[1])
        self.memory.sort = sort
        self._keep_soon.start()
        self.order_wanted.emit(sort)

    def show_order(self, sort: Sort | None) -> None:
        """Draw the arrow."""
        column = self._model.column_of(sort[0]) if sort else None
        arrow = (column, sort[1]) if sort and column is not None else None
        for heading in (self._view.heading, self._view.frozen_heading):
            heading.show_sort(arrow)

    def _clicked(self, column: int) -> None:
        name, now = self._model.columns[column].name, self._model.rows.shown.sort
        name = "record_id" if name == BORROWED else name
        following = {None: (name, False), (name, False): (name, True), (name, True): None}
        self.order(following.get(now, (name, False)))

    # --- menus ------------------------------------------------------------------------------

    def menu(self, column: int) -> QMenu:
        """What can be done with a column; -1 is none."""
        menu = _menu(self._view)
        if column >= 0:
            name, title = self._model.columns[column].name, self._model.columns[column].item.title
            _add(menu, f"按“{title}”从小到大排序", lambda: self.order((name, False)))
            _add(menu, f"按“{title}”从大到小排序", lambda: self.order((name, True)))
            _add(menu, "恢复登记顺序", lambda: self.order(None))
            menu.addSeparator()
            _add(menu, f"隐藏“{title}”", lambda: self.hide(column))
        _add(menu, "显示全部列", self.show_all)
        return menu

    def chooser(self) -> QMenu:
        """The columns with ticks at those in sight."""
        menu = _menu(self._view)
        _add(menu, "显示全部列", self.show_all)
        menu.addSeparator()
        for at, column in enumerate(self._model.columns):
            action = menu.addAction(column.item.title)
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(at))
            action.toggled.connect(lambda shown, at=at: self.hide(at, not shown))
        return menu


def _menu(parent: GridView) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: QMenu, text: str, act: Callable[[], object]) -> None:
    menu.addAction(text).triggered.connect(lambda _checked=False: act())
