"""Task packages: everything the city sets, there and back, and legible on the way."""

import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from exports.child_pool import ChildPool
from exports.letter_reader import read_letter
from exports.notice import Notice, write_notice
from exports.paper import CHARACTER_PIXELS, PAGE_PIXELS, UPRIGHT_PIXELS
from exports.refusal import Refusal
from exports.rule_rows import read_rule_boards, rule_boards
from exports.task_package import TaskPackage, task_of, write_task
from forms.catalogue import Catalogue, load_catalogue
from forms.checks.library import ALL_RULES, RULES_BY_CODE
from forms.checks.settings import RuleSetting, RuleSettings
from forms.marks import Mark
from forms.registry import STANDARD_FORMS
from resources import read_tables
from tests.exports.reading import by_openpyxl

RULES = RuleSettings(
    {
        "A16": RuleSetting(params={"start": "800"}),
        "A34": RuleSetting(off=True),
        "A60": RuleSetting(severity="soft", trial=True),
    },
    {("A16", "310115-2026-P0001"): "市级同意纳入"},
    "2026-09-20.3",
)
PACKAGE = TaskPackage(
    period="2026Q3",
    deadline="2026-10-15",
    unit="市级示例部门",
    issued_at="2026-09-20T09:00:00+08:00",
    ledger_id="city-1",
    app_version="0.1.0",
    rules_version="2022.1",
    comment="请按时报送。",
    legal={"form_no": "沪未来01表", "issuer": "市级示例部门", "valid_to": "2027-12-31"},
    due={"F05": True, "F12": False, "F03": "year"},
    rules=RULES,
    tables=read_tables("catalogue/2022.1"),
)


def written(package: TaskPackage, folder: Path) -> Path:
    path = folder / package.file_name
    write_task(package, path, forms=STANDARD_FORMS)
    return path


@pytest.mark.parametrize(
    "package", [PACKAGE, replace(PACKAGE, rules=RuleSettings(), due={}, legal={}, comment="")]
)
def test_a_package_comes_back_as_it_was(
    package: TaskPackage, tmp_path: Path, pool: ChildPool
) -> None:
    path = written(package, tmp_path)
    assert path.name == "WLCY_2026Q3_RENWUBAO.xlsx"
    letter, _ = read_letter(path, pool=pool)
    again = task_of(letter)
    assert replace(again, tables=package.tables) == package
    assert set(again.tables) == set(package.tables)


def test_every_sheet_is_legible_on_paper(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(PACKAGE, tmp_path))
    assert len(book.worksheets) > 12
    for sheet in book.worksheets[1:]:
        groups = sheet.column_dimensions.values()
        width = sum(one.width * (one.max - one.min + 1) for one in groups)
        upright = sheet.page_setup.orientation == "portrait"
        pixels = UPRIGHT_PIXELS if upright else PAGE_PIXELS
        # The body is in 10 points.
        assert 10 * pixels / (width * CHARACTER_PIXELS) >= 7, sheet.title
        assert upright or width > 100, f"{sheet.title} would fit an upright page"
        titles = [str(cell.value) for cell in sheet[3] if cell.value]
        assert not [title for title in titles if title.isascii()], sheet.title


def test_the_code_lists_make_the_same_catalogue(tmp_path: Path, pool: ChildPool) -> None:
    again = task_of(read_letter(written(PACKAGE, tmp_path), pool=pool)[0])
    made, own = Catalogue.from_tables(again.tables), load_catalogue()
    assert again.catalogue_version == own.version
    assert made.targets == own.targets
    assert made.settings == own.settings
    assert made.plan_items == own.plan_items
    assert {name: list(one) for name, one in made.lists.items()} == {
        name: list(one) for name, one in own.lists.items()
    }


def test_a_person_can_read_it(tmp_path: Path) -> None:
    grid = by_openpyxl(written(PACKAGE, tmp_path))
    assert "2026年10月15日前" in str(grid["封面"][2, 1])
    due = {grid["应报表"][row, 1]: grid["应报表"][row, 4] for row in range(4, 15)}
    assert (due["F01"], due["F05"], due["F03"]) == ("是", "是", "否")
    rules = {grid["审核规则"][row, 1]: row for row in range(4, 4 + len(ALL_RULES))}
    assert set(rules) == {rule.code for rule in ALL_RULES}
    named = [grid["审核规则"][3, column] for column in range(1, 14)]
    assert named[:3] + named[8:] == [
        *("编号", "名称", "表", "试行", "参数", "默认参数", "审核公式", "处理办法")
    ]
    assert [grid["审核规则"][rules["A34"], column] for column in (3, 6, 8, 9)] == [
        *("F02", "强制性", "否", "否")
    ]
    assert grid["审核规则"][rules["A16"], 10] == "起点=800"
    assert grid["2030年目标"][4, 2] == "未来产业产值"
    assert "区" in grid


