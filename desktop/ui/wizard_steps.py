"""The steps of the first start: each shows what is known and reads back what was answered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSortFilterProxyModel, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)

from desktop.ui.parts import button, column, label, row
from desktop.workflow.calendar import last_finished_quarter
from desktop.workflow.capabilities import ROLE_TITLES
from desktop.workflow.starting import FOLDER, SIGNATURES, Beginning
from forms.catalogue import load_catalogue
from forms.f00_cover import Cover
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

ROLE_WORDS = {
    "district": "登记本区的项目和进展，审核后导出报送表，报送市级。",
    "city": "接收各区的报送表，审阅验收，汇总全市情况，催报。",
}


class Step(QWidget):
    """One question of the first start."""

    def show_beginning(self, beginning: Beginning) -> None:
        """Show what is known so far."""

    def read(self, beginning: Beginning) -> Beginning:
        """What is known after this step."""
        return beginning

    def focus_first(self) -> None:
        """Put the keyboard where typing should begin."""

    def focus_problem(self, _beginning: Beginning) -> None:
        """Put the keyboard where something is wrong."""
        self.focus_first()


class RoleStep(Step):
    """Who works with this ledger, or an existing one."""

    def __init__(self, choose: Callable[[str], None], open_other: Callable[[], None]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.choices: dict[str, QPushButton] = {}
        parts: list[QWidget] = []
        for number, (role, title) in enumerate(ROLE_TITLES.items(), start=1):
            one = button(
                f"{title}(&{number})\n{ROLE_WORDS.get(role, '')}",
                partial(choose, role),
                "choice",
            )
            one.setCheckable(True)
            one.setAccessibleName(title)
            one.setAccessibleDescription(ROLE_WORDS.get(role, ""))
            self._group.addButton(one)
            self.choices[role] = one
            parts.append(one)
        self.other = button("打开已有账本…(&O)", open_other, tip="账本文件的扩展名是 .db")
        self.setLayout(
            column(
                label("您用它做什么？", "title"), label("选好后按回车进入下一步。", "muted"), 6, *parts, 12,
                label("以前用过，或者从别的电脑带来了账本文件：", wrap=True), row(self.other, None), None,
            )
        )  # fmt: skip

    def show_beginning(self, beginning: Beginning) -> None:
        """Mark the role."""
        self.choices[beginning.role].setChecked(True)

    def focus_first(self) -> None:
        """On the chosen role: arrow keys move, Enter goes on."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus()


class DistrictStep(Step):
    """Which of the 16 districts, and the unit's name."""

    def __init__(self) -> None:
        super().__init__()
        self._codes = load_catalogue().codelist("district").active()
        self.search = QLineEdit()
        self.search.setPlaceholderText("输入区名或代码查找，上下键选择")
        self.search.setAccessibleName("查找区")
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self._model = QSortFilterProxyModel(self)
        self._model.setSourceModel(
            QStringListModel([f"{one.title}　{one.code}" for one in self._codes], self)
        )
        self._model.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setAccessibleName("区")
        self.list.setModel(self._model)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.search.textChanged.connect(self._filter)
        self.unit = QLineEdit()
        self.unit.setAccessibleName("填报单位名称")
        self.unit.setPlaceholderText(f"例如：{Cover.item('unit_name').example}")
        caption, below = label("所在的区(&D)："), label("填报单位名称(&U)，与公章一致：")
        caption.setBuddy(self.search)
        below.setBuddy(self.unit)
        self.setLayout(
            column(
                label("您在哪个区、哪个单位？", "title"),
                caption,
                self.search,
                self.list,
                below,
                self.unit,
                spacing=8,
            )
        )

    @property
    def chosen(self) -> str:
        """The code of the chosen district, empty when none is."""
        index = self.list.currentIndex()
        if not index.isValid():
            return ""
        return self._codes[self._model.mapToSource(index).row()].code

    def show_beginning(self, beginning: Beginning) -> None:
        """Mark the district, show the unit."""
        self.unit.setText(beginning.unit)
        if beginning.district:
            self.search.clear()
            known = [one.code for one in self._codes]
            self.list.setCurrentIndex(self._model.index(known.index(beginning.district), 0))

    def read(self, beginning: Beginning) -> Beginning:
        """Take district and unit."""
        return replace(beginning, district=self.chosen, unit=self.unit.text().strip())

    def focus_first(self) -> None:
        """On the search field."""
        self.search.setFocus()

    def focus_problem(self, beginning: Beginning) -> None:
        """On what is missing."""
        (self.unit if beginning.district else self.search).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the search field move in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self._model.rowCount():
                there = (self.list.currentIndex().row() + step) % self._model.rowCount()
                self.list.setCurrentIndex(self._model.index(there, 0))
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        self._model.setFilterFixedString(text.strip())
        if text.strip() and self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(0, 0))


