"""Commands about the ledger file itself: init, open-period, status, backup, restore, verify, demo."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.output import DONE, FINDINGS, LEDGER, OUT, PERIOD, Answer, answers
from desktop.workflow.indicators import SUMMARY
from desktop.workflow.opening import open_period
from desktop.workflow.restoring import restore_ledger
from desktop.workflow.session import create_ledger, find_period, open_session
from desktop.workflow.statuses import DistrictStatus, statuses
from forms.errors import UserMistake
from forms.periods import Period

COVER_OPTIONS = ("unit_leader", "stat_leader", "preparer", "phone")


@click.command()
@LEDGER
@click.option(
    "--role",
    type=click.Choice(["district", "city"]),
    required=True,
    help="district 区级，city 市级。",
)
@click.option("--district", default="", metavar="CODE", help="区划代码或区名，例如 310115。")
@click.option("--unit", default="", metavar="NAME", help="填报单位名称。")
@click.option("--unit-leader", default="", metavar="NAME", help="单位负责人，写入封面。")
@click.option("--stat-leader", default="", metavar="NAME", help="统计负责人，写入封面。")
@click.option("--preparer", default="", metavar="NAME", help="填表人，写入封面。")
@click.option("--phone", default="", metavar="PHONE", help="联系电话，写入封面。")
@answers
def init(ledger: Path, role: str, district: str, unit: str, **cover: str) -> Answer:
    """新建账本。"""
    session = create_ledger(ledger, role, district, unit)
    for name in COVER_OPTIONS:
        if cover[name]:
            session.ledger.set_setting(f"cover.{name}", cover[name])
    info = session.info
    session.close()
    data = {
        "ledger": str(ledger),
        "ledger_id": info.ledger_id,
        "role": info.role,
        "district": info.district,
    }
    return Answer(data, [f"已新建账本：{ledger}"])


@click.command("open-period")
@LEDGER
@click.argument("period", metavar="PERIOD")
@answers
def open_period_command(ledger: Path, period: str) -> Answer:
    """建立报告期，并由上一期结转。"""
    session = open_session(ledger)
    changes = open_period(session, period)
    session.close()
    rows: dict[str, int] = {}
    for form, _ in changes.added:
        rows[form] = rows.get(form, 0) + 1
    carried = sum(count for form, count in rows.items() if form != "F00")
    title = Period.parse(period).title
    return Answer({"period": changes.period, "rows": rows}, [f"已建立{title}，结转 {carried} 行。"])


@click.command()
@LEDGER
@PERIOD
@answers
def status(ledger: Path, period_text: str | None) -> Answer:
    """各区（或本区）的报送进度。"""
    session = open_session(ledger)
    if session.district:
        period = find_period(session, session.district, period_text)
    else:
        period = _city_period(session.ledger.periods(), period_text)
    found = statuses(session, period)
    session.close()
    missing = [one for one in found if one.state == "missing"]
    data = {
        "period": period.code,
        "districts": [one.to_json() for one in found],
        "missing": [one.district for one in missing],
    }
    return Answer(data, [f"{period.title}报送进度：", *map(_status_line, found)])


@click.command()
@LEDGER
@OUT
@answers
def backup(ledger: Path, out: Path | None) -> Answer:
    """备份账本（备份后立即检查备份是否完好）。"""
    session = open_session(ledger)
    stamp = session.clock().strftime("%Y%m%d-%H%M%S")
    target = out or ledger.parent / "备份"
    if out is None or out.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        target = target / f"{ledger.stem}-{stamp}{ledger.suffix}"
    made = session.ledger.backup(target)
    session.close()
    return Answer({"file": str(target), "rows": dict(made.counts)}, [f"已备份到：{target}"])


@click.command()
@LEDGER
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False), metavar="BACKUP")
@answers
def restore(ledger: Path, source: Path) -> Answer:
    """用备份恢复账本；现有的账本先另存到“备份”文件夹。"""
    done = restore_ledger(ledger, source)
    kept = str(done.kept) if done.kept else ""
    data = {
        "ledger": str(ledger),
        "backup": str(source),
        "kept": kept,
        "same_ledger": done.same_ledger,
        "rows": dict(done.counts),
    }
    lines = [f"已用“{source.name}”恢复账本：{ledger}"]
    lines += [f"原来的账本另存为：{kept}"] if kept else []
    return Answer(data, lines)


@click.command()
@LEDGER
@answers
def verify(ledger: Path) -> Answer:
    """校验账本文件是否完好。"""
    session = open_session(ledger)
    report = session.ledger.verify()
    session.close()
    data = {
        "ok": report.ok,
        "problems": list(report.problems),
        "rows": dict(report.counts),
        "sqlite": report.sqlite_version,
    }
    lines = ["账本完好。"] if report.ok else ["账本有问题：", *report.problems]
    return Answer(data, lines, DONE if report.ok else FINDINGS)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--pictures", is_flag=True, help="同时保存主要页面的图片。")
@answers
def demo(folder: Path, pictures: bool) -> Answer:
    """用虚构样例走一遍全流程：16 区填报、审核、报送，市级接收、汇总。"""
    from desktop.workflow.demo import run_demo

    story = run_demo(folder, say=lambda line: click.echo(line, err=True))
    if pictures:
        from desktop.ui.pictures import take_pictures

        story.pictures = take_pictures(folder)
    return Answer(story.to_json(), story.lines())


def _city_period(known: object, text: str | None) -> Period:
    if text:
        return Period.parse(text)
    codes = [entry.period for entry in known]  # type: ignore[attr-defined]
    if not codes:
        raise UserMistake("还没有收到任何报送，请用 --period 指明报告期，例如 --period 2026Q3。")
    return max(map(Period.parse, codes), key=lambda period: period.end)


def _status_line(one: DistrictStatus) -> str:
    # A district's F11 is computed when it is sent, so its ledger has no rows to count.
    counted = ((form, count) for form, count in (one.rows or {}).items() if form != SUMMARY)
    rows = "，".join(f"{form} {count} 行" for form, count in counted)
    revision = f"第 {one.revision} 次，" if one.revision else ""
    return f"  {one.name}：{one.state_title}" + (f"（{revision}{rows}）" if rows else "")


COMMANDS = (init, open_period_command, status, backup, restore, verify, demo)
