"""A field declared once: its line in the class is all that the forms room needs."""

from decimal import Decimal

import pytest

from forms.base import Form, FormSet, FormSpec, Money, OneOf, Text
from forms.cells import Kept, Missing
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.identity import next_record_id
from forms.items import item
from forms.kinds import MONEY, ONE_OF, TEXT
from forms.registry import STANDARD_FORMS


class Toy(Form):
    """A form that no product file knows."""

    spec = FormSpec(
        code="T01", name="toy", title="玩具", nature="register", label="name", id_letter="T"
    )

    name: Text = item("名称", no="2", required=True, example="甲")
    price: Money = item("价格", no="1", unit="万元")
    stage: OneOf = item("阶段", codes="stage")


def test_items_come_in_printed_order_with_the_common_ones_last() -> None:
    assert [entry.name for entry in Toy.items()] == [
        "record_id",
        "price",
        "name",
        "stage",
        "source",
        "remark",
    ]


def test_an_item_knows_its_kind_and_titles() -> None:
    assert [Toy.item(name).kind for name in ("name", "price", "stage")] == [TEXT, MONEY, ONE_OF]
    assert Toy.item("price").full_title == "价格（万元）"
    assert Toy.item("name").full_title == "名称"


def test_kept_and_missing_stand_beside_typed_values() -> None:
    row = Toy(record_id="T1").with_cells(
        {"price": Kept("约5"), "name": "甲", "stage": Missing("na")}
    )
    assert (row.price, row.name, row.stage) == (None, "甲", None)
    assert row.cell("price") == Kept("约5")
    assert row.cell("stage") == Missing("na")
    again = row.with_cells({"price": Decimal("5.00"), "stage": None})
    assert again.cell("price") == Decimal("5.00")
    assert again.cell("stage") is None
    assert row.cell("price") == Kept("约5"), "the first row is left as it was"


def test_a_row_is_titled_by_its_label_else_by_its_id() -> None:
    assert Toy(record_id="T1", name="甲").title == "甲"
    assert Toy(record_id="T1").title == "T1"


def test_the_printed_numbers_of_f01_and_f02_are_complete() -> None:
    """domain §2.2: items 1–42, 1 being the line number; §2.3: 1–24, 2 being the period."""
    assert {int(entry.no) for entry in Project.items() if entry.no} == set(range(2, 43))
    assert {int(entry.no) for entry in Progress.items() if entry.no} == set(range(1, 25)) - {2}


@pytest.mark.parametrize("form", list(STANDARD_FORMS), ids=lambda form: form.spec.code)
def test_titles_and_names_are_distinct_and_explained(form: type[Form]) -> None:
    titles = [entry.title for entry in form.items()]
    assert len(titles) == len(set(titles))
    assert all(entry.explanation for entry in form.items())


def test_required_when_follows_the_row() -> None:
    nature = Project.item("construction_nature")
    assert nature.must_fill(Project(project_category="固定资产投资"))
    assert not nature.must_fill(Project(project_category="研发攻关"))
    assert Project.item("project_name").must_fill(Project())


def test_a_form_set_answers_by_code() -> None:
    forms = FormSet((Cover, Toy))
    assert "T01" in forms
    assert "F01" not in forms
    assert forms["T01"] is Toy
    assert forms.data_forms == (Toy,)
    assert forms.codes == ("F00", "T01")
    assert len(forms) == 2


def test_a_new_id_is_one_more_than_any_ever_given() -> None:
    taken = ["310115-2026-P0007", "310115-2026-P0003", "310115-2025-P0099", "310115-2026-X0100"]
    assert next_record_id(Project.spec, "310115", 2026, taken) == "310115-2026-P0008"
    assert next_record_id(Project.spec, "310115", 2027, taken) == "310115-2027-P0001"
