"""F5, F6, F12 to F15: any letter that people paste comes through as one text, or is told."""

from __future__ import annotations

import subprocess
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.child_pool import ChildPool
from exports.digest import digest_submission
from exports.reader import ReadSubmission, read_submission
from exports.submission import Submission
from exports.tables import read_table
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.checks.engine import check
from forms.checks.limits import MOST_LINES
from forms.f01_project import Project
from forms.kinds import encode_cell, read_cell
from forms.lookalikes import skeleton
from forms.parsing import holds_unseen, tidy_identifier
from forms.registry import STANDARD_FORMS
from forms.uscc import is_uscc
from tests.exports.factory import make_cover, make_header, make_project, small_submission
from tests.exports.hostile_tools import sheet
from tests.faults.test_values import rules_for
from tests.forms.checks.records import FIRST, PROJECT, SECOND, context, project
from tests.ledger.support import DISTRICT, PERIOD, WHO, edit, make, put, reopen, toy, toy_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CATALOGUE = load_catalogue()
NAME, REMARK = Project.item("project_name"), Project.item("remark")


@pytest.fixture(scope="module")
def pool() -> Iterator[ChildPool]:
    with ChildPool(1) as children:
        yield children


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


def read(source: Path | bytes, pool: ChildPool) -> ReadSubmission:
    return read_submission(source, forms=STANDARD_FORMS, catalogue=CATALOGUE, pool=pool)


def write(submission: Submission, target: Path) -> None:
    write_submission(submission, target, forms=STANDARD_FORMS, catalogue=CATALOGUE)


# --- Invisible letters ------------------------------------------------------------------------

