"""Measures our work against a reference in the same run, as ratios.

A machine's speed drifts, so a number of seconds says little; the ratio of two pieces of work that
were run in turn says much. A row names both pieces; each is one of

- a plain callable, timed in this process;
- a `Call`, made ready and timed in a fresh process, whose peak memory is reported too;
- a `Command`, a fresh process timed from its start to its end, or to a line that it prints.
"""

from __future__ import annotations

import gc
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
ROOT = Path(__file__).resolve().parents[2]

PYTHONS_OWN = (700, 10, 10)
"""How often Python looks for cycles where no program says otherwise."""

Clock = Callable[[], float]
Summary = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Call:
    """Work in a fresh process: `target` ("package.module:function") prepares it, untimed.

    The function takes `args` and gives a callable without arguments, which is then timed. The
    peak memory is that of the whole process.
    """

    target: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A fresh process, timed from its start to its end.

    With `until`, timed to the first line on standard output that equals it; the process must
    then end by itself.
    """

    argv: tuple[str, ...]
    until: str | None = None


Work = Callable[[], object] | Call | Command


@dataclass(frozen=True)
class Sample:
    """One measurement: seconds, and the peak memory in MB where a fresh process was used."""

    seconds: float
    peak_mb: float | None = None


def percentile(percent: float) -> Summary:
    """A summary for `Row.summary`: the smallest value that `percent` % do not exceed."""

    def summary(values: Sequence[float]) -> float:
        rank = math.ceil(len(values) * percent / 100)
        return sorted(values)[max(rank, 1) - 1]

    return summary


@dataclass(frozen=True)
class Row:
    """One line of the table.

    `goal` is the largest ratio work / reference that is good, `goal_mb` the largest peak of the
    work. `before` is called, untimed, ahead of every sample of a plain callable. `summary` makes
    one number of the samples of each side: the median, or percentile(99) and the like.
    """

    name: str
    work: Work
    reference: Work
    goal: float
    reference_name: str = ""
    goal_mb: float | None = None
    pairs: int = 7
    warm_ups: int = 1
    before: Callable[[], object] = lambda: None
    summary: Summary = statistics.median


@dataclass(frozen=True)
class Result:
    """What the samples of a row say. `low` and `high` are the extreme ratios of single pairs."""

    row: Row
    work: float
    reference: float
    low: float
    high: float
    peak_mb: float | None = None
    reference_peak_mb: float | None = None

    @property
    def ratio(self) -> float:
        """Work / reference."""
        return self.work / self.reference

    @property
    def is_good(self) -> bool:
        """Whether the goals are reached."""
        within = self.row.goal_mb is None or (self.peak_mb or math.inf) <= self.row.goal_mb
        return self.ratio <= self.row.goal and within


class MeasurementError(RuntimeError):
    """A measured process failed; the text holds what it said."""


# --- Measuring ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bench:
    """Runs rows. The clock and the launcher of processes are arguments, so tests can fake them."""

    clock: Clock = time.perf_counter
    launch: Callable[[Call | Command], Sample] = field(default_factory=lambda: launch)

    def run(self, row: Row) -> Result:
        """Warms both sides up, then samples them in turn, each pair in the other order."""
        for _ in range(row.warm_ups):
            self._sample(row, row.work)
            self._sample(row, row.reference)
        pairs = [self._pair(row, work_first=n % 2 == 0) for n in range(row.pairs)]
        ratios = [work.seconds / reference.seconds for work, reference in pairs]
        ours, theirs = zip(*pairs, strict=True)
        return Result(
            row=row,
            work=row.summary([sample.seconds for sample in ours]),
            reference=row.summary([sample.seconds for sample in theirs]),
            low=min(ratios),
            high=max(ratios),
            peak_mb=_peak(ours),
            reference_peak_mb=_peak(theirs),
        )

    def _pair(self, row: Row, *, work_first: bool) -> tuple[Sample, Sample]:
        """One sample of each side, given as (work, reference) whatever came first."""
        if work_first:
            work = self._sample(row, row.work)
            return work, self._reference(row)
        reference = self._reference(row)
        return self._sample(row, row.work), reference

    def _reference(self, row: Row) -> Sample:
        """A sample of the reference, which is no part of our program and has none of its settings."""
        ours = gc.get_threshold()
        gc.set_threshold(*PYTHONS_OWN)
        try:
            return self._sample(row, row.reference)
        finally:
            gc.set_threshold(*ours)

    def _sample(self, row: Row, work: Work) -> Sample:
        if isinstance(work, Call | Command):
            return self.launch(work)
        row.before()
        gc.collect()
        start = self.clock()
        work()
        return Sample(self.clock() - start)


def _peak(samples: Iterable[Sample]) -> float | None:
    """The largest peak, or None if memory was not measured."""
    return max((s.peak_mb for s in samples if s.peak_mb is not None), default=None)


def launch(work: Call | Command) -> Sample:
    """Runs work in a fresh process, started by a small one.

    A process inherits the peak memory of the one that started it, so this process, big with
    libraries, must not start it itself.

    Raises MeasurementError if the work fails.
    """
    if isinstance(work, Call):
        order = {"argv": [sys.executable, str(LAUNCHER), "call", work.target, *work.args]}
    else:
        order = {"argv": list(work.argv), "until": work.until}  # type: ignore[dict-item]
    done = subprocess.run(
        [sys.executable, "-S", str(LAUNCHER), "launch", json.dumps(order)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise MeasurementError(f"{work}: {done.stderr.strip()}")
    report = json.loads(done.stdout.splitlines()[-1])
    return Sample(report["seconds"], report["peak_mb"])


# --- The table ------------------------------------------------------------------------------


def table(results: Iterable[Result]) -> str:
    """The results as a Markdown table."""
    lines = [
        "| work | time | reference | time | ratio (pairs) | goal | peak MB |",
        "|---|---:|---|---:|---:|---:|---:|",
    ]
    return "\n".join(lines + [_line(result) for result in results])


def _line(result: Result) -> str:
    row = result.row
    mark = "✓" if result.is_good else "✗"
    cells = [
        row.name,
        _duration(result.work),
        row.reference_name or "–",
        _duration(result.reference),
        f"{result.ratio:.2f} ({result.low:.2f}–{result.high:.2f})",
        f"≤ {row.goal:g} {mark}",
        _memory(result),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    if seconds >= 1e-3:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e6:.0f} µs"


def _memory(result: Result) -> str:
    if result.peak_mb is None:
        return "–"
    text = f"{result.peak_mb:.0f}"
    if result.row.goal_mb is not None:
        text += f" (≤ {result.row.goal_mb:g})"
    if result.reference_peak_mb is not None:
        text += f" : {result.reference_peak_mb:.0f}"
    return text
