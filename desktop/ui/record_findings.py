"""The findings of one record, above its fields: each leads to its field, soft ones are explained here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.grid.marks import LEVEL_TITLES, level_of, sentence_of
from desktop.ui.grid.shades import shades

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forms.findings import Finding

SIGNS = {"hard": "▲", "soft": "○", "hint": "－", "explained": "✓"}
MOST_HEIGHT = 132
GOOD_EXPLANATION = (
    "写明具体原因、涉及的数和依据，例如：设备进口延迟，二季度付款3200万元移至三季度。"
)


class RecordFindings(QWidget):
    """Signals: ``chosen(field)`` when a finding is clicked, ``explained(Finding, text)``."""

    chosen = Signal(str)
    explained = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Sequence[Finding] = ()
        self.list = QListWidget(self)
        self.list.setAccessibleName("本记录的问题")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.explanation = QLineEdit(self)
        self.explanation.setPlaceholderText("在此填写说明，按回车保存")
        self.explanation.setToolTip(GOOD_EXPLANATION)
        self.explanation.setAccessibleName("核实性问题的说明")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.list)
        box.addWidget(self.explanation)
        self.list.itemClicked.connect(lambda _item: self._choose())
        self.list.itemActivated.connect(lambda _item: self._choose())
        self.list.currentRowChanged.connect(lambda _at: self._show_explanation())
        self.explanation.returnPressed.connect(self._explain)

    @property
    def current(self) -> Finding | None:
        """The finding that is chosen."""
        at = self.list.currentRow()
        return self.found[at] if 0 <= at < len(self.found) else None

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show the findings of a record; the chosen one stays chosen while it is there."""
        if list(found) == list(self.found):
            return
        chosen = self.current.id if self.current else ""
        self.found = tuple(found)
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.found:
            self.list.addItem(self._item(one))
        ids = [one.id for one in self.found]
        self.list.setCurrentRow(ids.index(chosen) if chosen in ids else 0 if ids else -1)
        self.list.blockSignals(False)
        self.setVisible(bool(ids))
        self._fit()
        self._show_explanation()

    def point_at(self, field: str) -> None:
        """Choose the finding of a field, if it has one."""
        for at, one in enumerate(self.found):
            if one.field == field:
                self.list.setCurrentRow(at)
                return

    def _item(self, finding: Finding) -> QListWidgetItem:
        level = level_of(finding)
        item = QListWidgetItem(f"{SIGNS[level]} {sentence_of(finding)}")
        item.setToolTip(f"{LEVEL_TITLES[level]}　规则 {finding.rule}")
        named = shades(self.palette())
        item.setForeground(
            named.get(level, named["muted"]) if level != "explained" else QColor(named["muted"])
        )
        return item

    def _fit(self) -> None:
        """As high as its lines, up to a third of the panel."""
        width = max(self.list.viewport().width() - 8, 200)
        metrics = self.list.fontMetrics()
        height = 6
        for at in range(self.list.count()):
            item = self.list.item(at)
            flags = int(Qt.TextFlag.TextWordWrap)
            wrapped = metrics.boundingRect(0, 0, width - 12, 400, flags, item.text()).height() + 10
            item.setSizeHint(QSize(width, wrapped))
            height += wrapped
        self.list.setFixedHeight(min(height, MOST_HEIGHT))

    def resizeEvent(self, event: object) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _choose(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current.field)

    def _show_explanation(self) -> None:
        finding = self.current
        soft = finding is not None and finding.severity == "soft"
        self.explanation.setVisible(soft)
        if finding is not None and soft and not self.explanation.hasFocus():
            self.explanation.setText(finding.explanation)

    def _explain(self) -> None:
        if self.current is not None:
            self.explained.emit(self.current, self.explanation.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the list leads to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self._choose()
            return
        super().keyPressEvent(event)