SEEN_FORMATS = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Format characters of Arabic and Syriac that are drawn, as signs of numbers are."""
UNSEEN = [
    letter
    for letter in map(chr, [*range(0xD800), *range(0xE000, 0x11000), *range(0xE0000, 0xE0080)])
    if unicodedata.category(letter) in ("Cf", "Cc", "Zs", "Zl", "Zp") and letter not in SEEN_FORMATS
]


@pytest.mark.fault("F5")
@pytest.mark.parametrize("place", [0, 1, 2, 4])
def test_no_unseen_letter_stays_in_a_name(place: int) -> None:
    """A name is then one name; spaces stay spaces."""
    for letter in UNSEEN:
        typed = "示例"[:place] + letter + "示例项目"[place:] if place < 4 else "示例项目" + letter
        got = read_cell(typed, NAME, CATALOGUE)
        assert isinstance(got, str), hex(ord(letter))
        assert set(got) <= set("示例项目 "), hex(ord(letter))


@pytest.mark.fault("F5")
@given(st.lists(st.sampled_from(UNSEEN), max_size=6), st.integers(0, 18))
def test_no_unseen_letter_stays_in_a_code(letters: list[str], place: int) -> None:
    code = "91310115MA0000111M"
    typed = code[:place] + "".join(letters) + code[place:]
    assert read_cell(typed, Project.item("entity_uscc"), CATALOGUE) == code


@pytest.mark.fault("F5", "F14")
def test_whoever_loads_a_table_is_told_of_unseen_letters(tmp_path: Path) -> None:
    path = tmp_path / "来表.csv"
    path.write_text("项目名称,总投资\n示例\u200b项目,5\n示例乙,6\n", encoding="utf-8")
    table = read_table(path, Project, CATALOGUE)
    assert [row.cells["project_name"] for row in table.rows] == ["示例项目", "示例乙"]
    assert [one for one in table.notices if "看不见" in one] == [
        "“项目名称”有内容带有看不见的字符（如零宽空格），已去掉。"
    ]


@pytest.mark.fault("F5")
def test_every_unseen_letter_is_told() -> None:
    letters = [one for one in UNSEEN if unicodedata.category(one) in ("Cf", "Cc")]
    untold = [
        hex(ord(one)) for one in letters if not holds_unseen(f"甲{one}乙") and not one.isspace()
    ]
    assert untold == []
    assert not holds_unseen("示例 项目\n二行\t\u3000葛\U000e0100")


# --- Look-alikes ------------------------------------------------------------------------------

ALIKE = [
    ("AI大模型平台", "АI大模型平台"),  # Cyrillic А
    ("X射线源", "Χ射线源"),  # Greek Χ
    ("长江口试验场", "⻓江口试验场"),
    ("大脑接口", "⼤脑接口"),
    ("二〇二六工程", "二○二六工程"),
    ("O2工艺", "02工艺"),
    ("II期", "ll期"),
    ("Ⅷ型样机", "VIII型样机"),
    ("超导-量子", "超导—量子"),
]


@pytest.mark.fault("F6")
@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_alike_are_found_as_doubles_and_stay(one: str, other: str) -> None:
    rows = [project(FIRST, project_name=one), project(SECOND, project_name=other)]
    found = [(it.rule, it.record_id) for it in check(context(rows)) if it.field == "project_name"]
    assert ("A27", SECOND) in found
    assert read_cell(other, NAME, CATALOGUE) == other


@pytest.mark.fault("F6")
@given(st.text(max_size=20))
def test_a_skeleton_has_no_skeleton_of_its_own(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)


@pytest.mark.fault("F6")
@pytest.mark.parametrize(
    "typed",
    ["91310115МА0000111М", "9131O115MA0000111M", "913l0115MA0000111M", "〇1310115MA0000111M"],
)
def test_a_look_alike_in_a_code_is_a_finding_not_a_guess(typed: str) -> None:
    """Full-width forms are folded; letters of other scripts never fit the check character."""
    cell = read_cell(typed, Project.item("entity_uscc"), CATALOGUE)
    assert not is_uscc(str(cell))
    assert rules_for("entity_uscc", cell)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in str(PROJECT["entity_uscc"]))
    assert tidy_identifier(wide) == PROJECT["entity_uscc"]


# --- There and back ---------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "_x000D_",
        "_x005F_x0041_",
        " a ",
        "a\r\nb",
        "&#10;",
        "<b>&amp;</b>",
        "]]>",
        "𬬻葛\U000e0100",
        "\t",
    ]
)


def submission_of(texts: list[str]) -> Submission:
    """Each text as a remark, a long text and an amount that could not be read."""
    rows = []
    for number, text in enumerate(texts, 1):
        named = ("remark", "content", "total_investment")
        cells = {name: read_cell(text, Project.item(name), CATALOGUE) for name in named}
        rows.append(make_project(number).with_cells(cells))
    return Submission(make_header(), {"F00": [make_cover()], "F01": rows})


def exact(rows: list[Project]) -> list[list[str | None]]:
    return [[encode_cell(row.cell(it.name), it.kind) for it in Project.items()] for row in rows]


@pytest.mark.fault("F12")
@settings(max_examples=6)
@given(texts=st.lists(TEXT, min_size=60, max_size=120))
def test_written_read_and_written_again_it_is_the_same(
    texts: list[str], folder: Path, pool: ChildPool
) -> None:
    path, submission = folder / "a.xlsx", submission_of(texts)
    write(submission, path)
    first = read(path, pool)
    assert first.digest_ok
    assert exact(first.rows["F01"]) == exact(submission.rows["F01"])  # type: ignore[arg-type]
    write(Submission(first.header, first.rows, first.findings), path)
    again = read(path, pool)
    assert again.content_digest == first.content_digest == digest_submission(submission)


RUNS = '<r><rPr><b/></rPr><t>{}</t></r><r><t xml:space="preserve">{}</t></r>'
PHONETIC = '<rPh sb="0" eb="1"><t>shi</t></rPh><phoneticPr fontId="1"/>'
TITLE = "示例芯桥类脑芯片研发项目第1期"


@pytest.mark.fault("F12")
@pytest.mark.parametrize(
    "inner",
    [
        RUNS.format(TITLE[:4], TITLE[4:]),
        RUNS.format(TITLE[:4], TITLE[4:]) + PHONETIC,
        f"<t>{TITLE}</t>{PHONETIC}",
        "<t>" + "".join(f"&#x{ord(letter):x};" for letter in TITLE) + "</t>",
        f'<t xml:space="preserve">  {TITLE}\n</t>',
    ],
)
def test_one_text_however_a_program_writes_it(inner: str, folder: Path, pool: ChildPool) -> None:
    write(small_submission(), folder / "b.xlsx")
    data = sheet(rf"<is><t>{TITLE}</t></is>", f"<is>{inner}</is>")((folder / "b.xlsx").read_bytes())
    got = read(data, pool)
    assert got.digest_ok
    assert got.rows["F01"][0].title == TITLE


# --- Too long ---------------------------------------------------------------------------------


@pytest.mark.fault("F13")
def test_more_lines_than_a_cell_holds_are_a_finding() -> None:
    assert rules_for("content", "行\n" * MOST_LINES) >= {"K03"}
    assert rules_for("content", "一二三四五\n" * 20) == rules_for("content", "一二三四五" * 20)


# --- Rare letters -----------------------------------------------------------------------------

RARE = {
    "beyond the basic plane": "𬬻𰻝𪚥",
    "variant": "葛\U000e0100城",
    "private use": "\ue5e5\ue864",
    "four bytes in GB18030": "㐀䶵𠀀",
    "compatibility": "豈更",
    "emoji": "👩\u200d🔬",
}


@pytest.mark.fault("F15")
def test_rare_letters_survive_ledger_workbook_and_a_re_save(
    tmp_path: Path, pool: ChildPool
) -> None:
    texts = [f"示例{text}示例" for text in RARE.values()]
    stored = [str(read_cell(text, REMARK, CATALOGUE)) for text in texts]
    assert stored[:5] == texts[:5]
    with make(tmp_path / "账.cluster") as ledger:
        ledger.open_period(DISTRICT, PERIOD, who=WHO, steps=[toy(n) for n in range(len(stored))])
        ledger.apply(edit(*(put(n, "remark", text) for n, text in enumerate(stored))))
    with reopen(tmp_path / "账.cluster") as ledger:
        rows = ledger.rows("T01", DISTRICT, PERIOD)
        assert [rows[toy_id(n)].cell("remark") for n in range(len(stored))] == stored
    write(submission_of(texts), tmp_path / "a.xlsx")
    assert [row.cell("remark") for row in read(tmp_path / "a.xlsx", pool).rows["F01"]] == stored
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "a.xlsx")],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    saved = read(tmp_path / "out" / "a.xlsx", pool)
    assert saved.digest_ok
    assert [row.cell("remark") for row in saved.rows["F01"]] == stored


@pytest.mark.fault("F14")
def test_no_control_character_gets_into_a_value_of_any_kind() -> None:
    controls = [
        chr(code)
        for code in (*range(32), 0x7F, *range(0x80, 0xA0))
        if chr(code) not in "\t\n\r\x85\x1c\x1d\x1e\x1f"
    ]
    for letter in controls:
        assert read_cell(f"12{letter}34", Project.item("total_investment"), CATALOGUE) == Decimal(
            1234
        )
        assert read_cell(f"示{letter}例", REMARK, CATALOGUE) == "示例"
