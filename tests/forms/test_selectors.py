"""Rows that a text of the catalogue means, and that the catalogue means rows that can be."""

import pytest

from forms.catalogue import load_catalogue
from forms.f01_project import Project
from forms.f03_carrier import Carrier
from forms.f09_ecosystem_event import EcosystemEvent
from forms.registry import STANDARD_FORMS
from forms.selectors import Selector

CATALOGUE = load_catalogue()
PARK = Carrier(record_id="1", carrier_type="未来产业科技园", level="国家", carrier_name="示例园")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("F03", True),
        ("F03:carrier_type=未来产业科技园", True),
        ("F03:carrier_type=加速器,未来产业科技园&level=国家", True),
        ("F03:carrier_type=未来产业科技园&level=市", False),
        ("F03:carrier_name~示例", True),
        ("F03:carrier_name~样例", False),
        ("F03:carrier_type", True),
        ("F03:certifier", False),
        ("F03:certifier=示例", False),
    ],
)
def test_rows_are_taken(text: str, taken: bool) -> None:
    selector = Selector.parse(text)
    assert selector.form == "F03"
    assert selector.takes(PARK, CATALOGUE) is taken


def test_yes_and_several_are_compared_as_people_see_them() -> None:
    row = Project(record_id="1", secrecy_confirm=True, tech_tags=())
    assert Selector.parse("F01:secrecy_confirm=是").takes(row, CATALOGUE)
    assert not Selector.parse("F01:secrecy_confirm=否").takes(row, CATALOGUE)
    assert not Selector.parse("F01:tech_tags").takes(row, CATALOGUE)


def test_a_name_with_a_text_in_it() -> None:
    row = EcosystemEvent(record_id="1", event_name="示例“浦江之星”项目推荐会")
    assert Selector.parse("F09:event_name~浦江之星").takes(row, CATALOGUE)


ASKED = [item for item in CATALOGUE.plan_items if item.part != "city"]


@pytest.mark.parametrize("item", ASKED, ids=lambda item: item.code)
def test_every_item_of_the_plan_names_rows_that_can_be(item: object) -> None:
    selectors = [Selector.parse(text) for text in item.records]  # type: ignore[attr-defined]
    assert selectors
    owners = {STANDARD_FORMS[one.form].spec.owner or one.form for one in selectors}
    assert owners == set(item.forms)  # type: ignore[attr-defined]
    for one in selectors:
        for condition in one.conditions:
            entry = STANDARD_FORMS[one.form].item(condition.field)
            if entry.codes and condition.sign == "=":
                codes = CATALOGUE.codelist(entry.codes)
                assert all(text in codes for text in condition.texts)
            elif condition.sign == "=":
                assert entry.kind.name == "yes_no"
                assert set(condition.texts) <= {"是", "否"}


def test_what_only_the_city_does_names_no_rows() -> None:
    assert not any(item.records for item in CATALOGUE.plan_items if item.part == "city")
