"""签名: this ledger's fingerprint, and whose keys were compared with the stamped paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.key_bar import KEY_TONES, KeyBar
from desktop.ui.parts import button, card, column, label, row
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.signing import (
    KEY_TITLES,
    allow_unsigned,
    confirm_key,
    known_keys,
    own_fingerprint,
    unsigned_allowed,
)
from forms.errors import ForPeople

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.workflow.signing import KnownKey

MOST_ROWS = 5
"""So many senders are in sight; the list scrolls."""


class KeysCard(QWidget):
    """Fingerprints to compare and to tell, and the way back when the other side has a new ledger."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.own = label()
        self.own.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        columns: list[Column[KnownKey]] = [
            Column("对方", lambda one: one.title, 14),
            Column(
                "状态", lambda one: KEY_TITLES[one.state], 14, tone=lambda one: KEY_TONES[one.state]
            ),
            Column("签名指纹", lambda one: one.fingerprint or "—", 0),
        ]
        self.model: FactsModel[KnownKey] = FactsModel(columns, desk.look.color)
        self.table = FactsTable(self.model, "对方的签名")
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_button())
        self.give_up = button(
            "撤销登记…(&X)", self._give_up, tip="对方换了账本时用：下一份文件重新核对签名指纹"
        )
        self.bar = KeyBar(desk)
        self.bar.confirmed.connect(self.refresh)
        self.unsigned = QCheckBox("允许没有签名的文件（对方的签名登记以后一律不允许）(&G)")
        self.unsigned.setEnabled(not desk.session.info.read_only)
        self.unsigned.clicked.connect(self._allow)
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        """Show the keys as they stand."""
        session, at = self._desk.session, self.table.current_row()
        self.own.setText(f"本账本的签名指纹：{own_fingerprint(session) or '—'}")
        self.unsigned.setChecked(unsigned_allowed(session))
        self.model.show(known_keys(session))
        self.table.setCurrentIndex(self.model.index(max(at, 0), 0))
        self.table.setFixedHeight(self.table.heights(min(MOST_ROWS, len(self.model.rows))))
        self._show_button()

    def _show_button(self) -> None:
        one = self._chosen()
        writable = not self._desk.session.info.read_only
        self.give_up.setEnabled(one is not None and one.is_pinned and writable)
        waits = one is not None and one.state == "unconfirmed" and writable
        self.bar.ask(one.sender if one is not None and waits else "", "文件")

    def _chosen(self) -> KnownKey | None:
        at = self.table.current_row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    def _give_up(self) -> None:
        one, desk = self._chosen(), self._desk
        if one is None or not desk.dialogs.confirm(
            "撤销登记的签名",
            f"只在{one.title}确实换了账本时撤销；请先电话核实。撤销以后，下一份文件重新核对签名指纹。",
            "撤销登记",
        ):
            return
        try:
            done = confirm_key(desk.session, one.sender, "", renew=True)
        except ForPeople as problem:
            desk.say(str(problem), "error")
            return
        self.refresh()
        desk.say(f"已撤销登记{one.title}的签名指纹 {done}。", "done")

    def _allow(self, allowed: bool) -> None:
        allow_unsigned(self._desk.session, allowed)
        self._desk.say(
            "允许接收没有签名的文件。" if allowed else "不再接收没有签名的文件。", "done"
        )

    def _lay_out(self) -> None:
        frame, inside = card()
        inside.addWidget(label("签名", "heading"))
        inside.addWidget(self.own)
        hint = "请写入盖章的通知或封面，供对方首次收到文件时核对；登记以后只接收这个签名。"
        inside.addWidget(label(hint, "muted", wrap=True))
        inside.addWidget(self.table)
        inside.addWidget(self.bar)
        inside.addLayout(row(self.give_up, self.unsigned, None))
        outer = column(frame)
        outer.setContentsMargins(0, 0, 0, 0)
        self.setLayout(outer)