def test_what_only_a_newer_program_knows_is_kept() -> None:
    rules, waivers = rule_boards(RULES)
    row_of_a16 = next(row for row in rules.rows if row[0] == "A16")
    facts = dict(zip(rules.titles, rules.rows[0], strict=True))
    facts |= {"编号": "A999", "名称": "新规则", "级别": "提示性", "默认级别": "强制性"}
    facts |= {"试行": "是", "参数": "起点=5；新参数=7", "默认参数": "起点=5；新参数=6"}
    other = tuple("起点=900；另一个=1" if one == "起点=800" else one for one in row_of_a16)
    excused = ("A999", "新规则", "310115-2026-P0001", "市级同意纳入")
    read = read_rule_boards(
        replace(rules, rows=(tuple(facts.values()), other)), replace(waivers, rows=(excused,)), "1"
    )
    assert read == RuleSettings(
        {
            "A999": RuleSetting(severity="hint", trial=True, params={"新参数": "7"}),
            "A16": RuleSetting(params={"start": "900", "另一个": "1"}),
        },
        {("A999", "310115-2026-P0001"): "市级同意纳入"},
        version="1",
    )
    again = read_rule_boards(*rule_boards(read), "1")
    assert (again.of("A999"), again.waivers) == (read.of("A999"), read.waivers)
    assert read_rule_boards(None, None) == RuleSettings()


def test_a_rule_of_a_newer_program_left_alone_is_no_setting() -> None:
    rules, _ = rule_boards(RuleSettings())
    facts = dict(zip(rules.titles, rules.rows[0], strict=True))
    facts |= {"编号": "A999", "级别": "核实性", "默认级别": "核实性", "参数": "新参数=6"}
    facts |= {"启用": "是", "默认参数": "新参数=6"}
    assert read_rule_boards(replace(rules, rows=(tuple(facts.values()),)), None) == RuleSettings()


def test_a_parameter_kept_by_its_title_holds_once_the_program_knows_it() -> None:
    kept = RuleSettings({"A16": RuleSetting(params={"起点": "900"})})
    assert kept.params_of(RULES_BY_CODE["A16"])["start"] == Decimal(900)


def test_lists_recognised_travel(tmp_path: Path, pool: ChildPool) -> None:
    for lists in ({"Z03": ["示例一区", "示例二区|二区"], "Z05": ["示例"]}, {}):
        path = written(replace(PACKAGE, recognised=lists), tmp_path)
        assert task_of(read_letter(path, pool=pool)[0]).recognised == lists


def test_an_edited_package_is_refused(tmp_path: Path, pool: ChildPool) -> None:
    book = openpyxl.load_workbook(written(PACKAGE, tmp_path))
    book["审核规则"].cell(5, 8).value = "否"
    stream = BytesIO()
    book.save(stream)
    with pytest.raises(Refusal) as refused:
        read_letter(stream.getvalue(), pool=pool, name="a.xlsx")
    assert refused.value.reason == "altered_letter"


def test_saved_by_libreoffice_it_is_the_same(
    tmp_path: Path, pool: ChildPool, catalogue: Catalogue
) -> None:
    notice = Notice("return", "310115", "2026Q3", 1, "ab" * 32, "请修改。\n二行", marks=(
        Mark(1, "=请核对\n", "F02", "310115-2026-P0001", "inv_ytd", "示例", "007", "hard", "A34"),
        Mark(2, " 1-2 "),
    ))  # fmt: skip
    paths = [written(PACKAGE, tmp_path), tmp_path / notice.file_name]
    write_notice(notice, paths[1], forms=STANDARD_FORMS, catalogue=catalogue)
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx",
         "--outdir", tmp_path / "out", *paths],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    for path in paths:
        before, after = (
            read_letter(one, pool=pool)[1] for one in (path, tmp_path / "out" / path.name)
        )
        assert before == after
