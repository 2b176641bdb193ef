"""The layout: derived from the fields, in printed order."""

from __future__ import annotations

from exports.layout import column_title, sheet_layout
from exports.paper import breadth, lines_of
from forms.base import Form, FormSpec, Text
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.items import item


def test_every_travelling_field_has_one_column() -> None:
    for form in (Project, Progress):
        names = [column.item.name for column in sheet_layout(form).item_columns if column.item]
        assert names == [entry.name for entry in form.items() if not entry.system]


def test_columns_are_numbered_from_one_without_gaps() -> None:
    columns = sheet_layout(Progress).columns
    assert [column.index for column in columns] == list(range(1, len(columns) + 1))
    assert columns[0].is_sequence
    assert [c.title for c in columns if c.is_label] == ["项目名称"]


def test_words_count_in_stems_and_numbers_in_digits() -> None:
    marks = {column.title: column.mark for column in sheet_layout(Progress).columns}
    assert marks["序号"] == "甲"
    assert marks["本年计划投资（万元）"] == "1"
    assert marks["本期完成投资（万元）"] == "2"
    all_marks = [column.mark for column in sheet_layout(Project).columns]
    assert len(set(all_marks)) == len(all_marks)


def test_parts_of_a_whole_say_so() -> None:
    assert column_title(Project.item("fund_loan")) == "其中：国内贷款（万元）"
    assert column_title(Project.item("total_investment")) == "总投资（万元）"


def test_key_columns_reach_to_the_name() -> None:
    assert sheet_layout(Project).key_columns == 3
    assert sheet_layout(Progress).key_columns == 3


class Note(Form):
    """A toy form with one field of its own."""

    spec = FormSpec(code="T01", name="note", title="便条", nature="register", label="words")
    words: Text = item("内容", no="1", most=20)


def test_a_new_form_gets_its_sheet_from_its_fields_alone() -> None:
    layout = sheet_layout(Note)
    assert layout.name == "T01 便条"
    assert [column.title for column in layout.columns] == [
        "序号",
        "记录编号",
        "内容",
        "数据来源",
        "备注",
    ]
    assert layout.key_columns == 3


def test_han_is_twice_as_broad() -> None:
    assert breadth("ab中文") == 6
    assert lines_of("中文" * 10, 21) == 2
    assert lines_of("a\nb\n", 10) == 3
    assert lines_of("", 10) == 1


def test_no_line_holds_half_a_han_character() -> None:
    assert lines_of("中文" * 10, 8) == lines_of("中文" * 10, 7) == 7
    assert lines_of("1" * 20, 8) == 4
