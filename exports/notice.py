"""Receipt 回执 and return notice 退回单: what the city says of one submission, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from exports.letter import Board, Letter, short_digest
from exports.letter_reader import read_letter
from exports.letter_writer import write_letter
from exports.refusal import Refusal
from forms.findings import SEVERITY_TITLES
from forms.marks import OPINION, Mark, MarkLevel, split_place
from forms.periods import BadPeriod, Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from exports.child_pool import ChildPool
    from forms.base import FormSet
    from forms.catalogue import Catalogue

NoticeKind = Literal["receipt", "return"]

MARKS_SHEET = "逐条意见"
MARK_TITLES = (
    "序号", "级别", "表号", "报表", "记录编号", "记录名称", "指标", "数值", "意见", "规则", "位置",
)  # fmt: skip
_WIDTHS = (5, 8, 6, 16, 20, 22, 16, 13, 44, 6, 30)
_NUMBER, _LEVEL, _VALUE, _MESSAGE, _RULE, _PLACE, _LABEL = 0, 1, 7, 8, 9, 10, 5

WHOLE_RECORD, WHOLE_FORM, WHOLE = "整条记录", "整张表", "整份报送"


@dataclass(frozen=True, slots=True)
class Notice:
    """One receipt or return notice.

    It speaks of the submission of ``district`` for ``period`` with ``revision`` and content
    ``digest``. ``unit`` is the city office, ``issued_at`` an ISO time with offset, ``ledger_id``
    the city's ledger.
    """

    kind: NoticeKind
    district: str
    period: str
    revision: int
    digest: str
    comment: str = ""
    unit: str = ""
    issued_at: str = ""
    ledger_id: str = ""
    app_version: str = ""
    marks: Sequence[Mark] = ()

    @property
    def file_name(self) -> str:
        """``WLCY_310115_2026Q3_B01_TUIHUI.xlsx``: ASCII, so no system garbles it."""
        word = "TUIHUI" if self.kind == "return" else "HUIZHI"
        return f"WLCY_{self.district}_{self.period}_B{self.revision:02d}_{word}.xlsx"


def write_notice(notice: Notice, target: Path, *, forms: FormSet, catalogue: Catalogue) -> str:
    """Write a notice to exactly ``target`` and give its own digest; raises ``OSError``."""
    return write_letter(_letter(notice, forms, catalogue), target)


def read_notice(
    path: Path | str | bytes, *, pool: ChildPool | None = None, name: str = ""
) -> tuple[Notice, str]:
    """A notice and its own digest; raises ``Refusal`` for everything else, task packages too."""
    letter, digest = read_letter(path, pool=pool, name=name)
    return notice_of(letter), digest


def notice_of(letter: Letter) -> Notice:
    """The notice that a letter is; raises ``Refusal``."""
    facts = letter.facts
    if letter.kind not in get_args(NoticeKind):
        raise Refusal("wrong_kind", letter.file_name, "它是任务包")
    revision = facts.get("revision", "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 6):
        raise Refusal("wrong_kind", letter.file_name, "没有写明报送版次")
    try:
        Period.parse(facts.get("period", ""))
    except BadPeriod:
        raise Refusal("wrong_period", letter.file_name, f"“{facts.get('period', '')}”") from None
    board = letter.board(MARKS_SHEET)
    return Notice(
        kind=cast("NoticeKind", letter.kind),
        district=facts.get("district", ""),
        period=facts.get("period", ""),
        revision=int(revision),
        digest=facts.get("digest", ""),
        comment=facts.get("comment", ""),
        unit=facts.get("unit", ""),
        issued_at=facts.get("issued_at", ""),
        ledger_id=facts.get("ledger_id", ""),
        app_version=facts.get("app_version", ""),
        marks=_marks(board) if board else (),
    )


def mark_texts(mark: Mark, forms: FormSet) -> tuple[str, ...]:
    """A mark as a row of 逐条意见."""
    form = next((one for one in forms if one.spec.code == mark.form), None)
    entry = form.items_by_name().get(mark.field) if form else None
    return (
        str(mark.number), mark.level_title, mark.form, form.spec.title if form else "",
        mark.record_id, mark.label, entry.title if entry else extent(mark), mark.value,
        mark.message, mark.rule, mark.place,
    )  # fmt: skip


def extent(mark: Mark) -> str:
    """What a mark is about when it is about more than a cell; else the field's name."""
    if mark.field:
        return mark.field
    return WHOLE_RECORD if mark.record_id else WHOLE_FORM if mark.form else WHOLE


def _letter(notice: Notice, forms: FormSet, catalogue: Catalogue) -> Letter:
    period = Period.parse(notice.period)
    facts = {
        "district": notice.district,
        "district_name": catalogue.codelist("district").title_of(notice.district),
        "period": notice.period,
        "period_title": period.title,
        "revision": str(notice.revision),
        "digest_short": short_digest(notice.digest),
        "digest": notice.digest,
        "issued_at": notice.issued_at,
        "ledger_id": notice.ledger_id,
        "app_version": notice.app_version,
        "unit": notice.unit,
        "comment": notice.comment,
    }
    boards = [_board(notice, forms)] if notice.kind == "return" else []
    return Letter(notice.kind, facts, boards, _said(notice, facts))


def _said(notice: Notice, facts: Mapping[str, str]) -> str:
    head = f"{facts['district_name']}：你区{facts['period_title']}第 {notice.revision} 次报送"
    if notice.kind == "receipt":
        return head + "已通过验收。请在程序“往来”页打开本文件，本期即告完成。"
    return (
        head + f"需要修改，共 {len(notice.marks)} 条意见，见“{MARKS_SHEET}”。请在程序“往来”页"
        "打开本文件，逐条改正、说明或提出异议，再重新上报。"
    )


def _board(notice: Notice, forms: FormSet) -> Board:
    said = "逐条答复：改正、说明或异议；没有答复完不能重新上报。"
    rows = tuple(mark_texts(mark, forms) for mark in notice.marks)
    return Board(MARKS_SHEET, said, MARK_TITLES, _WIDTHS, rows)


def _marks(board: Board) -> tuple[Mark, ...]:
    """The marks of the board; its digest is right, so what it says is what was written."""
    return tuple(
        read_mark(row, number) for number, row in enumerate(board.rows, 1) if len(row) > _PLACE
    )


def read_mark(row: Sequence[str], number: int) -> Mark:
    """A row of 逐条意见 as a mark: the inverse of ``mark_texts``."""
    levels: dict[str, MarkLevel] = {title: one for one, title in SEVERITY_TITLES.items()}
    form, record_id, field = split_place(row[_PLACE])
    return Mark(
        number=int(row[_NUMBER]) if row[_NUMBER].isdecimal() else number,
        message=row[_MESSAGE],
        form=form,
        record_id=record_id,
        field=field,
        label=row[_LABEL],
        value=row[_VALUE],
        severity=levels.get(row[_LEVEL], "") if row[_LEVEL] != OPINION else "",
        rule=row[_RULE],
    )
