"""核对签名: compare the fingerprint on the stamped paper with that of the file, and pin the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.ui.parts import button, label
from desktop.workflow.signing import confirm_key
from forms.errors import ForPeople

if TYPE_CHECKING:
    from desktop.ui.desk import Desk
    from desktop.workflow.receiving import Receipt


class KeyBar(QWidget):
    """Shown for a received file whose signature nobody has compared yet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._receipt: Receipt | None = None
        self.said = label(wrap=True)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("盖章件上的签名指纹")
        self.typed.setAccessibleName("盖章件上的签名指纹")
        self.typed.setFixedWidth(230)
        self.typed.returnPressed.connect(self.confirm)
        self.confirm_button = button("核对并登记(&K)", self.confirm)
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
        self._receipt = receipt if wanted else None
        self.typed.clear()
        if receipt is not None and wanted:
            name = self._desk.session.catalogue.codelist("district").title_of(receipt.district)
            self.said.setText(
                f"{name}的签名还没有核对。请把盖章件上的指纹输入右边，一致后登记；"
                "以后该区只接收这个签名的报送表。"
            )
        self.setVisible(wanted)

    def confirm(self) -> None:
        """Pin the key when the typed fingerprint is the file's."""
        if self._receipt is None:
            return
        session = self._desk.session
        try:
            done = confirm_key(session, self._receipt.district, self.typed.text())
        except ForPeople as problem:
            self._desk.say(str(problem), "warning")
            return
        name = session.catalogue.codelist("district").title_of(self._receipt.district)
        self._desk.say(f"已登记{name}的签名指纹 {done}。", "done")
        self._receipt = None
        self.hide()
