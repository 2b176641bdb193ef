"""Commands about other people's tables: template, load."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.output import DONE, FINDINGS, LEDGER, PERIOD, Answer, answers
from desktop.workflow import loading
from desktop.workflow.rejecting import write_failing
from desktop.workflow.session import Session, find_period, open_session
from desktop.workflow.templates import Prefill, make_ledger_template, make_template
from exports.mapping import read_mapping
from forms.errors import UserMistake


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="写到哪个文件。",
)
@click.option("--form", "forms", multiple=True, metavar="F01", help="只要这些表；可写多次。")
@click.option("--district", default="", metavar="CODE", help="按某个区给出街镇下拉。")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="LEDGER",
    help="按这个账本的代码表、单位和报告期生成。",
)
@PERIOD
@click.option("--prefill", is_flag=True, help="填入账本中已有的记录，供核对、补充。")
@click.option("--firm", default="", metavar="USCC", help="只填入某家企业的记录（代码或全称）。")
@click.option("--carrier", default="", metavar="ID", help="只填入某个载体的记录（编号或名称）。")
@click.option("--rows", default=0, metavar="N", help="每张表留多少空行；不写时为一页。")
@answers
def template(
    out: Path,
    forms: tuple[str, ...],
    district: str,
    ledger: Path | None,
    period_text: str | None,
    prefill: bool,
    firm: str,
    carrier: str,
    rows: int,
) -> Answer:
    """生成填报模板：空白的，或带上账本中已有的记录。"""
    if ledger is None:
        if prefill or firm or carrier or period_text:
            raise UserMistake("填入已有记录要用 --ledger 指明账本。")
        made = make_template(out, forms, district, input_rows=rows)
        data: dict[str, object] = {"file": str(made.file), "forms": list(made.forms)}
        return Answer(data, [f"已生成空白模板：{made.file}"])
    session = open_session(ledger)
    try:
        if district and district != session.district:
            raise UserMistake(f"账本是 {session.district} 的，不能生成其他区的模板。")
        period = find_period(session, session.district, period_text)
        known = Prefill(firm, carrier) if prefill or firm or carrier else None
        made = make_ledger_template(out, session, period, forms, known, input_rows=rows)
    finally:
        session.close()
    said = "，".join(f"{code} {count} 行" for code, count in made.rows.items() if count)
    return Answer(
        {"file": str(made.file), "forms": list(made.forms), "rows": dict(made.rows),
         "period": period.code},
        [f"已生成{period.title}填报模板：{made.file}", *([f"已填入：{said}"] if said else [])],
    )  # fmt: skip


@click.command()
@LEDGER
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--form", default="", metavar="F01", help="导入到哪张表；不写时按表名识别。")
@click.option("--sheet", default="", metavar="NAME", help="取哪张工作表，与 --form 一起用。")
@PERIOD
@click.option(
    "--mapping", type=click.Path(path_type=Path, exists=True), help="列名对应的 JSON 文件。"
)
@click.option("--dry-run", is_flag=True, help="只预览，不写入。")
@click.option(
    "--rejected",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="没有完整导入的行另存为同样版式的表格，末列写明原因。",
)
@click.option("--forget", is_flag=True, help="忘掉上次记住的列对应，重新辨认。")
@click.option("--reason", default="", help="本期已上报时，说明修改原因。")
@answers
def load(
    ledger: Path,
    file: Path,
    form: str,
    sheet: str,
    period_text: str | None,
    mapping: Path | None,
    dry_run: bool,
    rejected: Path | None,
    forget: bool,
    reason: str,
) -> Answer:
    """把表格文件中的行导入账本。"""
    if not file.is_file():
        raise UserMistake(f"没有找到文件“{file}”，请核对路径。")
    if sheet and not form:
        raise UserMistake("--sheet 要与 --form 一起用，例如 --form F01 --sheet 二季度。")
    if rejected and rejected.exists():
        raise UserMistake(f"“{rejected.name}”已存在，没有覆盖；请换一个文件名。")
    session = open_session(ledger)
    period = find_period(session, session.district, period_text)
    titles = read_mapping(mapping) if mapping else None
    plans = loading.plan_load(
        session, period, file, form, titles, sheet=sheet or None, forget=forget
    )
    shapes = [plan.to_json(session.catalogue) for plan in plans]
    if not dry_run:
        loading.apply_load(session, period, file, plans, reason)
    told = [plan for plan in plans if plan.rows or plan.left_out or len(plans) == 1]
    lines = [line for plan in told for line in _load_lines(plan, session, dry_run=dry_run)]
    session.close()
    given_back = write_failing(rejected, plans) if rejected else 0
    if given_back:
        lines.append(f"未完整导入的 {given_back} 行已另存到：{rejected}")
    data: dict[str, object] = shapes[0] if len(shapes) == 1 else {"forms": shapes}
    if rejected:
        data["rejected"] = {"file": str(rejected) if given_back else "", "rows": given_back}
    troubled = any(not one.is_expected for plan in plans for one in plan.problems)
    return Answer({**data, "dry_run": dry_run}, lines, FINDINGS if troubled else DONE)


def _load_lines(plan: loading.LoadPlan, session: Session, *, dry_run: bool) -> list[str]:
    head = (
        f"{plan.form}（工作表“{plan.sheet}”）：共 {plan.rows} 行，"
        f"新增 {plan.created}，更新 {plan.updated}，无变化 {plan.unchanged}，未导入 {plan.skipped}"
    )
    unread = [one.source_title for one in plan.columns if not one.item and one.source_title]
    return [
        head,
        *(f"  {notice}" for notice in plan.notices),
        *([f"  没有导入的列：{'、'.join(unread)}"] if unread else []),
        *(_preview_line(row, session) for row in plan.planned if dry_run and row.changes),
        *(f"  {_place(one)}：{one.message}" for one in plan.problems),
    ]


def _preview_line(row: loading.PlannedRow, session: Session) -> str:
    cells = (
        f"{one.item.title} {old or '（空）'} → {new or '（空）'}"
        for one in row.changes
        for old, new in [one.texts(session.catalogue)]
    )
    title = loading.OUTCOME_TITLES[row.outcome]
    return f"  第 {row.number} 行 {title} {row.record_id} {row.label}：{'；'.join(cells)}"


def _place(one: loading.LoadProblem) -> str:
    """Where a problem is: the row, and the column and value where it has them."""
    return " ".join(filter(None, (f"第 {one.row} 行", one.column, one.value)))


COMMANDS = (template, load)
