"""Letters between city and district, mutated like other files, or forged with a right digest."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from exports.letter import LABELS, Board, Letter
from exports.letter_reader import read_letter
from exports.letter_writer import write_letter
from exports.notice import notice_of, write_notice
from exports.refusal import Refusal
from exports.task_package import TaskPackage, task_of, write_task
from forms.checks.settings import RuleSettings
from forms.errors import ForPeople
from forms.registry import STANDARD_FORMS
from tests.exports.fuzz.cell_values import hostile_text
from tests.exports.fuzz.judging import NAME, Broken, known_refusal
from tests.exports.test_notice import NOTICE
from tests.exports.test_task_package import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from exports.child_pool import ChildPool
    from forms.catalogue import Catalogue

SMALL: TaskPackage = replace(PACKAGE, tables=dict(list(PACKAGE.tables.items())[:2]))
LONGEST = 30_000


def letters(folder: Path, catalogue: Catalogue) -> list[bytes]:
    """A task package with everything, one without, and a notice."""
    path = folder / "letter.xlsx"
    made = []
    for package in (SMALL, replace(SMALL, rules=RuleSettings(), due={}, tables={})):
        write_task(package, path, forms=STANDARD_FORMS)
        made.append(path.read_bytes())
    write_notice(NOTICE, path, forms=STANDARD_FORMS, catalogue=catalogue)
    return [*made, path.read_bytes()]


def digests(files: Sequence[bytes], pool: ChildPool) -> list[str]:
    """What the good letters say, as digests."""
    return [read_letter(data, pool=pool)[1] for data in files]


def use(letter: Letter) -> None:
    """Make of a letter what it says it is; raises ``ForPeople``."""
    if letter.kind == "task":
        task_of(letter)
    else:
        notice_of(letter)


def judge_letter(data: bytes, right: Sequence[str], pool: ChildPool) -> str:
    """The outcome of opening a mutated letter: a reason or ``ok``; raises ``Broken``."""
    try:
        letter, digest = read_letter(data, pool=pool, name=NAME)
        use(letter)
    except Refusal as refusal:
        return known_refusal(refusal)
    if digest not in right:
        raise Broken("a silent change")
    return "ok"


# --- Forged -----------------------------------------------------------------------------------


def _odd_board(board: Board, chance: random.Random) -> Board:
    rows = [list(row) for row in board.rows]
    titles = list(board.titles)
    for _ in range(chance.choice((1, 2, 5))):
        act = chance.randrange(5)
        if act == 0 and rows:
            row = chance.choice(rows)
            row[chance.randrange(len(row))] = hostile_text(chance)[:LONGEST]
        elif act == 1 and titles:
            titles[chance.randrange(len(titles))] = hostile_text(chance)[:LONGEST]
        elif act == 2 and rows:
            del rows[chance.randrange(len(rows))]
        elif act == 3 and rows:
            rows.append(list(chance.choice(rows)))
        elif len(titles) > 1:
            place = chance.randrange(len(titles))
            del titles[place]
            rows = [row[:place] + row[place + 1 :] for row in rows]
    return replace(board, titles=tuple(titles), rows=tuple(map(tuple, rows)))


def forged(letter: Letter, chance: random.Random) -> Letter:
    """Another letter that says odd things: whoever writes it gives it the digest that fits."""
    facts, boards = dict(letter.facts), list(letter.boards)
    for _ in range(chance.choice((1, 1, 3))):
        if chance.random() < 0.5 or not boards:
            facts[chance.choice(sorted(LABELS))] = hostile_text(chance)[:LONGEST]
        else:
            place = chance.randrange(len(boards))
            boards[place] = _odd_board(boards[place], chance)
    boards = [replace(board, widths=(14,) * len(board.titles)) for board in boards]
    return replace(letter, facts=facts, boards=boards)


def written(letter: Letter, path: Path) -> bytes:
    """The bytes of a letter; those of an empty one where nobody could write it."""
    try:
        write_letter(letter, path)
    except ValueError:
        write_letter(replace(letter, facts={}, boards=[]), path)
    return path.read_bytes()


def judge_forged(data: bytes, pool: ChildPool) -> str:
    """The outcome of opening a forged letter: a reason, ``settings`` that can't be, or ``ok``."""
    try:
        use(read_letter(data, pool=pool, name=NAME)[0])
    except Refusal as refusal:
        return known_refusal(refusal)
    except ForPeople as problem:
        if not str(problem).endswith("。"):
            raise Broken(str(problem)) from problem
        return "settings"
    return "ok"
