"""Record ids of every form: of its own style, fitting its declared pattern, never given twice."""

import re

import pytest

from forms.base import Form
from forms.identity import next_record_id
from forms.registry import STANDARD_FORMS

NUMBERED = [form for form in STANDARD_FORMS if form.spec.id_letter]

FIRST = {
    "F01": "310115-2026-P0001",
    "F03": "310115-C-0001",
    "F04": "310115-E-0001",
    "F04Q": "310115-Q-0001",
    "F05": "310115-A-0001",
    "F06": "310115-S-0001",
    "F07": "310115-H-0001",
    "F08": "310115-T-0001",
    "F09": "310115-V-0001",
    "F10": "310115-L-0001",
    "F12": "310115-O-0001",
}


def test_first_ids_of_all_forms() -> None:
    assert {f.spec.code: next_record_id(f.spec, "310115", 2026, ()) for f in NUMBERED} == FIRST


@pytest.mark.parametrize("form", NUMBERED, ids=lambda form: form.spec.code)
@pytest.mark.parametrize("count", [0, 1, 9998])
def test_a_new_id_fits_the_pattern_and_follows_the_highest(form: type[Form], count: int) -> None:
    stem = next_record_id(form.spec, "310115", 2026, ())[:-4]
    made = next_record_id(form.spec, "310115", 2026, [f"{stem}{count:04d}"])
    assert made == f"{stem}{count + 1:04d}"
    assert re.fullmatch(form.item("record_id").pattern, made)


def test_registers_may_pass_ten_thousand() -> None:
    spec = STANDARD_FORMS["F04"].spec
    assert next_record_id(spec, "310115", 2026, ["310115-E-9999"]) == "310115-E-10000"
    pattern = STANDARD_FORMS["F04"].item("record_id").pattern
    assert re.fullmatch(pattern, "310115-E-10000")


def test_registers_are_numbered_straight_on_over_the_years() -> None:
    spec = STANDARD_FORMS["F03"].spec
    taken = ["310115-C-0007", "310115-C-0003", "310112-C-0099", "310115-E-0050"]
    assert next_record_id(spec, "310115", 2027, taken) == "310115-C-0008"


def test_letters_are_distinct() -> None:
    letters = [form.spec.id_letter for form in NUMBERED]
    assert len(letters) == len(set(letters))
