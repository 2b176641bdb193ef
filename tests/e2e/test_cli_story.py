"""The command line's contract (design §8), driven as a script would: processes, files, JSON."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from resources.sample import sample_rows

ROOT = Path(__file__).parents[2]
FINDING_KEYS = {
    "id",
    "rule",
    "severity",
    "form",
    "record_id",
    "field",
    "value",
    "message",
    "remedy",
    "explanation",
}


class Script:
    """Runs commands in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "desktop", *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=environment,
            timeout=100,
            check=False,
        )

    def json(self, *words: object, code: int = 0) -> dict[str, object]:
        done = self.run(*words, "--json")
        assert done.returncode == code, (words, done.returncode, done.stdout[-2000:], done.stderr)
        return json.loads(done.stdout)


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script(tmp_path)


def write_csv(path: Path, rows: list[dict[str, object]]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def enter(script: Script, ledger: str, district: str, period: str) -> None:
    rows = sample_rows(district, period, mistakes=False)
    for form in ("F00", "F03", "F01", "F02"):
        path = write_csv(script.folder / f"{district}-{form}.csv", rows[form])
        done = script.json("load", ledger, path, "--form", form, "--period", period)
        assert done["form"] == form
        assert done["skipped"] == 0
        assert done["problems"] == []


@pytest.mark.slow
def test_a_district_and_the_city_end_to_end(script: Script) -> None:
    made = script.json(
        "init", "310101.db", "--role", "district", "--district", "310101", "--unit", "示例委员会"
    )
    assert made["district"] == "310101"
    script.json("open-period", "310101.db", "2026Q2")
    enter(script, "310101.db", "310101", "2026Q2")

    found = script.json("check", "310101.db", "--period", "2026Q2", code=1)
    assert (found["district"], found["period"]) == ("310101", "2026Q2")
    assert found["counts"]["hard"] == 0
    assert all(set(one) == FINDING_KEYS for one in found["findings"])

    refused = script.json("submit", "310101.db", "--period", "2026Q2", code=1)
    assert refused["refused"] is True
    assert refused["counts"]["soft"] == len(refused["findings"])
    for one in found["findings"]:
        if one["severity"] == "soft":
            script.json(
                "explain",
                "310101.db",
                one["id"],
                "--text",
                "该区为方案外的区，项目经市级同意纳入统计。",
            )

    sent = script.json("submit", "310101.db", "--period", "2026Q2", "-o", ".")
    assert Path(str(sent["file"])).name == "WLCY_310101_2026Q2_B01.xlsx"
    assert sent["revision"] == 1
    assert sent["rows"]["F01"] == 15

    opened = script.json("open-period", "310101.db", "2026Q3")
    assert opened["rows"]["F01"] == 15
    confirmed = script.json("confirm", "310101.db", "--period", "2026Q3")
    assert confirmed["confirmed"]["F01"] == 15

    script.json("init", "city.db", "--role", "city")
    received = script.json("receive", "city.db", "WLCY_310101_2026Q2_B01.xlsx")
    assert [one["outcome"] for one in received["files"]] == ["received"]
    again = script.json("receive", "city.db", ".")
    assert [one["outcome"] for one in again["files"]].count("identical") == 1
    accepted = script.json("accept", "city.db", "--district", "310101", "--period", "2026Q2")
    assert accepted["state"] == "accepted"
    status = script.json("status", "city.db", "--period", "2026Q2")
    assert len(status["missing"]) == 15

    report = script.json(
        "report", "city.db", "--period", "2026Q2", "--members", "N31.2", "-o", "report.xlsx"
    )
    assert report["districts"]["received"] == ["310101"]
    assert len(report["districts"]["missing"]) == 15
    by_code = {one["code"]: one for one in report["indicators"]}
    assert by_code["N31.1"]["value"] == 15
    assert by_code["N31.1"]["by_district"]["310115"] is None
    assert by_code["Z05"]["target"] == 15
    records = report["members"]["records"]
    assert sum(one["amount"] for one in records) == pytest.approx(by_code["N31.2"]["value"])
    assert (script.folder / "report.xlsx").is_file()

    assert script.json("verify", "310101.db")["ok"] is True
    kept = script.json("backup", "310101.db", "-o", "copy.db")
    assert script.json("verify", kept["file"])["ok"] is True


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check", "none.db"], "没有找到账本文件"),
        (["note", "none.db", "Z05", "--text", "示例"], "没有找到账本文件"),
        (
            ["init", "a.db", "--role", "district", "--district", "310199", "--unit", "示例"],
            "没有“310199”这个区",
        ),
        (["init", "a.db", "--role", "district", "--unit", "示例"], "--district"),
        (["init", "a.db"], "缺少选项"),
        (["init", "a.db", "--role", "mayor"], "--help"),
        (["check", "a.db", "--perido", "x"], "没有选项"),
        (["frobnicate"], "--help"),
        (["report", "none.db", "--period", "2026Q3"], "没有找到账本文件"),
    ],
)
def test_mistakes_are_one_chinese_line_and_exit_2(
    script: Script, words: list[str], sentence: str
) -> None:
    done = script.run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert sentence in done.stderr


def test_a_ledger_is_never_made_over_another_file(script: Script) -> None:
    (script.folder / "a.db").write_bytes(b"mine")
    done = script.run("init", "a.db", "--role", "city")
    assert done.returncode == 2
    assert (script.folder / "a.db").read_bytes() == b"mine"


