"""收件: drop submissions on the page; each file gets its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.ui.drop_page import DropPage
from desktop.ui.key_bar import KEY_TONES, KeyBar
from desktop.ui.parts import button, card, label, page_layout, row
from desktop.ui.places import INBOX
from desktop.ui.tables import Column, FactsModel, FactsTable
from desktop.workflow.checking import counts
from desktop.workflow.receiving import OUTCOME_TITLES, Cancelled, Receipt, receive
from desktop.workflow.signing import KEY_TITLES
from forms.findings import SEVERITY_TITLES
from forms.periods import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop.ui.desk import Desk
    from exports.reader import AlteredRow
    from forms.errors import ForPeople

OUTCOME_TONES = {"received": "good", "identical": "muted", "stale": "soft", "refused": "hard"}


class InboxPage(DropPage):
    """Taking submissions in, many at a time."""

    at = INBOX

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.receipts: list[Receipt] = []
        self.drop, inside = card(margin=14)
        inside.addWidget(label("把各区的报送表或整个文件夹拖到这里", "heading"))
        inside.addWidget(
            label(
                "逐个核对是否完整、是否被改动；合格的收入账本，不合格的说明原因，互不影响。",
                "muted",
                wrap=True,
            )
        )
        inside.addLayout(
            row(
                button("选择文件…(&F)", self._ask_files, "primary"),
                button("选择文件夹…(&D)", self._ask_folder),
                None,
            )
        )
        self.summary: QLabel = label(kind="heading")
        self.model: FactsModel[Receipt] = FactsModel(self._columns(), desk.look.color)
        self.table = FactsTable(self.model, "收件结果")
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        self.detail = QPlainTextEdit()
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("选中文件的详细情况")
        self.key_bar = KeyBar(desk)
        outer = page_layout(self)
        outer.addWidget(self.drop)
        outer.addWidget(self.summary)
        outer.addWidget(self.table, 3)
        outer.addWidget(label("选中文件的详细情况", "heading"))
        outer.addWidget(self.detail, 1)
        outer.addWidget(self.key_bar)
        self._show_receipts()

    def take_files(self, paths: Sequence[Path]) -> None:
        """Receive files and folders off the GUI thread."""
        if not paths:
            return
        session = self.desk.session
        self.desk.jobs.run(
            "接收报送表",
            lambda progress, cancelled: receive(session, paths, progress, cancelled),
            self._received,
            self._stopped,
        )

    def _ask_files(self) -> None:
        self.take_files(self.desk.dialogs.ask_open_files("选择报送表", self._folder()))

    def _ask_folder(self) -> None:
        folder = self.desk.dialogs.ask_folder("选择存放报送表的文件夹", self._folder())
        self.take_files([folder] if folder is not None else [])

    def _folder(self) -> Path:
        return (
            self.receipts[-1].file.parent if self.receipts else self.desk.session.info.path.parent
        )

    def _received(self, receipts: Sequence[Receipt]) -> None:
        self.receipts = list(receipts)
        self._show_receipts()
        taken = {one.period for one in receipts if one.outcome == "received"}
        refused = sum(one.outcome == "refused" for one in receipts)
        if not receipts:
            self.desk.say("没有找到报送表文件，请选择 .xlsx 文件或存放它们的文件夹。", "warning")
        else:
            kind = "warning" if refused else "done"
            self.desk.say(f"接收完毕：{self.summary.text()}", kind)
        newest = max(map(Period.parse, taken), key=lambda one: one.end, default=None)
        if newest is not None and newest != self.desk.period:
            self.desk.show_period(newest)
        else:
            self.desk.refresh()

    def _stopped(self, problem: ForPeople) -> None:
        if isinstance(problem, Cancelled):
            self._received(problem.receipts)
        self.desk.say(str(problem), "warning")

    def _show_receipts(self) -> None:
        self.model.show(self.receipts)
        tally = {
            outcome: sum(one.outcome == outcome for one in self.receipts)
            for outcome in OUTCOME_TITLES
        }
        parts = [f"{OUTCOME_TITLES[outcome]} {count}" for outcome, count in tally.items() if count]
        self.summary.setText("，".join(parts) + " 份" if parts else "本次还没有接收文件")
        if self.receipts:
            worst = next(
                (at for at, one in enumerate(self.receipts) if one.outcome == "refused"), 0
            )
            self.table.setCurrentIndex(self.model.index(worst, 0))
        self._show_detail()

    def _show_detail(self) -> None:
        at = self.table.current_row()
        one = self.receipts[at] if 0 <= at < len(self.receipts) else None
        self.key_bar.show_receipt(one)
        self.detail.setPlainText(
            "\n".join(self._detail(one)) if one else "选中上面一个文件，这里显示详细情况。"
        )

    def _detail(self, one: Receipt) -> list[str]:
        lines = [f"文件：{one.file}", one.message]
        lines += [f"提醒：{notice}" for notice in one.notices]
        if one.outcome == "received":
            tally = counts(one.findings)
            said = "，".join(
                f"{SEVERITY_TITLES[level]} {tally[level]} 条" for level in SEVERITY_TITLES
            )
            lines.append(f"市级审核：{said}。详细内容见“审阅”页。")
        if one.altered:
            lines.append(f"导出后被改动的地方（{len(one.altered)} 处）：")
            lines += [f"　{self._altered(row)}" for row in one.altered]
        return lines

    def _altered(self, changed: AlteredRow) -> str:
        forms = self.desk.session.forms
        titles = forms[changed.form].items_by_name() if changed.form in forms else {}
        fields = "、".join(
            titles[name].title if name in titles else name for name in changed.fields
        )
        record = f"（{changed.record_id}）" if changed.row_number else ""
        return changed.said + record + (f"：{fields}" if fields else "")

    def _columns(self) -> list[Column[Receipt]]:
        names = self.desk.session.catalogue.codelist("district")
        return [
            Column("文件", lambda one: one.file.name, 32),
            Column("结果", lambda one: OUTCOME_TITLES[one.outcome], 18, tone=lambda one: OUTCOME_TONES[one.outcome]),
            Column("区", lambda one: names.title_of(one.district) if one.district else "—", 12),
            Column("报告期", _period, 16),
            Column("批次", lambda one: f"第 {one.revision} 次" if one.revision else "—", 10),
            Column("签名", _key, 12, tone=lambda one: KEY_TONES[one.key]),
            Column("说明", _words, 0),
        ]  # fmt: skip


def _period(one: Receipt) -> str:
    return Period.parse(one.period).title if one.period else "—"


def _key(one: Receipt) -> str:
    return KEY_TITLES[one.key] if one.outcome == "received" else "—"


def _words(one: Receipt) -> str:
    """The message without the file's name, which stands in the first column."""
    return one.message.removeprefix(f"“{one.file.name}”")
