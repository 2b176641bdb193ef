"""Every hostile file is answered: read whole, the edit named, or one sentence with its reason."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from exports.cellsource import column_letters
from exports.child_pool import ChildPool
from exports.gate import inspect
from exports.layout import sheet_layout
from exports.reader import read_submission
from exports.refusal import SENTENCES, Refusal
from forms.f01_project import Project
from forms.registry import STANDARD_FORMS
from tests.exports import hostile

if TYPE_CHECKING:
    from forms.catalogue import Catalogue

MONEY = next(
    f"{column_letters(column.index)}10"
    for column in sheet_layout(Project).item_columns
    if column.item and column.item.name == "total_investment"
)


def reason_of(refusal: Refusal) -> str:
    """The reason, once the sentence is fit for people."""
    text = str(refusal)
    assert "报送表.xlsx" in text
    assert text.endswith("。")
    assert "{" not in text
    assert refusal.reason in SENTENCES
    return refusal.reason


def outcome(data: bytes, catalogue: Catalogue, pool: ChildPool) -> str:
    """What becomes of a file: ok, altered or the reason of its refusal."""
    try:
        read = read_submission(
            data, forms=STANDARD_FORMS, catalogue=catalogue, pool=pool, name="报送表.xlsx"
        )
    except Refusal as refusal:
        return reason_of(refusal)
    if read.digest_ok:
        assert not read.altered
        return "ok"
    assert read.altered
    return "altered"


@pytest.mark.fault(
    "D1", "D3", "D4", "D5", "D7", "D8", "D9", "D10", "D11", "D12", "D13", "D14", "D15", "D16",
    "D17", "D18", "D19", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11",
    "E12", "F1", "F2", "F3", "F4", "F9", "F12", "F13",
)  # fmt: skip
@pytest.mark.parametrize("name", hostile.PACK)
def test_pack(name: str, good: bytes, catalogue: Catalogue, pool: ChildPool) -> None:
    case = hostile.PACK[name]
    make = case.make
    if name in hostile.VALUES:
        make = hostile.values(MONEY)[name].make
    data = make(good)
    assert data != good
    assert outcome(data, catalogue, pool) == case.outcome


def test_good_file_is_good(good: bytes, catalogue: Catalogue, pool: ChildPool) -> None:
    assert outcome(good, catalogue, pool) == "ok"
    assert inspect(good, "x").needs_care == ()


@pytest.mark.fault("D6")
@pytest.mark.parametrize("percent", range(100))
def test_truncated_file_is_refused(
    percent: int, good: bytes, catalogue: Catalogue, pool: ChildPool
) -> None:
    cut = good[: len(good) * percent // 100]
    assert outcome(cut, catalogue, pool) in ("damaged", "not_workbook")


@pytest.mark.parametrize("seed", range(60))
def test_flipped_bytes_never_pass_for_unaltered(
    seed: int, good: bytes, catalogue: Catalogue, pool: ChildPool
) -> None:
    """A flip is refused, or it hit something that holds no content: never a silent change."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.choice((1, 3, 20))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    answer = outcome(bytes(data), catalogue, pool)
    assert answer in {*SENTENCES, "altered", "ok"}
    if answer == "ok":
        before = read_submission(good, forms=STANDARD_FORMS, catalogue=catalogue, pool=pool)
        after = read_submission(bytes(data), forms=STANDARD_FORMS, catalogue=catalogue, pool=pool)
        assert after.rows == before.rows
        assert after.header == before.header
