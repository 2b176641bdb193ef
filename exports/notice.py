"""Receipt 回执 and return notice 退回单: what the city says of one submission, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from exports.digest import short_digest
from exports.letter import Board, Letter
from exports.letter_reader import read_letter
from exports.mark_rows import MARK_TITLES, MARK_WIDTHS, mark_texts, read_mark
from exports.refusal import Refusal
from forms.periods import BadPeriod, Period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from exports.child_pool import ChildPool
    from exports.signature import SigningKey
    from forms.base import FormSet
    from forms.catalogue import Catalogue
    from forms.marks import Mark

NoticeKind = Literal["receipt", "return"]

MARKS_SHEET = "逐条意见"


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


def write_notice(
    notice: Notice,
    target: Path,
    *,
    forms: FormSet,
    catalogue: Catalogue,
    key: SigningKey | None = None,
) -> str:
    """Write a notice to exactly ``target``, signed, and give its digest; raises ``OSError``."""
    from exports.letter_writer import write_letter  # openpyxl is slow to load

    return write_letter(_letter(notice, forms, catalogue), target, key=key)


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
    return Board(MARKS_SHEET, said, MARK_TITLES, MARK_WIDTHS, rows)


def _marks(board: Board) -> tuple[Mark, ...]:
    """The marks of the board; its digest is right, so what it says is what was written."""
    return tuple(read_mark(row, number) for number, row in enumerate(board.rows, 1))
