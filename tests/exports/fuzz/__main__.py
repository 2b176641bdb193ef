"""The long run: ``python -m tests.exports.fuzz SECONDS [FIRST_SEED]``, also ``make fuzz``.

Prints how many files were made and how they were answered; keeps those answered wrongly, and
those on which a reading child died, in ``build/fuzz``. Exit 1 when one was answered wrongly.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from exports.child_pool import ChildPool
from forms.catalogue import load_catalogue
from tests.exports.fuzz import bases
from tests.exports.fuzz.judging import LEVELS, NAME, blindly, judge_submission, judge_table, mutated

KEPT = Path("build/fuzz")
TABLES_EVERY = 3
"""A table takes ten times as long as a submission: its columns are guessed."""

Judge = Callable[[bytes], str]
Sort = tuple[str, Callable[[int], bytes], Judge]


def sorts(folder: Path, pool: ChildPool) -> Iterator[Sort]:
    """What is mutated: its name, the maker of a seed's file, and the judge."""
    catalogue = load_catalogue()
    good = bases.submissions(folder, catalogue)
    right = bases.contents(good, catalogue, pool)
    tables = bases.workbooks(folder, catalogue)
    flat = {"csv": bases.texts(), "old": bases.old_formats(folder)}

    def submission(data: bytes) -> str:
        return judge_submission(data, right, catalogue, pool)

    def table(data: bytes) -> str:
        path = folder / NAME
        path.write_bytes(data)
        return judge_table(path, catalogue, pool)

    for level in LEVELS:
        yield f"submission {level}", partial(mutated, good, level), submission
        yield f"table {level}", partial(mutated, tables, level), table
    for name, files in flat.items():
        yield f"table {name}", partial(blindly, files), table


def keep(sort: str, seed: int, data: bytes, why: str) -> None:
    """Put a file aside for whoever looks into it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    stem = KEPT / f"{sort.replace(' ', '-')}-{seed}"
    stem.with_suffix(".xlsx").write_bytes(data)
    stem.with_suffix(".txt").write_text(why, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Mutate and judge until the time is over."""
    seconds = float(arguments[0]) if arguments else 60.0
    seed = int(arguments[1]) if len(arguments) > 1 else 0
    counts: dict[str, Counter[str]] = {}
    broken = 0
    with tempfile.TemporaryDirectory() as folder, ChildPool() as pool:
        made = list(sorts(Path(folder), pool))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for sort, make, judge in made:
                if sort.startswith("table") and seed % TABLES_EVERY:
                    continue
                data = make(seed)
                began = time.monotonic()
                try:
                    answer = judge(data)
                except Exception as problem:  # noqa: BLE001 - whatever it is, it is what we look for
                    answer = f"BROKEN {type(problem).__name__}"
                    broken += 1
                    keep(sort, seed, data, repr(problem))
                if answer in ("reader_failed", "timeout", "memory"):
                    keep(sort, seed, data, answer)
                if time.monotonic() - began > 12:
                    keep(sort, seed, data, f"{answer} after {time.monotonic() - began:.1f} s")
                    answer += " SLOW"
                counts.setdefault(sort, Counter())[answer] += 1
            seed += 1
    for line in report(counts):
        sys.stdout.write(line + "\n")
    return 1 if broken else 0


def report(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """One line a sort: how many files, and the answers by frequency."""
    for sort, answers in counts.items():
        listed = ", ".join(f"{answer} {count}" for answer, count in answers.most_common())
        yield f"{sort}: {answers.total()} files: {listed}"
    yield f"in all: {sum(one.total() for one in counts.values())} files"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
