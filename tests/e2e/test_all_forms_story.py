"""One district, all forms, two periods: from typed lists to the city's figures, by command.

The expected figures stand beside the lists they were counted from by hand.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from desktop import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DISTRICT, FIRST, SECOND = "310115", "2025Q4", "2026Q2"
FIRM, OTHER, SCHOOL = "91310115MA0000111M", "91310112MA0000082Y", "91310115MA0000015C"
REASON = "已与项目单位核对合同和付款凭证，数据准确，佐证材料留存备查。"

LISTS: dict[str, str] = {
    "F03": """
        载体名称|载体类型|试验场类型|级别|载体状态|认定日期|牵头区|涉及区|国家（城市）
        示例脑机先导区|未来产业先导区||市|认定/授牌|2024-03-01|浦东新区|闵行区|
        示例量子创新中心|未来产业创新中心||市|运行|2023年6月30日|浦东新区||
        示例筹建创新中心|未来产业创新中心||市|筹建||浦东新区||
        示例区级创新中心|未来产业创新中心||区|运行|2024.5.6|浦东新区||
        示例未来医院|未来产业试验场|未来医院|市|运行|2024-01-15|浦东新区||
        示例中试基地|中试基地||区|运行|2025-02-01|浦东新区||
        示例海外节点|海外技术转移转化网络节点||市|运行|2024-08-08|浦东新区||示例国示例市
        """,
    "F04": f"""
        企业名称|统一社会信用代码|注册区|主要生产经营地街镇|主体类型|所属集群|所属方向|是否国企|监管层级
        上海示例芯桥科技有限公司|{FIRM}|浦东新区|张江镇|民营企业|未来健康|脑机接口|否|
        上海虚拟国创集团有限公司|{SCHOOL}|浦东新区|张江镇|国有企业|未来智能|量子科技|是|市属
        """,
    "F04Q": f"""
        统一社会信用代码|资质类型|认定日期|有效期至|年度|资质状态
        {FIRM}|高新技术企业|2023-06-15|2026-06-14||有效
        {FIRM}|市级企业技术中心|2024-10-01|||有效
        {FIRM}|未来之星|2025-03-01||2025|有效
        {SCHOOL}|高新技术企业|2024-11-01|2027-10-31||有效
        {SCHOOL}|领军企业|2025-05-01|||有效
        """,
    "F05": f"""
        成果类型|成果名称|权属单位|权属单位统一社会信用代码|完成（发布）日期|认定依据|文号/标准号/专利号|标准层级
        核心部件|示例脑机电极|上海示例芯桥科技有限公司|{FIRM}|2024-05-20|验收|示例验〔2024〕1号|
        核心部件|示例老部件|上海示例芯桥科技有限公司|{FIRM}|2022-09-23|验收|示例验〔2022〕9号|
        高端产品|示例脑机头环|上海示例芯桥科技有限公司|{FIRM}|2022-09-24|验收||
        标准|示例脑机接口规范|上海示例芯桥科技有限公司|{FIRM}|2025-06-01|标准公告|GB/T 00001-2025|国家
        标准|示例团体规范|上海示例芯桥科技有限公司|{FIRM}|2025-07-01|标准公告|T/SL 001-2025|团体
        """,
    "F06": """
        场景名称|场景阶段|是否综合性|场景状态|发布单位|发布日期|形成日期|推广规模|推广规模单位|应用单位数|跨界融合示范工程标志
        示例康复场景|早期验证|否|已发布|示例区示例委员会|2025-01-10||||| 否
        示例园区场景|综合推广|是|已形成|示例区示例委员会|2024-02-01|2025-08-30|1200|套|8|否
        示例融合场景|融合试验|是|建设中|示例区示例委员会|2025-03-01||||3|是
        """,
    "F07": f"""
        榜单编号|榜单名称|发榜单位|发榜单位统一社会信用代码|榜单金额|发榜日期|揭榜方|揭榜日期|榜单状态
        示例榜2025-01|示例电极攻关|上海示例芯桥科技有限公司|{FIRM}|500|2025-02-01|示例大学|2025-05-01|攻关中
        示例榜2025-02|示例流标任务|上海示例芯桥科技有限公司|{FIRM}|200|2025-03-01|||流榜
        """,
    "F08": f"""
        人才事项类型|站（计划）名称|设站单位|设站单位统一社会信用代码|级别|设立日期|在站人数|本期新增人数|申报数|入选数
        院士(专家)工作站|示例院士工作站|上海示例芯桥科技有限公司|{FIRM}|市|2024-05-01|6|2||
        引进顶尖人才||||||| 5||
        人才计划|示例领军计划|||市||||10|3
        """,
    "F09": """
        事项类型|事项名称|日期|规模|本期发生额|项目数|参与数
        引导基金|示例未来产业引导基金|2024-06-01|50000|3000|4|
        大赛|示例未来产业大赛|2025-10-01||||120
        论坛活动|示例前沿论坛|2025-05-01||||300
        """,
    "F10": """
        政策工具|政策名称|文号|施行日|有效期至|享受企业数|享受项目数|兑现金额
        区专项|示例区未来产业办法|示例府规〔2025〕1号|2025-01-01|2027-12-31|35|42|5600
        首台(套)|||||2|2|1.2亿
        """,
    "F12": f"""
        统一社会信用代码|所属方向|产值口径|本年累计产值|未来产业产值
        {FIRM}|脑机接口|企业法|18000|12000
        {SCHOOL}|量子科技|企业法|9,000.50|8000.25
        """,
}

AGAIN = {
    "F04Q": f"""
        统一社会信用代码|资质类型|认定日期|有效期至|资质状态
        {FIRM}|高新技术企业|2023-06-15|2026-06-14|到期
        """,
    "F12": f"""
        统一社会信用代码|所属方向|产值口径|本年累计产值|未来产业产值
        {FIRM}|脑机接口|企业法|9500|6000
        {SCHOOL}|量子科技|企业法|5000|4000
        """,
}
"""What the second period says anew."""

FIGURES: dict[str, float | None] = {
    "Z01": 2.000025,  # 12,000 + 8,000.25 万元 in 亿元
    "Z02": 0,
    "Z03": 1,  # one runs; one is being set up; one has the district's recognition only
    "Z04": 5,
    "Z05": 1,
    "Z06": 1,  # the other part is a day older than the plan
    "Z07": 1,  # on the very day of the plan
    "Z08": 1,  # the society's standard does not count by default
    "Z09": 1,
    "Z10": 0,
    "Z11": 1,
    "Z12": 2,
    "Z13": 1,  # the other comprehensive one is not formed yet
    "N03": 1,
    "N08": 1,
    "N08.3": 1,
    "N09": 1,
    "N11": 1,
    "N12": 1,
    "N15": 1,
    "N16": 1,
    "N17": 1,
    "N18": 1,
    "N19": 1,  # a challenge that found nobody leaves the sum
    "N20": 1,
    "N21": 0,
    "N22": 5,  # the station's two are no newcomers to the district
    "N22.4": 3,
    "N23": 1,
    "N25": 1,  # the contest; the forum was in the first half
    "N27": 17600,  # 5,600 + 1.2亿
    "N28": 1,
}

Command = Callable[..., dict[str, Any]] if TYPE_CHECKING else Any


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process; answers its JSON and checks its exit code."""

    def run(*words: object, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        done = cli.run([*map(str, words), "--json"])
        said = capsys.readouterr()
        assert done == code, (words, said.out[-3000:], said.err)
        return json.loads(said.out)

    return run


def as_csv(folder: Path, form: str, text: str = "") -> Path:
    """The list of a form as somebody's CSV."""
    path = folder / f"{form}.csv"
    lines = [line.strip().split("|") for line in (text or LISTS[form]).strip().splitlines()]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(lines)
    return path


def explain_all(command: Command, ledger: Path, period: str) -> None:
    found = command("check", ledger, "--period", period, code=1)
    assert [one["message"] for one in found["findings"] if one["severity"] == "hard"] == []
    for one in found["findings"]:
        if one["severity"] == "soft":
            command("explain", ledger, one["id"], "--text", REASON, "--period", period)


def figures(report: dict[str, Any]) -> dict[str, float | None]:
    return {one["code"]: one["value"] for one in report["indicators"]}


def test_all_forms_of_two_periods_reach_the_citys_figures(command: Command, tmp_path: Path) -> None:
    ledger, city = tmp_path / "own.db", tmp_path / "city.db"
    signs = ("--unit-leader", "示例甲", "--stat-leader", "示例乙", "--preparer", "示例丙")
    command(
        "init", ledger, "--role", "district", "--district", DISTRICT, "--unit", "示例委员会",
        *signs, "--phone", "021-00000000",
    )  # fmt: skip
    command("open-period", ledger, FIRST)
    for form in LISTS:
        loaded = command("load", ledger, as_csv(tmp_path, form), "--form", form, "--period", FIRST)
        assert loaded["problems"] == [], form
        assert loaded["created"] == len(LISTS[form].strip().splitlines()) - 1
    command("nil", ledger, "--form", "F01", "--period", FIRST)
    explain_all(command, ledger, FIRST)
    sent = command("submit", ledger, "--period", FIRST, "-o", tmp_path)

    command("init", city, "--role", "city")
    received = command("receive", city, sent["file"])
    assert received["files"][0]["outcome"] == "received"
    report = command("report", city, "--period", FIRST)
    found = figures(report)
    assert {code: found[code] for code in FIGURES} == FIGURES
    by_code = {one["code"]: one for one in report["indicators"]}
    assert by_code["Z12"]["by_district"][DISTRICT] == 2
    assert by_code["Z12"]["by_district"]["310101"] is None
    assert report["status"] == "provisional"

    second_half(command, tmp_path, ledger, city)


def second_half(command: Command, folder: Path, ledger: Path, city: Path) -> None:
    """The next half-year: what came over, what changed, and what falls away by itself."""
    opened = command("open-period", ledger, SECOND)
    assert opened["rows"]["F03"] == 7
    assert opened["rows"]["F12"] == 2
    findings = command("check", ledger, "--period", SECOND, code=1)["findings"]
    expired = [one for one in findings if one["rule"] == "A52"]
    assert [one["form"] for one in expired] == ["F04Q"]  # The certificate of 2023 ended in June.
    again = command(
        "load", ledger, as_csv(folder, "F04Q", AGAIN["F04Q"]), "--form", "F04Q", "--period", SECOND
    )
    assert (again["updated"], again["created"]) == (1, 0)
    output = as_csv(folder, "F12", AGAIN["F12"])
    command("load", ledger, output, "--form", "F12", "--period", SECOND)
    command("confirm", ledger, "--period", SECOND)
    explain_all(command, ledger, SECOND)
    sent = command("submit", ledger, "--period", SECOND, "-o", folder)
    command("receive", city, sent["file"])
    report = command("report", city, "--period", SECOND)
    by_code = {one["code"]: one for one in report["indicators"]}
    assert by_code["Z01"]["value"] == 1
    assert (by_code["Z12"]["value"], by_code["Z12"]["previous"]) == (1, 2)
    assert (by_code["Z06"]["value"], by_code["Z06"]["previous"]) == (1, 1)
    assert by_code["N25"]["value"] == 0
    members = command("report", city, "--period", SECOND, "--members", "Z12")
    labels = [one["label"] for one in members["members"]["records"] if one["state"] == "counted"]
    assert labels == ["上海虚拟国创集团有限公司（高新技术企业）"]
