"""The loop between district and city as scripts drive it: files and JSON, no window."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.workflow.session import create_district
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q2, filled_district, submitted

ROOT = Path(__file__).parents[2]
XUHUI = "310104"
REASON = "地址以不动产登记证载明的为准，无需修改。"


class Script:
    """Runs commands in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def json(self, *words: object, code: int = 0) -> dict[str, object]:
        done = self.run(*words, "--json")
        assert done.returncode == code, (words, done.stdout[-2000:], done.stderr)
        return json.loads(done.stdout)

    def refused(self, sentence: str, *words: object) -> None:
        done = self.run(*words)
        assert (done.returncode, done.stdout) == (2, ""), done
        assert sentence in done.stderr

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "desktop", *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
            env=environment,
            timeout=100,
            check=False,
        )


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """A folder with the ledger of 徐汇, submitted once, and the city's that received it."""
    session = create_district(tmp_path / "d.db", XUHUI, "上海市示例区示例委员会", clock=still_clock)
    filled_district(session, ["2026Q2"])
    submitted(session, Q2, tmp_path)
    session.close()
    made = Script(tmp_path)
    made.json("init", "city.db", "--role", "city", "--unit", "市级示例部门")
    made.json("receive", "city.db", "WLCY_310104_2026Q2_B01.xlsx")
    return made


def introduced(script: Script, letter: str) -> None:
    """The first letter waits until the clerk has compared the fingerprint, once."""
    waits = script.json("apply", "d.db", letter, code=1)
    assert waits["reason"] == "unconfirmed_letter"
    fingerprint = str(script.json("keys", "city.db")["own"])
    assert fingerprint in str(waits["message"])
    script.refused("不一致", "confirm-key", "d.db", "--fingerprint", "0000")
    script.json("confirm-key", "d.db", "--fingerprint", fingerprint)


@pytest.mark.slow
def test_return_answer_send_again_accept(script: Script) -> None:
    where = ("--district", "徐汇", "--period", "2026Q2")
    project = f"{XUHUI}-2023-P0001"
    returned = script.json(
        "return", "city.db", *where, "--comment", "请修改",
        "--mark", f"F01:{project}:address=请写到门牌号", "--mark", f"F02:{project}=请核对", "-o", ".",
    )  # fmt: skip
    assert returned["state"] == "returned"
    notice = Path(str(returned["notice"])).name
    assert notice == "WLCY_310104_2026Q2_B01_TUIHUI.xlsx"

    introduced(script, notice)
    applied = script.json("apply", "d.db", notice)
    assert (applied["kind"], applied["outcome"]) == ("return", "applied")
    assert (applied["district"], applied["period"], applied["revision"]) == (XUHUI, "2026Q2", 1)
    assert script.json("apply", "d.db", notice)["outcome"] == "identical"
    assert script.json("marks", "d.db")["open"] == [1, 2]
    closed = script.json("submit", "d.db", "--period", "2026Q2", "-o", ".", code=1)
    assert [one["rule"] for one in closed["findings"]] == ["K10", "K10"]

    (script.folder / "fix.csv").write_text(
        f"record_id,address\n{project},示例路9号\n", encoding="utf-8"
    )
    script.json("load", "d.db", "fix.csv", "--form", "F01", "--period", "2026Q2")
    assert script.json("answer", "d.db", 1, "--as", "corrected")["open"] == [2]
    said = script.json("answer", "d.db", 2, "--as", "explained", "--text", REASON)
    assert said["open"] == []
    sent = script.json("submit", "d.db", "--period", "2026Q2", "-o", ".")
    assert sent["revision"] == 2

    received = script.json("receive", "city.db", Path(str(sent["file"])).name)
    assert received["files"][0]["outcome"] == "received"
    marks = script.json("marks", "city.db", *where)
    assert [one["answer"] for one in marks["marks"]] == ["corrected", "explained"]
    assert marks["marks"][1]["text"] == REASON

    found = script.json("diff", "city.db", *where, "--revision", 1, 2)
    assert (found["revisions"], found["counts"]["changed"]) == ([1, 2], 1)
    assert [one["new"] for one in found["records"][0]["fields"]] == ["示例路9号"]
    assert script.json("diff", "d.db")["records"] == []

    accepted = script.json("accept", "city.db", *where, "-o", ".")
    receipt = Path(str(accepted["notice"])).name
    assert receipt == "WLCY_310104_2026Q2_B02_HUIZHI.xlsx"
    done = script.json("apply", "d.db", receipt)
    assert (done["kind"], done["outcome"], done["revision"]) == ("receipt", "applied", 2)
    assert (
        script.json("status", "d.db", "--period", "2026Q2")["districts"][0]["state"] == "accepted"
    )
    assert script.json("verify", "d.db")["ok"] is True
    refused = script.json("apply", "d.db", "WLCY_310104_2026Q2_B01.xlsx", code=1)
    assert refused["reason"] == "wrong_kind"


@pytest.mark.slow
def test_a_task_package_goes_out_and_is_adopted(script: Script) -> None:
    (script.folder / "rules.json").write_text('{"rules": {"A16": {"off": true}}}', encoding="utf-8")
    made = script.json(
        "task", "city.db", "--period", "2026Q3", "--deadline", "2026-10-20", "--rules",
        "rules.json", "--due", "F05=yes", "--due", "F12=default", "--form-no", "沪未来01表", "-o", ".",
    )  # fmt: skip
    assert Path(str(made["file"])).name == "WLCY_2026Q3_RENWUBAO.xlsx"
    assert (made["due"], made["legal"]) == ({"F05": True}, {"form_no": "沪未来01表"})
    assert made["rules"]["rules"] == {"A16": {"off": True}}
    introduced(script, "WLCY_2026Q3_RENWUBAO.xlsx")
    done = script.json("apply", "d.db", "WLCY_2026Q3_RENWUBAO.xlsx")
    assert (done["kind"], done["outcome"], done["period"]) == ("task", "applied", "2026Q3")
    assert len(done["changes"]) == 4
    script.json("open-period", "d.db", "2026Q3")
    found = script.json("check", "d.db", "--period", "2026Q3", code=1)
    assert all(one["rule"] != "A16" for one in found["findings"])
    bad = ("task", "city.db", "--period", "2026Q3", "--deadline", "2026-10-20", "-o", ".")
    script.refused("F05=maybe", *bad, "--due", "F05=maybe")
    script.refused("不是 JSON", *bad, "--rules", "WLCY_2026Q3_RENWUBAO.xlsx")
    script.refused("打不开", *bad, "--rules", "none.json")


@pytest.mark.slow
def test_a_backup_is_brought_back(script: Script) -> None:
    script.json("backup", "d.db", "-o", "copy.db")
    script.json("open-period", "d.db", "2026Q3")
    done = script.json("restore", "d.db", "copy.db")
    assert done["same_ledger"] is True
    assert Path(str(done["kept"])).is_file() or (script.folder / str(done["kept"])).is_file()
    script.refused("还没有建立", "check", "d.db", "--period", "2026Q3")
    script.refused("不是同一个区或同一级", "restore", "city.db", "copy.db")
