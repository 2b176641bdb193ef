"""What the ledger's tests share: a clock, a toy form with every kind, cells of every sort."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from desktop.ledger import AddRow, Edit, Ledger, SetCell, Step
from forms.base import (
    Count,
    Date,
    Form,
    FormSet,
    FormSpec,
    Identifier,
    ManyOf,
    Money,
    Month,
    OneOf,
    Percent,
    Reference,
    Text,
    YesNo,
)
from forms.cells import Cell, Kept, Missing
from forms.f00_cover import Cover
from forms.f01_project import Project
from forms.f02_progress import Progress
from forms.items import Item, item

DISTRICT, PERIOD, NEXT = "310115", "2026Q3", "2026Q4"
WHO = "示例甲"


class Toy(Form):
    """A form with one field of each kind."""

    spec = FormSpec(
        code="T01", name="toy", title="示例表", nature="register", label="name", id_letter="T"
    )

    name: Text = item("名称", no="1")
    code: Identifier = item("代码", no="2")
    amount: Money = item("金额", no="3", unit="万元")
    number: Count = item("数量", no="4")
    share: Percent = item("比例", no="5")
    day: Date = item("日期", no="6")
    month: Month = item("年月", no="7")
    agreed: YesNo = item("是否", no="8")
    choice: OneOf = item("单选", no="9", codes="stage")
    choices: ManyOf = item("多选", no="10", codes="topic")
    other: Reference = item("引用", no="11", refers_to="F01")
    note: Text = item("系统附注", no="12", computed=True)


FORMS = FormSet((Cover, Project, Progress, Toy))


class Clock:
    """A clock that tests wind."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def make(path: Path, role: str = "district", **more: Any) -> Ledger:
    """A new ledger of the role."""
    district = DISTRICT if role == "district" else ""
    return Ledger.create(
        path, more.pop("forms", FORMS), role=role, district=district, unit="上海市示例区示例委员会",
        who=WHO, clock=more.pop("clock", Clock()), **more,
    )  # fmt: skip


def reopen(path: Path, **more: Any) -> Ledger:
    """An existing ledger, opened anew."""
    return Ledger.open(path, more.pop("forms", FORMS), clock=more.pop("clock", Clock()), **more)


def edit(*steps: Step, title: str = "修改", reason: str = "", period: str = PERIOD) -> Edit:
    """An edit of the usual district."""
    return Edit(DISTRICT, period, title, steps, WHO, reason)


def toy(number: int, /, **cells: Cell) -> AddRow:
    """A step that adds a toy row."""
    return AddRow("T01", toy_id(number), {"name": f"示例{number}", **cells})


def toy_id(number: int) -> str:
    """The record id of a toy row."""
    return f"310115-2026-T{number:04d}"


def put(number: int, field: str, cell: Cell) -> SetCell:
    """A step that puts a toy cell."""
    return SetCell("T01", toy_id(number), field, cell)


# --- Cells for hypothesis -------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, min_size=1, max_size=30)
CODES = st.text("ABCXYZ0123456789-", min_size=1, max_size=18)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "identifier": CODES,
    "reference": CODES,
    "one_of": CODES,
    "month": st.dates().map(lambda day: f"{day:%Y-%m}"),
    "money": st.integers(-(10**14) + 1, 10**14 - 1).map(lambda cents: Decimal(cents).scaleb(-2)),
    "count": st.integers(-(10**12), 10**12),
    "percent": st.integers(-(10**6), 10**6),
    "date": st.dates(date(1, 1, 1)),
    "yes_no": st.booleans(),
    "many_of": st.lists(CODES, min_size=1, max_size=4).map(tuple),
}
SPECIAL: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    TEXTS.map(Kept),
    st.just(Missing("na")),
    st.text(LETTERS, max_size=10).map(lambda reason: Missing("later", reason)),
)


def cells_of(entry: Item) -> st.SearchStrategy[Cell]:
    """Every sort of cell a field may hold."""
    return st.one_of(VALUES[entry.kind.name], SPECIAL)


def rows_of(form: type[Form]) -> st.SearchStrategy[dict[str, Cell]]:
    """Cells for every field of a form."""
    return st.fixed_dictionaries(
        {entry.name: cells_of(entry) for entry in form.items() if entry.name != "record_id"}
    )


def contents(ledger: Ledger) -> dict[str, Any]:
    """Everything people see of a period's rows, to compare by value."""
    return {
        code: {one: row.model_dump() for one, row in rows.items()}
        for info in ledger.periods()
        for code, rows in ledger.all_rows(info.district, info.period).items()
    }
