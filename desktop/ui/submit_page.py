"""上报: what still stands in the way, the cover, and the submission workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.cover_card import CoverCard
from desktop.ui.grid.marks import problem_of, sentence_of
from desktop.ui.page import Page
from desktop.ui.parts import button, card, column, label, page_layout, row, scrolled, set_tone
from desktop.ui.places import SUBMIT, cell_place
from desktop.ui.printing_actions import PaperActions
from desktop.ui.sent_table import sent_table
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.answering import UNANSWERED, default_reason, standing_return
from desktop.workflow.statuses import STATE_TITLES
from desktop.workflow.submitting import COVER, Gate, gate, submit

if TYPE_CHECKING:
    from desktop.ledger import SubmissionRecord
    from desktop.ui.desk import Desk
    from desktop.workflow.submitting import Submitted
    from forms.findings import Finding

TILES = {
    "stops": "强制性错误",
    "to_explain": "待说明",
    "unconfirmed": "待确认",
    "unanswered": "退回意见",
}
ADVICE = {
    "stops": "必须改正才能上报。选中一行按回车，直达出错的格子。",
    "to_explain": "确属实情的，在“说明”一栏写明具体情况；也可按回车直达格子修改。",
    "unanswered": "市级的退回意见要逐条答复。选中一行按回车，到“往来”页答复。",
    "unconfirmed": "由上期结转的行，核对后修改，或在填报页点“本期无变化”。",
}
EXPLAIN_COLUMN = 3


class SubmitPage(Page):
    """The gate and what follows it."""

    at = SUBMIT

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.gate: Gate | None = None
        self.made: Submitted | None = None
        self.headline = label(kind="title")
        self.tiles = {name: self._tile(name) for name in TILES}
        self.advice = label(kind="muted", wrap=True)
        self.model: FactsModel[Finding] = FactsModel(self._columns("stops"), desk.look.color)
        self.table = FactsTable(self.model, "不能上报的原因")
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.detail = label(wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.clear = label("没有需要处理的事项。", "heading", "good")
        self.clear.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.cover = CoverCard(desk)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("重报原因")
        self.reason_caption = label("重报原因(&R)：")
        self.reason_caption.setBuddy(self.reason)
        self.export = button("导出报送表…(&X)", self.export_submission, "primary")
        self.export_hint = label(kind="muted", wrap=True)
        self.paper = PaperActions(desk, self)
        self.paper_hint = label(kind="muted", wrap=True)
        self.result = self._result_card()
        self.sent, self.sent_view = sent_table(desk, with_period=False)
        self._lay_out()
        desk.findings_changed.connect(self._refresh_if_shown)

    def enter(self) -> None:
        """Judge the period anew."""
        self._judge()
        self._show_tile(self._first_tile())

    def reveal(self, form: str, record_id: str, field: str) -> None:
        """The cover is edited here."""
        del record_id
        if form == COVER:
            self.cover.reveal(field)

    def export_submission(self) -> None:
        """Ask where to, then write, read back and record the submission off the GUI thread."""
        desk = self.desk
        folder = desk.dialogs.ask_folder("报送表保存到哪个文件夹", desk.session.info.path.parent)
        if folder is None or desk.period is None:
            return
        session, period, reason = desk.session, desk.period, self.reason.text()
        desk.jobs.run(
            "导出报送表",
            lambda _progress, _cancelled: submit(session, period, folder, reason),
            self._exported,
        )

    def _exported(self, made: Submitted) -> None:
        self.made = made
        self.reason.clear()
        self.desk.refresh()
        self.desk.say(f"已导出第 {made.header.revision} 次报送：{made.file.name}", "done")

    def _refresh_if_shown(self) -> None:
        if self.isVisible():
            self._judge()
            self._show_tile(self._tile_shown())

    def dress(self) -> None:
        """Another text size needs another width."""
        self._fit()

    def _fit(self) -> None:
        self._side.setMinimumWidth(round(self.desk.look.points() * 31))

    # --- what stands in the way -------------------------------------------------------------

    def _judge(self) -> None:
        desk = self.desk
        has_period = desk.period is not None
        self.setEnabled(has_period)
        if desk.period is None:
            self.headline.setText("还没有报告期，请先在概览页建立")
            return
        self.gate = gate(desk.session, desk.period)
        for name, tile in self.tiles.items():
            count = len(self._listed(name))
            tile.setText(f"{TILES[name]}　{count}")
            tile.setAccessibleName(f"{TILES[name]} {count} 条")
        self.cover.refresh()
        self._show_export(self.gate.is_open)
        self._show_sent()

    def _listed(self, name: str) -> list[Finding]:
        return list(getattr(self.gate, name)) if self.gate is not None else []

    def _show_export(self, is_open: bool) -> None:
        info, sent = self.desk.period_info, self._sent()
        locked = info is not None and info.locked
        again = bool(sent)
        left = sum(len(self._listed(name)) for name in TILES)
        done = f"本期{STATE_TITLES[info.state]}" if info is not None and locked else ""
        self.headline.setText(
            done or ("可以上报" if is_open else f"还不能上报，有 {left} 项待处理")
        )
        set_tone(self.headline, "good" if locked or is_open else "hard")
        self.export.setEnabled(is_open and not locked)
        for part in (self.reason, self.reason_caption):
            part.setVisible(again and not locked)
        self.reason.setPlaceholderText(self._usual_reason() or "本期已报过，请写明为什么重报")
        if locked:
            self.clear.setText(f"{done}，没有需要处理的事项。")
            words = "如需更正，请在填报页直接修改并写明原因，修改后可以再次导出。"
        elif is_open:
            self.clear.setText("没有需要处理的事项，请点右边的“导出报送表”。")
            words = "导出后写入的文件会读回核对。导出后打印、盖章，连同文件报送市级。"
        else:
            words = "左边各项处理完后，这里就可以导出。"
        self.export_hint.setText(words)
        self.paper_hint.setText(self.paper.hint)

    def _usual_reason(self) -> str:
        """The reason that is taken when none is typed: a return asks for the revision."""
        desk = self.desk
        return default_reason(standing_return(desk.session, desk.period)) if desk.period else ""

    def _first_tile(self) -> str:
        return next((name for name in TILES if self._listed(name)), "stops")

    def _tile_shown(self) -> str:
        return next((name for name, tile in self.tiles.items() if tile.isChecked()), "stops")

    def _show_tile(self, name: str) -> None:
        self.tiles[name].setChecked(True)
        listed, at = self._listed(name), max(self.table.current_row(), 0)
        self.model.show_columns(self._columns(name), listed)
        nothing_left = self.gate is not None and self.gate.is_open
        self.table.setVisible(not nothing_left)
        self.clear.setVisible(nothing_left)
        self.detail.setVisible(not nothing_left)
        self.advice.setText(
            ADVICE[name] if listed else "这一项没有需要处理的。" if not nothing_left else ""
        )
        if listed:
            start = EXPLAIN_COLUMN if name == "to_explain" else 0
            self.table.setCurrentIndex(self.model.index(min(at, len(listed) - 1), start))
        self._show_detail()

    def _show_detail(self) -> None:
        at = self.table.current_row()
        one = self.model.rows[at] if 0 <= at < len(self.model.rows) else None
        self.detail.setText(f"{one.label or one.record_id}\n{sentence_of(one)}" if one else "")

    def _open(self, number: int) -> None:
        one = self.model.rows[number]
        if one.rule == UNANSWERED:
            self.desk.goto.emit("exchange", one.form, one.record_id, one.field)
        elif one.form == COVER:
            self.cover.reveal(one.field)
        else:
            self.desk.goto.emit(cell_place(one.form), one.form, one.record_id, one.field)

    def _columns(self, name: str) -> list[Column[Finding]]:
        forms = self.desk.session.forms
        columns: list[Column[Finding]] = [
            Column("表", lambda one: forms[one.form].spec.title if one.form in forms else "", 16),
            Column("记录", lambda one: one.label or one.record_id, 30),
            Column("问题", problem_of, 0),
        ]
        if name == "to_explain":
            columns.append(
                Column(
                    "说明（按 F2 或回车填写）", lambda one: one.explanation, 36, write=self._explain
                )
            )
        return columns

    def _explain(self, finding: Finding, text: str) -> bool:
        return self.desk.explain(finding, text) if text.strip() else False

    # --- what was sent ----------------------------------------------------------------------

    def _sent(self) -> list[SubmissionRecord]:
        desk = self.desk
        if desk.period is None:
            return []
        return list(desk.session.ledger.submissions(desk.session.district, desk.period.code))

    def _show_sent(self) -> None:
        desk = self.desk
        assert desk.period is not None
        self.sent.show(self._sent()[::-1])
        fresh = self.made is not None and self.made.header.period == desk.period.code
        self.result.setVisible(fresh)
        if fresh and self.made is not None:
            self._show_made(self.made)

    def _show_made(self, made: Submitted) -> None:
        forms = self.desk.session.forms
        lines = (
            made.file.name,
            f"第 {made.header.revision} 次报送，校验码 {made.digest.short}",
            f"签名指纹 {made.fingerprint}（首次报送请在盖章件上注明，供市级核对）",
            "，".join(f"{forms[form].spec.title} {count} 行" for form, count in made.rows.items()),
        )
        self.result_text.setText("\n".join(lines))
        self.result_text.setToolTip(str(made.file))

    def _open_folder(self) -> None:
        if self.made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.made.file).parent)))

    # --- layout -----------------------------------------------------------------------------

    def _tile(self, name: str) -> QPushButton:
        made = button(TILES[name], lambda: self._show_tile(name), "tile")
        made.setCheckable(True)
        return made

    def _result_card(self) -> QWidget:
        frame, inside = card(tone="next", margin=12, spacing=6)
        self.result_text: QLabel = label(wrap=True)
        self.result_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside.addWidget(label("已导出报送表", "heading", "good"))
        inside.addWidget(self.result_text)
        inside.addLayout(row(button("打开所在文件夹(&D)", self._open_folder), None))
        frame.hide()
        return frame

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        for tile in self.tiles.values():
            group.addButton(tile)
        left = column(
            row(*self.tiles.values(), None), self.advice, self.table, self.detail, self.clear
        )
        self.clear.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        left.setStretchFactor(self.table, 1)
        export: QVBoxLayout
        frame, export = card(margin=14)
        export.addWidget(label("导出和打印", "heading"))
        export.addWidget(self.reason_caption)
        export.addWidget(self.reason)
        export.addLayout(row(self.export, None))
        export.addWidget(self.export_hint)
        export.addLayout(row(self.paper.print_button, self.paper.save_button, None))
        export.addWidget(self.paper_hint)
        side = scrolled(column(self.cover, frame, self.result, None))
        self._side = side
        self._fit()
        middle = row(left, side, spacing=14)
        middle.setStretch(0, 5)
        middle.setStretch(1, 2)
        outer = page_layout(self)
        outer.addWidget(self.headline)
        outer.addLayout(middle, 1)
        outer.addWidget(label("本期报送记录", "heading"))
        outer.addWidget(self.sent_view)
        self.sent_view.setFixedHeight(112)
