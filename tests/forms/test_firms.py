"""What forms say of firms, and how blanks are completed from what is known of one."""

from datetime import date
from itertools import groupby

import pytest

from forms.base import Form, FormSpec, Identifier, Text
from forms.cells import Missing
from forms.f01_project import Project
from forms.f06_scenario import Scenario
from forms.firms import Firm, Sighting, all_parties, completion, known_firms, parties, picked
from forms.items import FirmPart, item
from forms.registry import STANDARD_FORMS

USCC, OTHER = "91310115MA0000111M", "91310115MA0000015C"
NAME = "上海示例芯桥科技有限公司"
FIRM = Firm({"uscc": USCC, "name": NAME, "type": "民营企业"})


def test_every_form_with_firms_says_so_and_where_the_register_is() -> None:
    found = [(one.form, one.name, one.uscc, one.registers) for one in all_parties(STANDARD_FORMS)]
    assert found == [
        ("F01", "entity_name", "entity_uscc", False),
        ("F03", "operator_name", "operator_uscc", False),
        ("F04", "enterprise_name", "uscc", True),
        ("F05", "owner_name", "owner_uscc", False),
        ("F06", "demander_name", "demander_uscc", False),
        ("F06", "supplier_name", "supplier_uscc", False),
        ("F07", "issuer_name", "issuer_uscc", False),
        ("F07", "taker_name", "taker_uscc", False),
        ("F08", "host_name", "host_uscc", False),
        ("F09", "organiser", "organiser_uscc", False),
        ("F12", "enterprise_name", "uscc", False),
    ]


def test_no_form_has_a_code_of_a_firm_beside_its_parties() -> None:
    declared = {(one.form, one.uscc) for one in all_parties(STANDARD_FORMS)}
    named = {
        (form.spec.code, entry.name)
        for form in STANDARD_FORMS
        for entry in form.items()
        if entry.name.endswith("uscc") and not entry.borrowed
    }
    assert declared == named


def test_a_part_is_the_same_kind_of_field_in_every_form() -> None:
    declared = sorted(
        (part, STANDARD_FORMS[party.form].item(field).kind.name, field, party.form)
        for party in all_parties(STANDARD_FORMS)
        for part, field in party.fields.items()
    )
    for part, of_part in groupby(declared, key=lambda one: one[0]):
        items = [STANDARD_FORMS[form].item(field) for _, _, field, form in of_part]
        assert len({(one.kind, one.codes, one.most, one.multiline) for one in items}) == 1, part


def test_a_firm_without_a_code_field_is_none() -> None:
    class Nameless(Form):
        """A toy that names somebody by name only."""

        spec = FormSpec(code="T01", name="toy", title="示例", nature="register", label="who")
        who: Text = item("谁", firm="name")

    class Double(Nameless):
        """A toy that is a register of firms."""

        spec = Nameless.spec.model_copy(update={"code": "T02", "key": ("code",)})
        code: Identifier = item("代码", firm="uscc")

    assert parties(Nameless) == ()
    assert [(one.form, one.registers) for one in parties(Double)] == [("T02", True)]


def seen(name: str, day: date, registered: bool = False, **more: str) -> Sighting:
    parts: dict[FirmPart, str] = {"uscc": USCC, "name": name, **more}
    return Sighting({part: text for part, text in parts.items() if text}, day, registered)


def test_the_newest_row_counts_and_the_register_before_others() -> None:
    ago, now = date(2026, 6, 30), date(2026, 9, 30)
    found = known_firms(
        [seen("旧名", ago, True), seen("别处的名", now), seen("名录的名", now, True)]
    )
    assert found[USCC].name == "名录的名"
    assert known_firms([seen("旧名", ago, True), seen("新名", now)])[USCC].name == "新名"


def test_each_part_comes_from_the_first_row_that_has_it() -> None:
    found = known_firms(
        [
            seen("", date(2026, 9, 30), True, type="民营企业"),
            seen(NAME, date(2026, 6, 30), type="国有企业", industry="3973"),
        ]
    )[USCC]
    assert found.parts == {"uscc": USCC, "name": NAME, "type": "民营企业", "industry": "3973"}


@pytest.mark.parametrize(
    ("cells", "changed", "filled"),
    [
        (
            {"entity_uscc": USCC},
            {"entity_uscc"},
            {"entity_name": NAME, "entity_type": "民营企业"},
        ),
        (
            {"entity_uscc": USCC, "entity_name": "旧写法", "entity_type": Missing("na")},
            {"entity_uscc"},
            {},
        ),
        ({"entity_uscc": USCC}, {"entity_name"}, {}),
        ({"entity_uscc": OTHER}, {"entity_uscc"}, {}),
        (
            {"entity_name": NAME},
            {"entity_name"},
            {"entity_uscc": USCC, "entity_type": "民营企业"},
        ),
        ({"entity_name": "别家"}, {"entity_name"}, {}),
        ({"entity_name": NAME, "entity_uscc": Missing("later")}, {"entity_name"}, {}),
        ({"entity_name": NAME}, {"stage"}, {}),
    ],
)
def test_only_blanks_are_completed_and_only_when_the_firm_was_written(
    cells: dict[str, object], changed: set[str], filled: dict[str, str]
) -> None:
    row = Project(record_id="310115-2026-P0001").with_cells(cells)
    found = completion(
        parties(Project)[0],
        row,
        changed,
        lambda code: FIRM if code == USCC else None,
        lambda name: FIRM if name == NAME else None,
    )
    assert found == filled


def test_two_firms_of_a_row_are_kept_apart() -> None:
    row = Scenario(record_id="310115-S-0001").with_cells({"supplier_uscc": USCC})
    filled = [
        completion(one, row, {"supplier_uscc"}, lambda _: FIRM, lambda _: FIRM)
        for one in parties(Scenario)
    ]
    assert filled == [{}, {"supplier_name": NAME}]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        (FIRM.line, (NAME, USCC)),
        (f"示例 (上海) 公司 {USCC}", ("示例 (上海) 公司", USCC)),
        (NAME, None),
        (USCC, None),
        (f"{NAME} 91310115MA0000111X", None),
        ("", None),
    ],
)
def test_a_line_of_the_list_is_read_back(text: str, pair: tuple[str, str] | None) -> None:
    assert picked(text) == pair


def test_a_firm_without_a_name_has_an_empty_one() -> None:
    assert Firm({"uscc": USCC}).name == ""
