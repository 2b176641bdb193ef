"""A file with thousands of rows of one firm costs each row no more than the first (no clock here)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.workflow import firms
from desktop.workflow.firms import FirmBook
from desktop.workflow.opening import open_period
from forms.f01_project import Project
from forms.firms import Firm, Gathered, Sighting, known_firms
from forms.identity import RecordIds
from tests.workflow.stories import Q2

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.workflow.conftest import Maker

CODE = "91310104MA00000239"


def project(number: int) -> Project:
    blank = Project(record_id=f"310104-2026-P{number:04d}")
    return blank.with_cells({"entity_uscc": CODE, "entity_name": "示例公司"})


class Counter:
    """A function that counts its calls."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self._real, self.calls = real, 0

    def __call__(self, *facts: object) -> Any:
        self.calls += 1
        return self._real(*facts)


def test_what_rows_tell_is_gathered_once(
    make_district: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_district()
    open_period(session, "2026Q2")
    added, looked = Counter(Gathered.add), Counter(firms._sightings)
    monkeypatch.setattr(Gathered, "add", lambda self, one: added(self, one))
    monkeypatch.setattr(firms, "_sightings", looked)
    book = FirmBook(session, Q2)
    for number in range(1, 300):
        book.learn(project(number))
        found = book.by_code(CODE)
        assert found is not None
        assert found.name == "示例公司"
        assert book.by_name("示例公司") == found
    assert added.calls < 300
    assert looked.calls == 2


def test_the_first_of_equals_counts_and_the_register_before_others() -> None:
    def seen(name: str, registered: bool = False) -> Sighting:
        return Sighting({"uscc": CODE, "name": name}, Q2.end, registered)

    assert known_firms([seen("甲"), seen("乙")])[CODE].name == "甲"
    assert known_firms([seen("甲"), seen("乙", True), seen("丙")])[CODE].name == "乙"
    told, kept = Gathered(), Gathered()
    told.add(seen("甲"))
    kept.add(seen("乙"))
    assert told.firm(kept) == Firm({"uscc": CODE, "name": "甲"})
    kept.add(seen("丙", True))
    assert told.firm(kept) == Firm({"uscc": CODE, "name": "丙"})
    assert Gathered().firm() is None


def test_ids_go_on_from_the_highest_given_or_taken() -> None:
    ids = RecordIds(Project.spec, "310104", 2026, ["310104-2026-P0003", "310104-2025-P0009"])
    assert ids.give() == "310104-2026-P0004"
    ids.take("310104-2026-P0010")
    ids.take("310104-2026-P0002")
    assert [ids.give(), ids.give()] == ["310104-2026-P0011", "310104-2026-P0012"]
