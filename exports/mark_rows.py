"""A mark 退回意见 as a row of a table: in a return notice, and answered in the next submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.cellsource import Scalar, cell_text
from exports.layout import TABLE_HEADER_ROW
from exports.legaltext import plain
from forms.findings import SEVERITY_TITLES
from forms.marks import ANSWER_TITLES, Mark, MarkLevel, field_title, form_title, split_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from forms.base import FormSet
    from forms.marks import AnswerKind

MARK_TITLES = (
    "序号", "级别", "表号", "报表", "记录编号", "记录名称", "指标", "数值", "意见", "规则", "位置",
)  # fmt: skip
MARK_WIDTHS = (5, 8, 6, 16, 20, 22, 16, 13, 44, 6, 30)
_NUMBER, _LEVEL, _LABEL, _VALUE, _MESSAGE, _RULE, _PLACE = 0, 1, 5, 7, 8, 9, 10

ANSWERED_TITLES = (*MARK_TITLES, "答复", "答复内容")
ANSWERED_WIDTHS = (*MARK_WIDTHS, 8, 40)


def mark_texts(mark: Mark, forms: FormSet) -> tuple[str, ...]:
    """A mark as a row of 逐条意见."""
    return (
        str(mark.number), mark.level_title, mark.form, form_title(mark, forms),
        mark.record_id, mark.label, field_title(mark, forms), mark.value,
        mark.message, mark.rule, mark.place,
    )  # fmt: skip


def answered_texts(mark: Mark, forms: FormSet) -> tuple[str, ...]:
    """A mark and its answer as a row of 退回意见答复."""
    return (*mark_texts(mark, forms), mark.answer_title, mark.text)


def read_mark(row: Sequence[str], number: int) -> Mark:
    """A row as a mark, answered or not: the inverse of the functions above.

    ``number`` counts where the row's own number can't be read; missing texts are empty.
    """
    levels: dict[str, MarkLevel] = {title: one for one, title in SEVERITY_TITLES.items()}
    kinds: Mapping[str, AnswerKind] = {title: kind for kind, title in ANSWER_TITLES.items()}
    texts = [*row, *[""] * (len(ANSWERED_TITLES) - len(row))]
    form, record_id, field = split_place(texts[_PLACE])
    return Mark(
        number=int(texts[_NUMBER]) if texts[_NUMBER].isdecimal() else number,
        message=texts[_MESSAGE],
        form=form,
        record_id=record_id,
        field=field,
        label=texts[_LABEL],
        value=texts[_VALUE],
        severity=levels.get(texts[_LEVEL], ""),
        rule=texts[_RULE],
        answer=kinds.get(texts[len(MARK_TITLES)], ""),
        text=texts[len(MARK_TITLES) + 1],
    )


def read_answers(rows: Iterable[tuple[int, Sequence[Scalar]]]) -> list[Mark]:
    """The marks of 退回意见答复; an edited sheet gives answers whose digests don't fit."""
    found: list[Mark] = []
    for number, row in rows:
        texts = [plain(cell_text(cell)) for cell in row]
        if number > TABLE_HEADER_ROW and any(texts):
            found.append(read_mark(texts, len(found) + 1))
    return found