def test_periods_are_asked_for_by_name(script: Script) -> None:
    script.json("init", "a.db", "--role", "district", "--district", "浦东", "--unit", "示例委员会")
    for words, sentence in (
        (["check", "a.db"], "还没有报告期"),
        (["open-period", "a.db", "2026Q9"], "不是报告期"),
        (["check", "a.db", "--period", "2026Q1"], "还没有建立"),
    ):
        done = script.run(*words)
        assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr


def test_every_command_is_in_the_manual() -> None:
    from desktop.cli import commands

    manual = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    missing = [name for name in commands.commands if f"`{name} " not in manual]
    assert missing == []


def test_help_is_in_chinese(script: Script) -> None:
    done = script.run("--help")
    assert done.returncode == 0
    assert "集群台账" in done.stdout
    assert "审核一个报告期" in done.stdout


def test_no_command_explains_itself_in_english() -> None:
    from desktop.cli import commands

    for name in ("", *commands.commands):
        done = CliRunner().invoke(commands, [*filter(None, [name]), "--help"])
        texts = [line for line in done.stdout.splitlines() if line.strip()]
        english = [line for line in texts if not re.search(r"[\u4e00-\u9fff]", line)]
        assert [line for line in english if not line.lstrip().startswith("-")] == [], name
        assert "[required]" not in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nosuch"], "命令写法有误（没有命令 nosuch），可用 --help 查看用法。"),
        (["check", "a.db", "b.db"], "命令写法有误（多出了 b.db），可用 --help 查看用法。"),
        (["template", "-o"], "命令写法有误（选项 -o 后面要写内容），可用 --help 查看用法。"),
        (["check", "a.db", "--nosuch"], "没有选项 --nosuch，可用 --help 查看用法。"),
        (
            ["init", "a.db", "--role", "x"],
            "role 的值不可用（“x”不在可选的 'district', 'city' 之中），可用 --help 查看用法。",
        ),
        (
            ["template", "-o", "a.xlsx", "--rows", "很多"],
            "rows 的值不可用（“很多”不是数字），可用 --help 查看用法。",
        ),
    ],
)
def test_a_mistyped_command_is_one_chinese_line(
    script: Script, words: list[str], sentence: str
) -> None:
    done = script.run(*words)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", sentence)


def test_a_row_left_out_is_named_by_its_number_alone(script: Script) -> None:
    script.json("init", "a.db", "--role", "district", "--district", "310101", "--unit", "示例委")
    script.json("open-period", "a.db", "2026Q2")
    table = script.folder / "来表.csv"
    table.write_text("项目名称,总投资\n示例甲,约5\n合计,5\n", encoding="utf-8")
    said = script.run("load", "a.db", table, "--form", "F01", "--dry-run").stdout.splitlines()
    assert "  第 3 行：合计行，没有导入" in said
    assert [line for line in said if line.startswith("  第 2 行 总投资 约5：")]


def test_loading_previews_gives_back_what_failed_and_remembers(script: Script) -> None:
    script.json(
        "init", "a.db", "--role", "district", "--district", "310101", "--unit", "示例委员会"
    )
    script.json("open-period", "a.db", "2026Q2")
    table, titles = script.folder / "来表.csv", script.folder / "列.json"
    table.write_text("工程,进展阶段,钱\n示例甲,在建,5\n示例乙,在建,约500万\n", encoding="gb18030")
    titles.write_text('{"工程": "project_name", "钱": "total_investment"}', encoding="utf-8")
    words = ("load", "a.db", table, "--form", "F01", "--mapping", titles)

    seen = script.json(*words, "--dry-run", "--rejected", "先.xlsx", code=1)
    assert [one["outcome"] for one in seen["preview"]] == ["created", "created"]
    assert seen["rejected"] == {"file": "先.xlsx", "rows": 1}
    said = script.run(*words, "--dry-run").stdout
    assert "第 2 行 新增 310101-2026-P0001 示例甲：" in said
    assert "总投资 （空） → 5.00" in said
    refused = script.run(*words, "--rejected", "先.xlsx")
    assert (refused.returncode, "已存在" in refused.stderr) == (2, True)

    script.json(*words, code=1)
    again = script.json("load", "a.db", table, "--form", "F01", "--rejected", "后.xlsx", code=1)
    assert [one["why"] for one in again["columns"]] == ["上次的选择", "标题相同", "上次的选择"]
    assert again["unchanged"] == 2
    forgotten = script.run("load", "a.db", table, "--form", "F01", "--forget", "--dry-run")
    assert "没有找到表头" in forgotten.stderr


def test_a_template_with_known_rows(script: Script) -> None:
    script.json(
        "init", "a.db", "--role", "district", "--district", "310101", "--unit", "示例委员会"
    )
    script.json("open-period", "a.db", "2026Q2")
    table = script.folder / "企业.csv"
    table.write_text(
        "企业名称,统一社会信用代码\n示例甲公司,91310104MA00000239\n示例乙公司,91310115MA0000111M\n",
        encoding="utf-8",
    )
    script.json("load", "a.db", table, "--form", "F04")
    every = script.json(
        "template", "-o", "a.xlsx", "--ledger", "a.db", "--form", "F04", "--prefill"
    )
    assert (every["rows"], every["period"]) == ({"F04": 2}, "2026Q2")
    one = script.json("template", "-o", "b.xlsx", "--ledger", "a.db", "--firm", "示例甲公司")
    assert one["rows"]["F04"] == 1
    assert {"F01", "F02", "F04", "F04Q"} <= set(one["forms"])
    back = script.json("load", "a.db", "b.xlsx", "--dry-run")["forms"]
    assert {one["form"]: one["unchanged"] for one in back if one["rows"]} == {"F04": 1}
    lost = script.run("template", "-o", "c.xlsx", "--prefill")
    assert (lost.returncode, "--ledger" in lost.stderr) == (2, True)
