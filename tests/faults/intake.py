"""What the tests of a troubled intake share: submissions of real ledgers, made once."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from desktop.workflow import entry
from desktop.workflow.receiving import Receipt, receive
from desktop.workflow.session import Session, create_city, create_district
from tests.workflow.conftest import still_clock
from tests.workflow.stories import Q2, filled_district, submitted

DISTRICTS = ("310101", "310151")
REVISIONS = 4


@functools.cache
def sent() -> tuple[tuple[str, bytes], ...]:
    """Names and bytes: a district in four revisions, and another district."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "sent")
        out.mkdir()
        for district in DISTRICTS:
            path = Path(folder, f"{district}.db")
            session = create_district(path, district, "示例委员会", clock=still_clock)
            filled_district(session, ["2026Q2"])
            submitted(session, Q2, out)
            for number in range(2, REVISIONS + 1 if district == DISTRICTS[0] else 2):
                correct(session, out, number)
            session.close()
        return tuple((one.name, one.read_bytes()) for one in sorted(out.iterdir()))


def correct(session: Session, out: Path, number: int) -> None:
    """Change an address and submit again."""
    one = next(iter(session.ledger.rows("F01", session.district, Q2.code)))
    place = entry.place_of(session, Q2, "F01")
    typed = [entry.Typed(one, "address", f"示例路{number}号")]
    entry.type_cells(session, place, typed, reason="地址有误")
    submitted(session, Q2, out, reason="更正地址")


def laid_out(folder: Path) -> list[Path]:
    """The submissions as files in a new folder."""
    folder.mkdir()
    for name, content in sent():
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())


def new_city(path: Path) -> Session:
    """An empty ledger of the city."""
    return create_city(path, clock=still_clock)


def take(city: Session, *paths: Path) -> list[Receipt]:
    """Receive, and hold that refusals leave no trace but a line in the log."""
    before, events = city.ledger.content_digest(), len(city.ledger.events())
    receipts = receive(city, paths)
    if not any(one.outcome == "received" for one in receipts):
        assert city.ledger.content_digest() == before
        refused = sum(one.outcome == "refused" for one in receipts)
        assert len(city.ledger.events()) - events == refused
    return receipts
