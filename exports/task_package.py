"""Task package 任务包: what the city asks of every district for one period, and by which lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from exports.letter import Board, Letter
from exports.paper import breadth
from exports.refusal import Refusal
from exports.rule_rows import RULES_SHEET, WAIVERS_SHEET, read_rule_boards, rule_boards
from forms.checks.settings import RuleSettings
from forms.due import FREQUENCY_TITLES, Overrides, is_due
from forms.periods import BadPeriod, Period

if TYPE_CHECKING:
    from pathlib import Path

    from exports.signature import SigningKey
    from forms.base import FormFrequency, FormSet

Tables = Mapping[str, Sequence[Mapping[str, str]]]
"""A catalogue's tables, as ``Catalogue.from_tables`` takes them."""

Names = Mapping[str, Sequence[str]]
"""The names that the city recognised, by target."""

FORMS_SHEET = "应报表"
NAMES_SHEET = "认定名单"
_NAME_TITLES, _NAME_WIDTHS = ("指标", "名称"), (10, 60)
_FORM_TITLES, _FORM_WIDTHS = ("表号", "报表", "报告期别", "本期是否报", "设定"), (8, 30, 12, 12, 20)
LEGAL_FACTS = ("form_no", "issuer", "approver", "approval_no", "valid_to")
"""The facts of the 表号 block, named as the cover form's fields."""

_BY_FORM = "按表式"
_ALWAYS, _NEVER = "每期都报", "不报"

TABLE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "catalogue": "代码表版本", "targets": "2030年目标", "settings": "口径设定",
        "districts": "区", "towns": "街镇", "clusters": "集群", "directions": "方向",
        "topics": "技术领域", "plans": "六大计划", "indicators": "计数指标", "industries": "行业",
        "enumerations": "选项", "lists": "代码表目录", "plan_items": "方案事项",
    }
)  # fmt: skip
"""The catalogue's tables as sheets; one that is not named here bears its own name."""

_COLUMN_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "code": "代码", "title": "名称", "name": "英文名", "parent": "上级代码", "retired": "停用",
        "aliases": "别名", "note": "备注", "list": "代码表", "value": "数值", "unit": "单位",
        "about": "左右", "kind": "期型", "phrase": "原文", "form": "报表", "forms": "报表各项",
        "feeds": "来源", "fields": "指标", "part": "部分", "group": "组", "version": "版本",
        "policy": "文件", "policy_no": "文号", "effective": "施行日期", "cumulative_start": "累计起点",
        "options": "可选", "details": "细项", "records": "记录", "default": "现行",
        "reason": "理由", "districts": "所在区", "districts_phrase": "所在区原文",
    }
)  # fmt: skip
_LEAST_WIDTH, _MOST_WIDTH, _PAGE_WIDTH = 12, 48, 180
"""Of a column, and of all columns of a page that is printed at three quarters of its size."""


@dataclass(frozen=True, slots=True)
class TaskPackage:
    """What the city asks: ``deadline`` is an ISO date, ``legal`` texts by a name of ``LEGAL_FACTS``.

    ``due`` says which forms are due against their own frequency, ``rules`` what is set about the
    checks, ``tables`` the code lists and targets, ``recognised`` the lists that the city keeps, or
    None in a package of an earlier program.
    """

    period: str
    deadline: str
    unit: str = ""
    issued_at: str = ""
    ledger_id: str = ""
    app_version: str = ""
    rules_version: str = ""
    comment: str = ""
    legal: Mapping[str, str] = field(default_factory=dict)
    due: Overrides = field(default_factory=dict)
    rules: RuleSettings = field(default_factory=RuleSettings)
    tables: Tables = field(default_factory=dict)
    recognised: Names | None = None

    @property
    def catalogue_version(self) -> str:
        """The version of the code lists it carries."""
        return version_of(self.tables)

    @property
    def file_name(self) -> str:
        """``WLCY_2026Q3_RENWUBAO.xlsx``: ASCII, so no system garbles it."""
        return f"WLCY_{self.period}_RENWUBAO.xlsx"


def version_of(tables: Tables) -> str:
    """The version that a catalogue's tables name; empty without one."""
    head = next(iter(tables.get("catalogue", ())), {})
    return head.get("version", "")


def write_task(
    package: TaskPackage, target: Path, *, forms: FormSet, key: SigningKey | None = None
) -> str:
    """Write a task package to exactly ``target``, signed, and give its digest.

    Raises ``OSError``.
    """
    from exports.letter_writer import write_letter  # openpyxl is slow to load

    return write_letter(_letter(package, forms), target, key=key)


def task_of(letter: Letter) -> TaskPackage:
    """The task package that a letter is; raises ``Refusal``, ``BadSettings``."""
    facts = letter.facts
    if letter.kind != "task":
        raise Refusal("wrong_kind", letter.file_name, "它不是任务包")
    try:
        Period.parse(facts.get("period", ""))
        date.fromisoformat(facts.get("deadline", ""))
    except BadPeriod:
        raise Refusal("wrong_period", letter.file_name, f"“{facts.get('period', '')}”") from None
    except ValueError:
        raise Refusal("wrong_kind", letter.file_name, "没有写明报送截止日") from None
    return TaskPackage(
        period=facts["period"],
        deadline=facts["deadline"],
        unit=facts.get("unit", ""),
        issued_at=facts.get("issued_at", ""),
        ledger_id=facts.get("ledger_id", ""),
        app_version=facts.get("app_version", ""),
        rules_version=facts.get("rules_version", ""),
        comment=facts.get("demand", ""),
        legal={name: facts[name] for name in LEGAL_FACTS if facts.get(name)},
        due=_read_due(letter.board(FORMS_SHEET)),
        rules=read_rule_boards(
            letter.board(RULES_SHEET),
            letter.board(WAIVERS_SHEET),
            facts.get("settings_version", ""),
        ),
        tables=_read_tables(letter.boards),
        recognised=_read_names(letter.board(NAMES_SHEET)),
    )


