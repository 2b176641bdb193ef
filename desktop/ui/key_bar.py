"""核对签名: compare the fingerprint on the stamped paper with that of the file, and pin the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.ui.parts import button, label
from desktop.workflow.signing import confirm_key, seen_key, sender_title
from exports.signature import fingerprint_of
from forms.errors import ForPeople

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.workflow.receiving import Receipt
    from desktop.workflow.signing import KeyState

KEY_TONES: dict[KeyState, str] = {
    "confirmed": "good", "unconfirmed": "soft", "unsigned": "muted",
}  # fmt: skip


class KeyBar(QWidget):
    """Shown for a file whose signature nobody has compared yet; ``confirmed()`` when it is."""

    confirmed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sender = ""
        self.said = label(wrap=True)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("盖章件上的签名指纹")
        self.typed.setAccessibleName("盖章件上的签名指纹")
        self.typed.setFixedWidth(230)
        self.typed.returnPressed.connect(self.confirm)
        self.confirm_button = button("核对并登记(&N)", self.confirm)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.said, 1)
        inside.addWidget(self.typed)
        inside.addWidget(self.confirm_button)
        self.hide()

    def show_receipt(self, receipt: Receipt | None) -> None:
        """Offer to pin the key of this file, if it has one that is not pinned."""
        wanted = (
            receipt is not None and receipt.outcome == "received" and receipt.key == "unconfirmed"
        )
        self.ask(receipt.district if receipt is not None and wanted else "", "报送表")

    def ask(self, sender: str, files: str) -> None:
        """Ask for the fingerprint of a sender's newest file; an empty sender asks nothing."""
        self._sender = sender
        self.typed.clear()
        if sender:
            session = self._desk.session
            fingerprint = fingerprint_of(seen_key(session, sender))
            self.said.setText(
                f"{sender_title(session, sender)}的签名还没有核对，文件上的指纹是 {fingerprint}。"
                f"请把盖章件上的指纹输入右边，一致后登记；以后只接收这个签名的{files}。"
            )
        self.setVisible(bool(sender))

    def confirm(self) -> None:
        """Pin the key when the typed fingerprint is the file's."""
        if not self._sender:
            return
        session, sender = self._desk.session, self._sender
        try:
            done = confirm_key(session, sender, self.typed.text())
        except ForPeople as problem:
            self._desk.say(str(problem), "warning")
            return
        self.ask("", "")
        self._desk.say(f"已登记{sender_title(session, sender)}的签名指纹 {done}。", "done")
        self.confirmed.emit()
