"""Marks 退回意见 and their answers, by district, period and the revision they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ledger.errors import NoSuchMark
from desktop.ledger.sql import fill
from desktop.ledger.sql import marks as placeholders
from forms.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.ledger.store import Store

Where = tuple[str, str, int]
"""District, period, revision."""

_FIELDS = (
    "number", "message", "form", "record_id", "field", "label", "value", "severity", "rule",
    "answer", "text",
)  # fmt: skip
_LISTED = """SELECT {fields} FROM marks WHERE district = ? AND period = ? AND revision = ?
    ORDER BY number"""
_ANSWERED = """UPDATE marks SET answer = ?, text = ?, who = ?, at = ?
    WHERE district = ? AND period = ? AND revision = ? AND number = ?"""
_DROPPED = "DELETE FROM marks WHERE district = ? AND period = ? AND revision = ?"


def listed(store: Store, where: Where) -> list[Mark]:
    """The marks on a revision, by number."""
    found = store.conn.execute(fill(_LISTED, fields=_FIELDS), where)
    return [Mark(*facts) for facts in found]


def put(store: Store, where: Where, found: Sequence[Mark]) -> None:
    """Put marks in place of those a revision had; an answer to the same mark is kept."""
    known = {(one.place, one.message): one for one in listed(store, where) if one.answer}
    store.conn.execute(_DROPPED, where)
    kept = [known.get((one.place, one.message), one) for one in found]
    _insert(
        store,
        where,
        [new.answered(old.answer, old.text) for new, old in zip(found, kept, strict=True)],
    )


def answer(store: Store, where: Where, number: int, said: tuple[str, str, str]) -> None:
    """Answer one mark with ``(answer, text, who)``; raises ``NoSuchMark``."""
    done = store.conn.execute(_ANSWERED, (*said, store.now(), *where, number))
    if not done.rowcount:
        raise NoSuchMark(f"没有第 {number} 条退回意见，请重新查看。")


def take_answers(store: Store, where: Where, answers: Iterable[Mark], who: str) -> None:
    """Take the answers that came with the next revision.

    What the city wrote stays as it wrote it; a mark that only the answer knows is added.
    """
    known = {one.number for one in listed(store, where)}
    strangers = []
    for one in answers:
        if one.number in known:
            answer(store, where, one.number, (one.answer, one.text, who))
        else:
            strangers.append(one)
    _insert(store, where, strangers)


def _insert(store: Store, where: Where, found: Iterable[Mark]) -> None:
    columns = ("district", "period", "revision", *_FIELDS, "at", "who")
    template = "INSERT OR REPLACE INTO marks ({columns}) VALUES ({marks})"
    sql = fill(template, {"marks": placeholders(len(columns))}, columns=columns)
    stamp = store.now()
    store.conn.executemany(
        sql,
        [(*where, *(getattr(one, name) for name in _FIELDS), stamp, "") for one in found],
    )
