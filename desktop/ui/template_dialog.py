"""填报模板: which forms, blank or with known rows, for everybody, one firm or one carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.parts import button, column, label, row
from desktop.workflow.firms import firms_to_offer
from desktop.workflow.known_rows import CARRIERS, Subject, forms_about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.desk import Desk
    from desktop.ui.jobs import Cancelled, Progress
    from desktop.workflow.templates import MadeTemplate, Prefill
    from forms.periods import Period

BLANK, ALL, FIRM, CARRIER = range(4)
MODES = ("空白，不带记录", "带上本期已有的全部记录", "只带一家企业的记录", "只带一个载体的记录")
ROLE = Qt.ItemDataRole.UserRole
MOST_ROWS = 5000

Offer = tuple[str, str]
"""What a drop-down shows, and the code or id behind it."""


class TemplateDialog(QDialog):
    """Chooses what the template holds; ``accept`` asks for a file and writes it."""

    def __init__(
        self,
        desk: Desk,
        form: str,
        firms: Sequence[Offer],
        carriers: Sequence[Offer],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle("填报模板")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(640, 460)
        self.forms = QListWidget()
        self.forms.setAccessibleName("模板中的报表")
        self.modes = QButtonGroup(self)
        self.firm, self.carrier = _drop_down("企业", firms), _drop_down("载体", carriers)
        self.rows = _empty_rows()
        self.make_button = button("生成…", self.accept, kind="primary")
        for one in desk.session.forms.entered_forms:
            item = QListWidgetItem(f"{one.spec.code} {one.spec.title}", self.forms)
            item.setData(ROLE, one.spec.code)
        self._check([form])
        self._lay_out(bool(firms), bool(carriers))
        self.modes.idToggled.connect(lambda at, on: self._mode_chosen(at) if on else None)
        self.forms.itemChanged.connect(lambda _item: self._show_abilities())
        self._mode_chosen(BLANK)

    @property
    def codes(self) -> list[str]:
        """The forms that are ticked."""
        items = (self.forms.item(at) for at in range(self.forms.count()))
        return [item.data(ROLE) for item in items if item.checkState() == Qt.CheckState.Checked]

    @property
    def prefill(self) -> Prefill | None:
        """Which known rows are wanted; None for none."""
        from desktop.workflow.templates import Prefill

        mode = self.modes.checkedId()
        if mode == BLANK:
            return None
        return Prefill(
            firm=self.firm.currentData() if mode == FIRM else "",
            carrier=self.carrier.currentData() if mode == CARRIER else "",
        )

    def _lay_out(self, some_firms: bool, some_carriers: bool) -> None:
        usable = (True, True, some_firms, some_carriers)
        radios = [QRadioButton(title) for title in MODES]
        for at, radio in enumerate(radios):
            radio.setEnabled(usable[at])
            self.modes.addButton(radio, at)
        radios[BLANK].setChecked(True)
        ticks = row(
            button("全选", lambda: self._check(self._every())),
            button("全不选", lambda: self._check(())),
            None,
        )
        left = column(label("模板中的报表"), self.forms, ticks)
        right = column(
            label("已有记录"), radios[BLANK], radios[ALL], radios[FIRM], self.firm,
            radios[CARRIER], self.carrier,
            label("每张表的空行"), self.rows, None,
            label("收回后用“导入…”取回，先看预览再写入账本。", kind="muted", wrap=True),
        )  # fmt: skip
        sides = row(left, right, spacing=16)
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        box = QVBoxLayout(self)
        box.addLayout(sides, 1)
        box.addLayout(row(None, button("取消", self.reject), self.make_button))

    def _every(self) -> list[str]:
        return [one.spec.code for one in self.desk.session.forms.entered_forms]

    def _check(self, codes: Sequence[str]) -> None:
        for at in range(self.forms.count()):
            item = self.forms.item(at)
            on = item.data(ROLE) in codes
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _mode_chosen(self, mode: int) -> None:
        self.firm.setEnabled(mode == FIRM)
        self.carrier.setEnabled(mode == CARRIER)
        forms = self.desk.session.forms
        if mode == FIRM:
            self._check(forms_about(forms, Subject("", codes=frozenset({""}))))
        elif mode == CARRIER:
            self._check(forms_about(forms, Subject("", records=frozenset({(CARRIERS, "")}))))
        self._show_abilities()

    def _show_abilities(self) -> None:
        self.make_button.setEnabled(bool(self.codes))

    def _name(self) -> str:
        period = self.desk.period
        whose = {FIRM: self.firm, CARRIER: self.carrier}.get(self.modes.checkedId())
        parts = ["填报模板", period.code if period else "", whose.currentText() if whose else ""]
        from exports.names import safe_file_name

        return safe_file_name("_".join(part for part in parts if part) + ".xlsx")

    def accept(self) -> None:
        """Ask where to, and write it off the window's thread."""
        desk, period, codes, prefill = self.desk, self.desk.period, self.codes, self.prefill
        rows = self.rows.value()
        assert period is not None, "a template is made for a period"
        folder = desk.session.info.path.parent
        target = desk.dialogs.ask_save_file("生成填报模板", folder / self._name())
        if target is None:
            return

        def work(progress: Progress, _cancelled: Cancelled) -> MadeTemplate:
            from desktop.workflow.templates import make_ledger_template

            progress(0, 0, "正在生成填报模板")
            return make_ledger_template(
                target, desk.session, period, codes, prefill, input_rows=rows, overwrite=True
            )

        desk.jobs.run(f"生成 {target.name}", work, lambda made: _made(desk, made))
        super().accept()


def start_template(desk: Desk, form: str, parent: QWidget) -> None:
    """Look up whom a template may be for, off the window's thread, then ask."""
    period = desk.period
    if period is None:
        desk.say("还没有报告期，请先建立报告期。", "warning")
        return

    def work(progress: Progress, _cancelled: Cancelled) -> tuple[list[Offer], list[Offer]]:
        progress(0, 0, "正在查找企业和载体")
        return _offers(desk, period)

    def show(offers: tuple[list[Offer], list[Offer]]) -> None:
        TemplateDialog(desk, form, *offers, parent).open()

    desk.jobs.run("填报模板", work, show)


def _offers(desk: Desk, period: Period) -> tuple[list[Offer], list[Offer]]:
    session = desk.session
    firms = [(firm.line, firm.uscc) for firm in firms_to_offer(session, period)]
    carriers = [
        (f"{record_id} {one.title}", record_id)
        for record_id, one in session.ledger.rows(CARRIERS, session.district, period.code).items()
    ]
    return firms, carriers


def _drop_down(name: str, offers: Sequence[Offer]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(16)
    for text, value in offers:
        made.addItem(text, value)
    return made


def _empty_rows() -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName("每张表的空行")
    made.setRange(0, MOST_ROWS)
    made.setSpecialValueText("打印一页")
    made.setSuffix(" 行")
    return made


def _made(desk: Desk, made: MadeTemplate) -> None:
    rows = sum(made.rows.values())
    known = f"，带有已有记录 {rows:,} 行" if rows else ""
    desk.say(f"已生成填报模板{known}：{made.file}", "done")
