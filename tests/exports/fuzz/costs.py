"""What the worst files cost: ``python -m tests.exports.fuzz.costs`` prints the table.

Every file of the hostile pack and some that are only large, read as a submission: seconds in all,
the gate's milliseconds, the reading child's largest memory, and the answer.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from exports.child_pool import ChildPool
from exports.gate import inspect
from exports.reader import read_submission
from exports.refusal import Refusal
from exports.writer import write_submission
from forms.catalogue import load_catalogue
from forms.registry import STANDARD_FORMS
from tests.exports.factory import long_submission, small_submission
from tests.exports.hostile import PACK, VALUES, values
from tests.exports.hostile_extremes import empty_rows, many_styles
from tests.exports.hostile_tools import sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.catalogue import Catalogue

MONEY_CELL = "Z10"
SHOWN = 14


@dataclass
class Cost:
    """What one file cost."""

    name: str
    size: int
    seconds: float
    gate: float
    memory: float
    answer: str


def files(folder: Path, catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """The pack, and large files that are nobody's fault."""
    path = folder / "a.xlsx"
    write_submission(small_submission(), path, forms=STANDARD_FORMS, catalogue=catalogue)
    good = path.read_bytes()
    yield "plain, 3 rows", good
    for name, case in {**PACK, **values(MONEY_CELL)}.items():
        if name not in VALUES or name == "F13 long text":
            yield name, case.make(good)
    yield "E8 all rows, 3 empty cells each", empty_rows("ABC")(good)
    yield "E9 1,000,000 styles", many_styles(1_000_000)(good)
    path.unlink()
    long = long_submission(10_000)
    write_submission(
        replace(long, rows={**long.rows, "F02": []}),
        path,
        forms=STANDARD_FORMS,
        catalogue=catalogue,
    )
    large = path.read_bytes()
    yield "10,000 × 47", large
    yield "10,000 × 47, read with care", sheet("<sheetData>", "<!-- --><sheetData>")(large)


class Peak:
    """The largest memory of the pool's children while a file is read."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._over = threading.Event()

    @contextlib.contextmanager
    def watched(self, pool: ChildPool) -> Iterator[None]:
        """Look every few milliseconds."""
        taken = pool._take
        children = []

        def take() -> object:
            children.append(child := taken())
            return child

        def look() -> None:
            while not self._over.wait(0.005):
                for child in children:
                    self.megabytes = max(self.megabytes, peak_of(child._process.pid))

        pool._take = take  # type: ignore[method-assign,assignment]
        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()


def peak_of(pid: int) -> float:
    """A process's largest memory so far, in MB; 0 once it is gone."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    return 0.0


def cost(name: str, data: bytes, catalogue: Catalogue) -> Cost:
    """Read one file in a child of its own."""
    peak, answer = Peak(), ""
    began = time.perf_counter()
    with contextlib.suppress(Refusal):
        inspect(data, name)
    gate = (time.perf_counter() - began) * 1000
    with ChildPool(1) as pool, peak.watched(pool):
        pool.warm_up()
        began = time.perf_counter()
        try:
            read = read_submission(data, forms=STANDARD_FORMS, catalogue=catalogue, pool=pool)
            answer = "read" if read.digest_ok else "altered"
        except Refusal as refusal:
            answer = refusal.reason
        seconds = time.perf_counter() - began
    return Cost(name, len(data), seconds, gate, peak.megabytes, answer)


def main() -> int:
    """Print the worst, and the gate's times."""
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        costs = [cost(name, data, catalogue) for name, data in files(Path(folder), catalogue)]
    worst = sorted(costs, key=lambda one: -one.seconds)[:SHOWN]
    worst += [one for one in sorted(costs, key=lambda one: -one.memory)[:6] if one not in worst]
    lines = [
        "| file | kB | seconds | gate ms | child MB | answer |",
        "|---|---:|---:|---:|---:|---|",
    ]
    lines += [
        f"| {one.name} | {one.size / 1024:,.0f} | {one.seconds:.2f} | {one.gate:.1f} "
        f"| {one.memory:.0f} | {one.answer} |"
        for one in worst
    ]
    gates = sorted(one.gate for one in costs)
    places = {"p50": len(gates) // 2, "p99": len(gates) * 99 // 100, "worst": -1}
    said = ", ".join(f"{title} {gates[place]:.1f}" for title, place in places.items())
    lines.append(f"{len(costs)} files; gate ms: {said}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
