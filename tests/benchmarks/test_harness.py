"""The harness counts right: with a clock that tests wind, and with real small processes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import harness
from tests.benchmarks.harness import Bench, Call, Command, MeasurementError, Result, Row, Sample


class Clock:
    """A clock that stands still until work takes time; and a diary of what was done."""

    def __init__(self) -> None:
        self.now = 100.0
        self.diary: list[str] = []

    def __call__(self) -> float:
        return self.now

    def work(self, name: str, *seconds: float) -> Callable[[], object]:
        """Work that takes these seconds, one after the other, the last one ever after."""
        left = list(seconds)

        def run() -> None:
            self.diary.append(name)
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return run


def result(**changes: object) -> Result:
    row = Row(
        "导出", work=lambda: None, reference=lambda: None, goal=0.5, reference_name="XlsxWriter"
    )
    values: dict[str, object] = {"row": row, "work": 1.0, "reference": 4.0, "low": 0.2, "high": 0.3}
    return Result(**(values | changes))  # type: ignore[arg-type]


def test_sides_run_in_turn_after_warm_up() -> None:
    clock = Clock()
    row = Row("x", clock.work("a", 1), clock.work("b", 1), goal=1, pairs=3, warm_ups=1)
    Bench(clock).run(row)
    assert "".join(clock.diary) == "ab" + "ab" + "ba" + "ab"


def test_warm_up_does_not_count_and_medians_do() -> None:
    clock = Clock()
    row = Row(
        "x",
        work=clock.work("a", 50, 1, 2, 9),
        reference=clock.work("b", 70, 4, 4, 3),
        goal=1,
        pairs=3,
    )
    measured = Bench(clock).run(row)
    assert (measured.work, measured.reference, measured.ratio) == (2, 4, 0.5)
    assert (measured.low, measured.high) == (0.25, 3)
    assert measured.peak_mb is None


def test_preparation_is_not_timed() -> None:
    clock = Clock()
    row = Row("x", clock.work("a", 1), clock.work("b", 2), goal=1, before=clock.work("-", 1000))
    measured = Bench(clock).run(row)
    assert (measured.work, measured.reference) == (1, 2)
    assert clock.diary.count("-") == clock.diary.count("a") + clock.diary.count("b")


def test_the_reference_runs_as_python_comes() -> None:
    seen: dict[str, tuple[int, int, int]] = {}
    row = Row(
        "x",
        work=lambda: seen.update(work=gc.get_threshold()),
        reference=lambda: seen.update(reference=gc.get_threshold()),
        goal=1,
    )
    before = gc.get_threshold()
    gc.set_threshold(4_321, 10, 10)
    try:
        Bench().run(row)
    finally:
        gc.set_threshold(*before)
    assert seen == {"work": (4_321, 10, 10), "reference": harness.PYTHONS_OWN}


def test_another_summary_than_the_median() -> None:
    clock = Clock()
    row = Row(
        "x",
        work=clock.work("a", 1, 9, 1),
        reference=clock.work("b", 1),
        goal=1,
        pairs=10,
        warm_ups=0,
        summary=harness.percentile(99),
    )
    assert Bench(clock).run(row).ratio == 9


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 1), (50, 50), (99, 99), (99.5, 100), (100, 100)]
)
def test_percentile(percent: float, value: float) -> None:
    assert harness.percentile(percent)(range(100, 0, -1)) == value


def test_fresh_processes_bring_their_largest_peak() -> None:
    samples = {"ours": iter([(1, 10), (1, 30), (1, 20)]), "theirs": iter([(2, 5), (2, 6), (2, 7)])}

    def launch(work: Call | Command) -> Sample:
        assert isinstance(work, Call)
        return Sample(*next(samples[work.target]))

    row = Row("x", Call("ours"), Call("theirs"), goal=1, pairs=3, warm_ups=0)
    measured = Bench(launch=launch).run(row)
    assert (measured.ratio, measured.peak_mb, measured.reference_peak_mb) == (0.5, 30, 7)


@pytest.mark.parametrize(
    ("ratio", "peak", "goal_mb", "good"),
    [
        (0.5, None, None, True),
        (0.51, None, None, False),
        (0.5, 80.0, 80, True),
        (0.5, 80.1, 80, False),
        (0.5, None, 80, False),
    ],
)
def test_goal(ratio: float, peak: float | None, goal_mb: float | None, good: bool) -> None:
    row = Row("x", lambda: None, lambda: None, goal=0.5, goal_mb=goal_mb)
    assert result(row=row, work=ratio, reference=1.0, peak_mb=peak).is_good is good


def test_table() -> None:
    row = Row("读|写", lambda: None, lambda: None, goal=0.1, goal_mb=80)
    lines = harness.table(
        [
            result(),
            result(row=row, work=0.0123, reference=1e-4, peak_mb=61.6, reference_peak_mb=40.2),
        ]
    ).splitlines()
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1
    assert lines[2] == "| 导出 | 1.00 s | XlsxWriter | 4.00 s | 0.25 (0.20–0.30) | ≤ 0.5 ✓ | – |"
    assert lines[3].startswith("| 读\\|写 | 12.3 ms | – | 100 µs | 123.00 (")
    assert lines[3].endswith("| ≤ 0.1 ✗ | 62 (≤ 80) : 40 |")


# --- Real processes -------------------------------------------------------------------------


def prepare_block(megabytes: str) -> Callable[[], object]:
    """For a `Call`: work that fills memory."""
    return lambda: bytearray(b"x" * (int(megabytes) << 20))


def test_call_is_timed_and_its_peak_is_its_own() -> None:
    ballast = bytearray(b"x" * (200 << 20))
    small, large = (harness.launch(Call(f"{__name__}:prepare_block", (n,))) for n in ("1", "100"))
    assert small.seconds > 0
    assert small.peak_mb is not None
    assert large.peak_mb is not None
    assert large.peak_mb - small.peak_mb > 80
    assert small.peak_mb < 200 <= len(ballast) >> 20


def test_command_is_timed_to_its_line() -> None:
    code = "import time; print('ready', flush=True); time.sleep(0.5)"
    to_line = harness.launch(Command((sys.executable, "-c", code), until="ready"))
    to_end = harness.launch(Command((sys.executable, "-c", code)))
    assert to_end.seconds >= 0.5
    assert to_line.seconds < to_end.seconds


@pytest.mark.parametrize(
    ("code", "until", "message"),
    [
        ("raise SystemExit(3)", None, "ended with 3"),
        ("print('steady')", "ready", "never printed the line 'ready'"),
    ],
)
def test_failed_process_is_no_measurement(code: str, until: str | None, message: str) -> None:
    with pytest.raises(MeasurementError, match=message):
        harness.launch(Command((sys.executable, "-c", code), until=until))


# --- The command ----------------------------------------------------------------------------


def source(name: str, *rows: str) -> SimpleNamespace:
    made = [Row(row, lambda: None, lambda: None, goal=1e9, pairs=1) for row in rows]
    return SimpleNamespace(__name__=f"tests.benchmarks.{name}", rows=lambda: made)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ["导出", "读入", "开窗"]),
        (["开"], ["开窗"]),
        (["bench_books"], ["导出", "读入"]),
        (["benchmarks"], []),
    ],
)
def test_names_choose_rows(names: list[str], expected: list[str]) -> None:
    sources = iter([source("bench_books", "导出", "读入"), source("bench_window", "开窗")])
    rows = command.chosen(sources, names)  # type: ignore[arg-type]
    assert [row.name for row in rows] == expected


def test_command_prints_the_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "modules", lambda: iter([source("bench_books", "导出", "读入")]))
    assert command.main(["导出"]) == 0
    printed = capsys.readouterr().out
    assert "| 导出 |" in printed
    assert "读入" not in printed
    assert command.main(["没有"]) == 2


def test_strict_command_fails_where_a_goal_is_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = Row("导出", lambda: sum(range(10_000)), lambda: None, goal=1e-9, pairs=1)
    monkeypatch.setattr(command, "chosen", lambda _sources, _names: [missed])
    assert command.main(["--strict"]) == 1
    assert command.main([]) == 0


def test_every_benchmark_module_has_rows() -> None:
    for module in command.modules():
        assert all(isinstance(row, Row) for row in module.rows()), module.__name__
