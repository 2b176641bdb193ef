"""Z01, N29 and N31: output, what the state placed here, projects and their investment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from forms.cells import Missing
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.f03_carrier import Carrier
from forms.f04_enterprise import Enterprise
from forms.f12_output import Output
from forms.indicators import ProjectTotal, fold_totals, project_totals
from tests.forms.indicators.records import CODES, MINHANG, PUDONG, XUHUI, figures, rows_of, value


def output(number: int, future: str | None, **facts: Any) -> Output:
    given: dict[str, Any] = {"direction_code": "101", "method": "企业法"} | facts
    return Output(
        uscc=CODES[number],
        enterprise_name=f"上海示例{number}公司",
        future_output_ytd=None if future is None else Decimal(future),
        **given,
    )


def test_output_is_the_sum_of_future_output_to_the_cent() -> None:
    # 浦东 12000.10 + 0.20, 徐汇 99999999.99: 100011999 + ... = 100012000.29 万元.
    found = figures(
        {
            PUDONG: rows_of(output(0, "12000.10"), output(0, "0.20", direction_code="201")),
            XUHUI: rows_of(output(1, "99999999.99")),
        }
    )["Z01"]
    assert found.value == Decimal("100012000.29")
    assert found.by_district == {XUHUI: Decimal("99999999.99"), PUDONG: Decimal("12000.30")}
    assert found.by_cluster == {"1": Decimal("100012000.09"), "2": Decimal("0.20")}
    assert found.by_direction == {"101": Decimal("100012000.09"), "201": Decimal("0.20")}
    assert found.unit == "万元"


def test_output_not_known_is_stated() -> None:
    rows = rows_of(
        output(0, "100"),
        output(1, None),
        output(2, None).with_cells({"future_output_ytd": Missing("later", "待核")}),
        output(2, None, direction_code="201").with_cells({"future_output_ytd": Missing("na")}),
    )
    found = figures({PUDONG: rows})["Z01"]
    assert (found.value, found.unknown) == (100, 2)


def test_a_firms_output_in_a_direction_counts_once_for_the_city() -> None:
    # Both districts report firm 0 in direction 101; its direction 201 is another line.
    found = figures(
        {
            MINHANG: rows_of(output(0, "300")),
            PUDONG: rows_of(output(0, "300"), output(0, "40", direction_code="201")),
        }
    )["Z01"]
    assert (found.value, found.by_district) == (340, {MINHANG: 300, PUDONG: 40})


def test_two_lines_of_one_district_are_both_added() -> None:
    # A69: within a district Z01 is the plain sum; a doubled line is for a check to say.
    assert value("Z01", output(0, "300"), output(0, "300")) == 600


def test_the_method_that_the_city_settles_on() -> None:
    # Setting A: all methods 100 + 20 + 3; by firms alone 100.
    rows = (
        output(0, "100"),
        output(1, "20", method="产品法"),
        output(2, "3", method="项目法"),
    )
    assert value("Z01", *rows) == 123
    assert value("Z01", *rows, answers={"output_method": "企业法"}) == 100
    assert value("Z01", *rows, answers={"output_method": "产品法|项目法"}) == 23


# --- Projects -------------------------------------------------------------------------------


def project(number: int, district: str = PUDONG, **facts: Any) -> Project:
    given: dict[str, Any] = {"stage": "40", "cluster_code": "1", "direction_code": "101"} | facts
    return Project(
        record_id=f"{district}-2026-P000{number}", project_name=f"示例项目{number}", **given
    )


def done(number: int, amount: str | None, district: str = PUDONG) -> Progress:
    return Progress(
        record_id=f"{district}-2026-P000{number}",
        inv_cum=None if amount is None else Decimal(amount),
    )


def test_projects_with_their_investment() -> None:
    # 3 projects; 100.50 + 50 invested, one blank; 40.25 done, the reserve one has nothing to do
    # yet (0), the one under way without a progress row is not known.
    found = figures(
        {
            PUDONG: rows_of(
                project(1, total_investment=Decimal("100.50")),
                project(2, total_investment=Decimal(50), stage="10"),
                project(3),
                done(1, "40.25"),
            )
        }
    )
    assert [found[f"N31-{part}"].value for part in (1, 2, 3)] == [
        3,
        Decimal("150.50"),
        Decimal("40.25"),
    ]
    assert [found[f"N31-{part}"].unknown for part in (1, 2, 3)] == [0, 1, 1]


def test_projects_by_group_and_folded() -> None:
    # 浦东 101: 2 projects, 100 and one blank, 40 done; 闵行 201: 1 project of 7, nothing told.
    found = project_totals(
        figures(
            {
                PUDONG: rows_of(
                    project(1, total_investment=Decimal(100)), project(2), done(1, "40")
                ),
                MINHANG: rows_of(
                    project(
                        3,
                        MINHANG,
                        total_investment=Decimal(7),
                        cluster_code="2",
                        direction_code="201",
                    )
                ),
            }
        )
    )
    assert found == {
        (PUDONG, "1", "101"): ProjectTotal(2, Decimal(100), Decimal(40)),
        (MINHANG, "2", "201"): ProjectTotal(1, Decimal(7), Decimal(0)),
    }
    assert fold_totals(found, 0)[(PUDONG,)].projects == 2
    assert fold_totals(found, 1, 2)[("2", "201")].total_investment == Decimal(7)
    assert sum(found.values(), ProjectTotal()) == ProjectTotal(3, Decimal(107), Decimal(40))


def test_a_project_under_one_code_in_two_districts_is_one() -> None:
    # Both report the same code: the first in code order counts; two phases of one district stay.
    code = "2018-310115-35-03-000000"
    found = figures(
        {
            MINHANG: rows_of(
                project(1, MINHANG, nat_project_code=code, total_investment=Decimal(10)),
                project(2, MINHANG, nat_project_code=code, total_investment=Decimal(20)),
            ),
            PUDONG: rows_of(
                project(1, nat_project_code=code, total_investment=Decimal(10)),
                project(2, total_investment=Decimal(5)),
            ),
        }
    )
    assert (found["N31-1"].value, found["N31-2"].value) == (3, 35)
    assert found["N31-2"].by_district == {MINHANG: 30, PUDONG: 5}


def test_projects_count_where_they_stand_or_where_their_firm_is_registered() -> None:
    # Setting F: the project stands in 浦东, its firm is registered in 徐汇.
    def by_district(answer: str) -> dict[str, object]:
        given = project(1, entity_uscc=CODES[1], town_code="310115125")
        firm = Enterprise(record_id="E1", uscc=CODES[1], reg_district=XUHUI)
        records = {PUDONG: rows_of(given), XUHUI: rows_of(firm, given)}
        return dict(figures(records, answers={"attribution": answer})["N31-1"].by_district)

    assert by_district("项目按所在地、企业按注册地") == {XUHUI: 0, PUDONG: 1}
    assert by_district("均按所在地") == {XUHUI: 0, PUDONG: 1}
    assert by_district("均按注册地") == {XUHUI: 1, PUDONG: 0}


def test_what_the_state_placed_here_since_the_plan() -> None:
    # Signed and begun since the plan: 2 projects; in reserve, ended, begun before, of the city: no.
    # A national platform that settled since: 1; settled before the plan: no. 3 in all.
    def carrier(name: str, day: date) -> Carrier:
        return Carrier(
            carrier_name=name, carrier_type="验证平台", level="国家", state="运行", settled_on=day
        )

    found = figures(
        {
            PUDONG: rows_of(
                project(1, project_level="国家级", stage="20"),
                project(2, project_level="国家级", actual_start=date(2022, 9, 24)),
                project(3, project_level="国家级", stage="10"),
                project(4, project_level="国家级", stage="80"),
                project(5, project_level="国家级", actual_start=date(2022, 9, 23)),
                project(6, project_level="市重大"),
                carrier("甲", date(2024, 3, 1)),
                carrier("乙", date(2021, 3, 1)),
            )
        }
    )["N29"]
    assert found.value == 3
    assert sorted((one.form, one.label) for one in found.members) == [
        ("F01", "示例项目1"),
        ("F01", "示例项目2"),
        ("F03", "甲"),
    ]