class SignatureStep(Step):
    """Who signs: the names that stand on every cover."""

    def __init__(self) -> None:
        super().__init__()
        self.edits: dict[str, QLineEdit] = {}
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(16)
        for number, name in enumerate(SIGNATURES, start=1):
            entry = Cover.item(name)
            edit = QLineEdit()
            edit.setAccessibleName(entry.title)
            edit.setAccessibleDescription(entry.explanation)
            edit.setPlaceholderText(f"例如：{entry.example}")
            edit.setToolTip(entry.explanation)
            caption = label(f"{entry.title}(&{number})：")
            caption.setBuddy(edit)
            form.addRow(caption, edit)
            self.edits[name] = edit
        words = "这些内容会写在每一期报表的封面上。现在不清楚可以留空，上报前补上即可。"
        self.setLayout(
            column(
                label("报表上由谁签字？", "title"), label(words, "muted", wrap=True), 6, form, None
            )
        )

    def show_beginning(self, beginning: Beginning) -> None:
        """Show the names."""
        for name, edit in self.edits.items():
            edit.setText(beginning.signatures.get(name, ""))

    def read(self, beginning: Beginning) -> Beginning:
        """Take the names."""
        for name, edit in self.edits.items():
            beginning = beginning.with_signature(name, edit.text())
        return beginning

    def focus_first(self) -> None:
        """On the first name."""
        next(iter(self.edits.values())).setFocus()


class PlaceStep(Step):
    """Where the ledger stands, and the first period."""

    def __init__(
        self, documents: Path, today: date, ask_folder: Callable[[Path], Path | None]
    ) -> None:
        super().__init__()
        self._folder = documents / FOLDER
        self._ask_folder = ask_folder
        self._beginning = Beginning()
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName("保存账本的文件夹")
        self.change = button("更改…(&C)", self._change)
        self.file = label()
        self.period = QComboBox()
        self.period.setAccessibleName("第一个报告期")
        one = last_finished_quarter(today).next()
        for _ in range(5):
            self.period.addItem(f"{one.title}（{one.kind_title}）", one)
            one = one.previous()
        self.period.setCurrentIndex(1)
        self.period_caption = label("第一个报告期(&P)：")
        self.period_caption.setBuddy(self.period)
        self.period_hint = label(
            "已按今天的日期选好上一个结束的季度，一般不用改。", "muted", wrap=True
        )
        folder_caption = label("保存在这个文件夹：")
        self.setLayout(
            column(
                label("账本保存在哪里？", "title"),
                label("账本是一个文件，所有数据都在里面，随时可以复制备份。", "muted", wrap=True), 6,
                folder_caption, row(self.folder, self.change), self.file, 12,
                self.period_caption, row(self.period, None), self.period_hint, None, spacing=8,
            )
        )  # fmt: skip

    def show_beginning(self, beginning: Beginning) -> None:
        """Show folder and file."""
        self._beginning = replace(beginning, folder=self._folder)
        self.folder.setText(str(self._folder))
        self.folder.setCursorPosition(0)
        self.file.setText(f"文件名：{self._beginning.path.name}")
        for part in (self.period_caption, self.period, self.period_hint):
            part.setVisible(beginning.reports)

    def read(self, beginning: Beginning) -> Beginning:
        """Take folder and period."""
        chosen = self.period.currentData()
        return replace(
            beginning, folder=self._folder, period=chosen if isinstance(chosen, Period) else None
        )

    def focus_first(self) -> None:
        """On the period: the folder is good as it is."""
        (self.period if self._beginning.reports else self.change).setFocus()

    def focus_problem(self, _beginning: Beginning) -> None:
        """The folder is what may be wrong."""
        self.change.setFocus()

    def _change(self) -> None:
        chosen = self._ask_folder(self._folder if self._folder.exists() else self._folder.parent)
        if chosen is not None:
            self._folder = chosen
            self.show_beginning(self._beginning)
