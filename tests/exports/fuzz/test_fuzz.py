"""A fixed set of mutated files on every push; ``make fuzz`` tries others for as long as wanted."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.letter_reader import read_letter
from exports.refusal import SENTENCES
from tests.exports.fuzz import bases, letters
from tests.exports.fuzz.cell_values import HOSTILE_TEXTS
from tests.exports.fuzz.judging import (
    LEVELS,
    NAME,
    Content,
    blindly,
    judge_submission,
    judge_table,
    mutated,
)
from tests.exports.hostile_tools import F01_SHEET, with_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from exports.child_pool import ChildPool
    from exports.reader import ReadSubmission
    from forms.catalogue import Catalogue

pytestmark = pytest.mark.filterwarnings("ignore:Duplicate name")
SEEDS = {"zip": 150, "xml": 90, "cells": 90}
TABLE_SEEDS, TEXT_SEEDS, OLD_SEEDS, LETTER_SEEDS = 4, 80, 20, 8
Good = tuple[list[bytes], list[Content]]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, pool: ChildPool) -> Good:
    """Good submissions and what they say."""
    made = bases.submissions(tmp_path_factory.mktemp("bases"), catalogue)
    return made, bases.contents(made, catalogue, pool)


@pytest.mark.parametrize("level", LEVELS)
def test_a_mutated_submission_is_refused_named_or_the_same(
    level: str, good: Good, catalogue: Catalogue, pool: ChildPool
) -> None:
    files, right = good
    answers = Counter(
        judge_submission(mutated(files, level, seed), right, catalogue, pool)
        for seed in range(SEEDS[level])
    )
    assert answers["ok"] > 0
    assert answers.keys() <= {*SENTENCES, "ok", "altered"}
    refused = answers.total() - answers["ok"]
    assert refused > SEEDS[level] / 5, "mutations that change nothing prove nothing"


@pytest.mark.parametrize("level", LEVELS)
def test_a_mutated_table_is_refused_or_loaded(
    level: str, catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    files = bases.workbooks(tmp_path, catalogue)
    path = tmp_path / NAME
    answers: Counter[str] = Counter()
    for seed in range(TABLE_SEEDS):
        path.write_bytes(mutated(files, level, seed))
        answers[judge_table(path, catalogue, pool)] += 1
    assert answers.keys() <= {*SENTENCES, "rows", "none"}


def test_a_mutated_text_is_refused_or_loaded(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    answers: Counter[str] = Counter()
    for seed in range(TEXT_SEEDS):
        path.write_bytes(blindly(bases.texts(), seed))
        answers[judge_table(path, catalogue, pool)] += 1
    assert answers.keys() <= {*SENTENCES, "rows", "none"}
    assert answers["rows"] > TEXT_SEEDS / 5


def test_a_mutated_old_workbook_is_refused_or_loaded(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    """Its parser panics on some of them: in its own process, and without a word to the user."""
    files = bases.old_formats(tmp_path, ["xls"])
    path = tmp_path / NAME
    answers: Counter[str] = Counter()
    for seed in range(OLD_SEEDS):
        path.write_bytes(blindly(files, seed))
        answers[judge_table(path, catalogue, pool)] += 1
    assert answers.keys() <= {*SENTENCES, "rows", "none"}
    assert answers["damaged"] > 0


def test_a_mutated_or_forged_letter_is_refused_or_the_same(
    catalogue: Catalogue, pool: ChildPool, tmp_path: Path
) -> None:
    """A forged one has a digest that fits, so it may say anything but must break nothing."""
    good = letters.letters(tmp_path, catalogue)
    right = letters.digests(good, pool)
    models = [read_letter(data, pool=pool)[0] for data in good]
    answers: Counter[str] = Counter()
    for seed in range(LETTER_SEEDS):
        for level in LEVELS:
            answers[letters.judge_letter(mutated(good, level, seed), right, pool)] += 1
        chance = random.Random(seed)
        data = letters.written(letters.forged(chance.choice(models), chance), tmp_path / "a.xlsx")
        answers[letters.judge_forged(data, pool)] += 1
    assert answers.keys() <= {*SENTENCES, "ok", "settings"}
    assert answers["altered_letter"] > 0


LEGAL = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(
    lambda text: "".join(one for one in text if one >= " " and one not in "\ufffe\uffff")
)


@pytest.mark.fault("F12")
@settings(max_examples=50)
@given(text=st.one_of(LEGAL, st.sampled_from([one for one in HOSTILE_TEXTS if len(one) < 200])))
def test_any_text_in_a_cell_is_named_or_the_same(
    text: str, good: Good, catalogue: Catalogue, pool: ChildPool
) -> None:
    files, right = good
    data = with_text(files[0], F01_SHEET, "C10", "".join(one for one in text if one >= " "))
    assert judge_submission(data, right, catalogue, pool) in ("ok", "altered")


def test_seeds_make_the_same_file_for_ever(good: Good) -> None:
    """Else a failing seed could not be looked into."""
    files, _ = good
    for level in LEVELS:
        assert mutated(files, level, 5) == mutated(files, level, 5)
        assert len({mutated(files, level, seed) for seed in range(8)}) > 4
    assert blindly([b"abc"], 3) == blindly([b"abc"], 3)


def test_a_silent_change_would_be_seen(
    good: Good, catalogue: Catalogue, read: Callable[..., ReadSubmission]
) -> None:
    """The control: content that differs in one cell is another content."""
    content = Content.of(read(good[0][0]))
    assert content in good[1]
    key, cells = random.Random(1).choice(sorted(content.rows.items()))
    other = {**content.rows, key: [*cells[:-1], "=改"]}
    assert Content(content.header, other, content.explanations) not in good[1]
