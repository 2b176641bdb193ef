"""The forms of the release, held against the printed catalogue (domain §2.1, §2.4)."""

import pytest

from forms.base import Form
from forms.catalogue import load_catalogue
from forms.registry import STANDARD_FORMS

DATA_FORMS = list(STANDARD_FORMS.data_forms)


def by_code(form: type[Form]) -> str:
    return form.spec.code


def test_all_forms_stand_in_printed_order() -> None:
    codes = ("F00", "F01", "F02", "F03", "F04", "F04Q", "F05", "F06", "F07", "F08", "F09", "F10")
    assert STANDARD_FORMS.codes == (*codes, "F11", "F12")
    names = [form.spec.name for form in STANDARD_FORMS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("form", DATA_FORMS[2:], ids=by_code)
def test_printed_numbers_are_complete_and_stand_once(form: type[Form]) -> None:
    numbers = [int(entry.no) for entry in form.items() if entry.no]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 9


@pytest.mark.parametrize("form", DATA_FORMS, ids=by_code)
def test_declarations_name_fields_forms_and_lists_that_exist(form: type[Form]) -> None:
    fields = form.items_by_name()
    catalogue = load_catalogue()
    assert {form.spec.label, *form.spec.key_fields} <= {*fields, "record_id"}
    assert form.spec.scope_note.endswith("。")
    assert form.spec.report_note.endswith("。")
    for entry in form.items():
        assert {entry.parent or "district", entry.part_of or "district"} <= {*fields, "district"}
        assert not entry.codes or catalogue.codelist(entry.codes).active()
        assert not entry.refers_to or entry.refers_to in STANDARD_FORMS
        assert not entry.last_year_of or entry.last_year_of in fields
        if entry.borrowed:
            owner = STANDARD_FORMS[form.item(entry.borrowed).refers_to]
            assert owner.item(entry.name).title == entry.title
            assert entry.computed


@pytest.mark.parametrize("form", DATA_FORMS, ids=by_code)
def test_a_required_field_and_a_coded_one_show_an_example(form: type[Form]) -> None:
    silent = [
        entry.name
        for entry in form.items()
        if (entry.required or entry.codes or entry.kind.numeric) and not entry.example
    ]
    assert silent == []


def test_what_may_be_nil_is_what_the_cover_offers() -> None:
    offered = {entry.code: entry.title for entry in load_catalogue().codelist("form")}
    assert offered == {form.spec.code: form.spec.title for form in STANDARD_FORMS.nil_forms}
    assert list(offered) == [form.spec.code for form in STANDARD_FORMS.nil_forms]


def test_a_child_table_goes_with_its_form() -> None:
    assert STANDARD_FORMS.family("F04") == ("F04", "F04Q")
    assert STANDARD_FORMS.family("F01") == ("F01", "F02")
    assert STANDARD_FORMS.family("F12") == ("F12",)
    assert not {"F00", "F02", "F04Q", "F11"} & {one.spec.code for one in STANDARD_FORMS.nil_forms}


def test_only_the_note_of_the_summary_is_written() -> None:
    summary = STANDARD_FORMS["F11"]
    assert [entry.name for entry in summary.items() if not entry.computed] == ["difference_note"]
    assert not summary.spec.is_entered
    assert summary not in STANDARD_FORMS.entered_forms


def test_every_form_of_the_plans_items_is_one_of_ours() -> None:
    catalogue = load_catalogue()
    asked = {code for entry in catalogue.plan_items for code in entry.forms}
    counted = {one.form for one in catalogue.targets} | {one.form for one in catalogue.indicators}
    assert asked | counted <= {"", *STANDARD_FORMS.codes}
