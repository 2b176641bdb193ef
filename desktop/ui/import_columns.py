"""The second page of 导入预览: which column is which field and why, each open to another choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QVBoxLayout, QWidget

from desktop.ui.parts import label
from desktop.ui.tables import Column, FactsModel, FactsTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop.workflow.load_plan import LoadPlan
    from exports.mapping import MappedColumn
    from forms.items import Item

AnyIndex = QModelIndex | QPersistentModelIndex
LEFT_OUT = "（不导入）"
SAMPLES = 3


class ChoiceDelegate(QStyledItemDelegate):
    """Edits a cell of a ``FactsTable`` by a drop-down; ``options(row)`` gives its lines."""

    def __init__(self, options: Callable[[Any], Sequence[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._options = options

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        """A drop-down that is open at once."""
        box = QComboBox(parent)
        model = cast("FactsModel[Any]", index.model())
        box.addItems(list(self._options(model.rows[index.row()])))
        box.setMaxVisibleItems(18)
        box.activated.connect(lambda _at: self._finish(box))
        return box

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Begin with what is chosen."""
        box = cast("QComboBox", editor)
        box.setCurrentText(str(index.data()))
        box.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        """Take the choice."""
        box = cast("QComboBox", editor)
        if box.currentText() != str(index.data()):
            model.setData(index, box.currentText())

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class ColumnsPage(QWidget):
    """Signals: ``field_chosen(place, field name)`` ("" leaves the column out),
    ``unit_chosen(place, unit)``."""

    field_chosen = Signal(int, str)
    unit_chosen = Signal(int, str)

    def __init__(
        self, units: Sequence[str], color: Callable[[str], QColor], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._units = tuple(units)
        self._plan: LoadPlan | None = None
        self._titles: dict[str, str] = {}
        self.model = FactsModel(self._columns(), color, self)
        self.table = FactsTable(self.model, "列的对应", self)
        self.missing = label(tone="soft", wrap=True)
        self._fields = ChoiceDelegate(lambda _one: [LEFT_OUT, *self._titles.values()], self)
        self._unit_lines = ChoiceDelegate(lambda _one: self._units, self)
        self.table.setItemDelegateForColumn(3, self._fields)
        self.table.setItemDelegateForColumn(4, self._unit_lines)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 0)
        hint = "“对应项目”和“单位”可以改：选中后按 F2 或双击，从下拉中选择。"
        box.addWidget(label(hint, kind="muted", wrap=True))
        box.addWidget(self.table, 1)
        box.addWidget(self.missing)

    def show_plan(self, plan: LoadPlan, items: Sequence[Item]) -> None:
        """Show a sheet's columns; ``items`` are the fields that may be chosen."""
        self._plan = plan
        self._titles = _distinct(items)
        self.model.show(plan.columns)
        lost = plan.table.unmapped_required
        said = f"这些必填项在文件中没有对应的列：{'、'.join(lost)}。" if lost else ""
        self.missing.setText(said)
        self.missing.setVisible(bool(lost))

    def _columns(self) -> tuple[Column[MappedColumn], ...]:
        return (
            Column("列", lambda one: _letters(one.index), 5),
            Column("文件中的列名", lambda one: one.source_title or "（无标题）", 24),
            Column("内容", self._sample, 24, tone=lambda _one: "muted"),
            Column("对应项目", self._title, 26, write=self._choose_field,
                   tone=lambda one: "" if one.item else "muted"),
            Column("单位", lambda one: one.unit, 9, write=self._choose_unit,
                   may_write=lambda one: bool(one.unit)),
            Column("依据", lambda one: one.why, 0,
                   tone=lambda one: "soft" if one.is_guess else ""),
        )  # fmt: skip

    def _title(self, column: MappedColumn) -> str:
        return self._titles.get(column.item, column.item) if column.item else LEFT_OUT

    def _sample(self, column: MappedColumn) -> str:
        table = self._plan.table if self._plan else None
        rows = table.grid.rows[table.header_row :] if table else ()
        cells = (one[column.index] for one in rows if column.index < len(one))
        texts: list[str] = []
        for cell in cells:
            if cell not in (None, ""):
                texts.append(_shown(cell))
            if len(texts) == SAMPLES:
                break
        return "、".join(texts)

    def _choose_field(self, column: MappedColumn, text: str) -> bool:
        names = {title: name for name, title in self._titles.items()}
        self.field_chosen.emit(column.index, names.get(text, ""))
        return True

    def _choose_unit(self, column: MappedColumn, text: str) -> bool:
        self.unit_chosen.emit(column.index, text)
        return True


def _distinct(items: Sequence[Item]) -> dict[str, str]:
    """Titles by field name; where two are alike, with the section that tells them apart."""
    titles = [entry.title for entry in items]
    return {
        entry.name: entry.title
        if titles.count(entry.title) == 1
        else f"{entry.title}（{entry.section}）"
        for entry in items
    }


def _shown(cell: object) -> str:
    from exports.cellsource import cell_text

    return cell_text(cell)[:20]  # type: ignore[arg-type]


def _letters(place: int) -> str:
    """0 → A, 27 → AB."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