def _letter(package: TaskPackage, forms: FormSet) -> Letter:
    period = Period.parse(package.period)
    facts = {
        "period": package.period,
        "period_title": period.title,
        "deadline": package.deadline,
        "issued_at": package.issued_at,
        "catalogue_version": package.catalogue_version,
        "rules_version": package.rules_version,
        "settings_version": package.rules.version,
        "ledger_id": package.ledger_id,
        "app_version": package.app_version,
        "unit": package.unit,
        **{name: package.legal[name] for name in LEGAL_FACTS if package.legal.get(name)},
        "demand": package.comment,
    }
    boards = [
        _forms_board(package, period, forms),
        *rule_boards(package.rules),
        *([] if package.recognised is None else [_names_board(package.recognised)]),
        *(_table_board(name, package.tables[name]) for name in _ordered(package.tables)),
    ]
    return Letter("task", facts, boards, _said(package, period))


def _said(package: TaskPackage, period: Period) -> str:
    due = date.fromisoformat(package.deadline)
    return (
        f"各区：请于 {due.year}年{due.month}月{due.day}日前报送{period.title}未来产业集群"
        f"{period.kind_title}。在程序“往来”页打开本文件，截止日、应报表、审核设置和代码表随即生效。"
    )


# --- Forms that are due ----------------------------------------------------------------------


def _forms_board(package: TaskPackage, period: Period, forms: FormSet) -> Board:
    rows = tuple(
        (
            form.spec.code,
            form.spec.title,
            FREQUENCY_TITLES[form.spec.frequency],
            "是" if is_due(form.spec, period, package.due) else "否",
            due_title(package.due.get(form.spec.code)),
        )
        for form in forms
    )
    said = f"{period.title}应报送的表；“设定”为市级对报告期别的改动。"
    return Board(FORMS_SHEET, said, _FORM_TITLES, _FORM_WIDTHS, rows)


def due_title(said: bool | FormFrequency | None) -> str:
    """What is set about a form, in words; None is nothing."""
    if said is None:
        return _BY_FORM
    if isinstance(said, bool):
        return _ALWAYS if said else _NEVER
    return FREQUENCY_TITLES[said]


def _read_due(board: Board | None) -> Overrides:
    said: dict[str, bool | FormFrequency] = {_ALWAYS: True, _NEVER: False}
    said.update({title: frequency for frequency, title in FREQUENCY_TITLES.items()})
    rows = board.rows if board and len(board.titles) == len(_FORM_TITLES) else ()
    return {row[0]: said[row[4]] for row in rows if row[4] in said}


# --- Lists recognised -------------------------------------------------------------------------


def _names_board(recognised: Names) -> Board:
    rows = tuple((code, name) for code, names in sorted(recognised.items()) for name in names)
    said = "市级用来核对各区所报；同一对象的别名用 | 隔开。" if rows else "没有导入认定名单。"
    return Board(NAMES_SHEET, said, _NAME_TITLES, _NAME_WIDTHS, rows)


def _read_names(board: Board | None) -> Names | None:
    if board is None or len(board.titles) != len(_NAME_TITLES):
        return None
    found: dict[str, list[str]] = {}
    for code, name in board.rows:
        if code and name:
            found.setdefault(code, []).append(name)
    return found


# --- Code lists ------------------------------------------------------------------------------


def _ordered(tables: Tables) -> list[str]:
    known = [name for name in TABLE_TITLES if name in tables]
    return known + [name for name in tables if name not in TABLE_TITLES]


def _table_board(name: str, rows: Sequence[Mapping[str, str]]) -> Board:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return Board(
        TABLE_TITLES.get(name, name),
        f"共 {len(rows)} 行。",
        tuple(_COLUMN_TITLES.get(column, column) for column in columns),
        _widths(columns, rows),
        tuple(tuple(row.get(column, "") or "" for column in columns) for row in rows),
    )


def _widths(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
    """Columns as wide as their texts, the widest cut back until the page is legible."""
    titles = [_COLUMN_TITLES.get(column, column) for column in columns]
    longest = [max(breadth(row.get(column) or "") for row in rows) for column in columns]
    widths = [
        min(max(breadth(title), text) + 3, _MOST_WIDTH)
        for title, text in zip(titles, longest, strict=True)
    ]
    while sum(widths) > _PAGE_WIDTH and max(widths) > _LEAST_WIDTH:
        widths[widths.index(max(widths))] -= 1
    return tuple(widths)


def _read_tables(boards: Sequence[Board]) -> Tables:
    others = {FORMS_SHEET, RULES_SHEET, WAIVERS_SHEET, NAMES_SHEET}
    names = {title: name for name, title in TABLE_TITLES.items()}
    columns = {title: column for column, title in _COLUMN_TITLES.items()}
    tables: dict[str, list[dict[str, str]]] = {}
    for board in boards:
        if board.name not in others:
            keys = [columns.get(title, title) for title in board.titles]
            tables[names.get(board.name, board.name)] = [
                dict(zip(keys, row, strict=True)) for row in board.rows
            ]
    return tables
