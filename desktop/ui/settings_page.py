"""设置: the look, facts about the ledger, backup and verification."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFormLayout, QPushButton, QWidget

from desktop.ui.dialogs import LEDGERS
from desktop.ui.drives import backup_folder
from desktop.ui.keys_card import KeysCard
from desktop.ui.page import Page
from desktop.ui.parts import button, card, column, label, page_layout, row, scrolled
from desktop.ui.places import SETTINGS
from desktop.ui.preferences import TEXT_SIZES, THEMES
from desktop.workflow.capabilities import ROLE_TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.ledger import BackupInfo, VerifyReport
    from desktop.ui.desk import Desk


class SettingsPage(Page):
    """Look and ledger.

    ``open_other(Path)`` and ``make_new()`` ask the program for another ledger, ``bring_back(Path)``
    for this one as a backup has it.
    """

    at = SETTINGS

    open_other = Signal(Path)
    make_new = Signal()
    bring_back = Signal(Path)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.sizes = self._choices(
            TEXT_SIZES, desk.look.text_size, lambda one: desk.look.choose(desk.look.theme, one)
        )
        self.themes = self._choices(
            THEMES, desk.look.theme, lambda one: desk.look.choose(one, desk.look.text_size)
        )
        self.result = label(wrap=True)
        self.result.hide()
        self.keys = KeysCard(desk)
        parts = (self._look_card(), self._ledger_card(), self.keys)
        outer = page_layout(self)
        outer.addWidget(scrolled(column(label("设置", "title"), *parts, None)))

    def enter(self) -> None:
        """Keys may have been confirmed since."""
        self.keys.refresh()

    def backup(self) -> None:
        """备份: a verified copy in a place of one's choice."""
        info = self.desk.session.info
        stamp = self.desk.session.clock().strftime("%Y%m%d-%H%M")
        suggested = backup_folder(info.path) / f"{info.path.stem}-备份-{stamp}{info.path.suffix}"
        target = self.desk.dialogs.ask_save_file("备份账本到", suggested, LEDGERS)
        if target is not None:
            self.desk.jobs.run(
                "备份账本", lambda _p, _c: self.desk.session.ledger.backup(target), self._backed_up
            )

    def restore(self) -> None:
        """恢复: a backup in place of this ledger, after a question; this one is kept beside."""
        info, dialogs = self.desk.session.info, self.desk.dialogs
        source = dialogs.ask_open_file("选择要恢复的备份", info.path.parent, LEDGERS)
        if source is None:
            return
        if dialogs.confirm(
            "从备份恢复",
            f"将用“{source.name}”代替当前账本“{info.path.name}”。备份之后的修改不在其中；"
            "当前账本会先另存到旁边的“备份”文件夹。",
            "恢复",
        ):
            self.bring_back.emit(source)

    def verify(self) -> None:
        """校验: structure, references and history of the ledger file."""
        self.desk.jobs.run(
            "校验账本", lambda _p, _c: self.desk.session.ledger.verify(), self._verified
        )

    def _backed_up(self, made: BackupInfo) -> None:
        rows = sum(made.counts.values())
        self._tell(f"已备份到：{made.path}（{rows:,} 行，备份已校验完好）", "good")

    def _verified(self, report: VerifyReport) -> None:
        if report.ok:
            self._tell(f"账本完好，共 {sum(report.counts.values()):,} 行数据。", "good")
        else:
            self._tell(
                "账本有问题，请立即备份并联系维护人员：\n" + "\n".join(report.problems[:8]), "hard"
            )

    def _tell(self, text: str, tone: str) -> None:
        self.result.setText(text)
        self.result.setProperty("tone", tone)
        self.result.style().polish(self.result)
        self.result.show()
        self.desk.say(text.split("\n")[0], "done" if tone == "good" else "error")

    def _ask_other(self) -> None:
        path = self.desk.dialogs.ask_open_file(
            "打开账本", self.desk.session.info.path.parent, LEDGERS
        )
        if path is not None:
            self.open_other.emit(path)

    def _look_card(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label("显示", "heading"))
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(10)
        form.addRow("文字大小：", row(*self.sizes, None, spacing=6))
        form.addRow("颜色：", row(*self.themes, None, spacing=6))
        inside.addLayout(form)
        return frame

    def _ledger_card(self) -> QWidget:
        info = self.desk.session.info
        names = self.desk.session.catalogue
        frame, inside = card()
        inside.addWidget(label("账本", "heading"))
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        facts = [
            ("用途：", ROLE_TITLES.get(info.role, info.role)),
            (
                "地区：",
                names.codelist("district").title_of(info.district) if info.district else "上海市",
            ),
            ("填报单位：", info.unit),
            ("账本文件：", str(info.path)),
            ("账本编号：", info.ledger_id),
            ("建立时间：", info.created_at.replace("T", " ")[:16]),
            ("代码表：", f"{names.title}（{names.version} 版）"),
        ]
        for name, fact in facts:
            value = label(fact, wrap=True)
            value.setTextInteractionFlags(
                value.textInteractionFlags() | value.textInteractionFlags().TextSelectableByMouse
            )
            form.addRow(name, value)
        inside.addLayout(form)
        inside.addLayout(
            row(
                button("备份账本…(&B)", self.backup, tip="另存一份完整、校验过的副本"),
                button("从备份恢复…(&R)", self.restore, tip="用备份代替当前账本，当前的先另存"),
                button("校验账本(&V)", self.verify, tip="检查账本文件是否完好"),
                button("打开其他账本…(&O)", self._ask_other),
                button("新建账本…(&W)", self.make_new.emit),
                None,
            )
        )
        inside.addWidget(self.result)
        inside.addWidget(
            label(
                "每次修改都会立即保存；把账本文件复制到 U 盘即是一份完整备份。", "muted", wrap=True
            )
        )
        return frame

    def _choices(
        self, titles: Mapping[str, str], chosen: str, choose: Callable[[str], None]
    ) -> list[QPushButton]:
        group = QButtonGroup(self)
        made = []
        for name, title in titles.items():
            one = button(title, partial(choose, name))
            one.setCheckable(True)
            one.setChecked(name == chosen)
            group.addButton(one)
            made.append(one)
        return made
