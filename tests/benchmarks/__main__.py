"""Prints the table: `python -m tests.benchmarks [NAME …] [--list] [--strict] [--output FILE]`.

Rows come from the modules `bench_*.py` beside this one, each of which has `rows() -> list[Row]`.
NAME chooses rows by a part of their name, or all rows of a module by a part of its name.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import tests.benchmarks as package
from desktop.__main__ import tune_python
from tests.benchmarks.harness import Bench, Row, table


def modules() -> Iterator[ModuleType]:
    """The modules that have rows."""
    for found in pkgutil.iter_modules(package.__path__):
        if found.name.startswith("bench_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def chosen(sources: Iterator[ModuleType], names: Sequence[str]) -> list[Row]:
    """Rows whose name, or whose module's name, contains one of `names`; all if there are none."""
    return [
        row
        for module in sources
        for row in module.rows()
        if not names
        or any(name in row.name or name in module.__name__.rpartition(".")[2] for name in names)
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the chosen rows; 2 if there are none, 1 if --strict and a goal is missed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="name the rows, run nothing")
    parser.add_argument("--strict", action="store_true", help="fail where a goal is missed")
    parser.add_argument("--output", type=Path, help="write the table to this file too")
    options = parser.parse_args(argv)
    rows = chosen(modules(), options.names)
    if options.list:
        sys.stdout.writelines(f"{row.name}\n" for row in rows)
        return 0
    if not rows:
        sys.stderr.write("No benchmark has that name; --list names them all.\n")
        return 2
    return run(rows, output=options.output, is_strict=options.strict)


def run(rows: Sequence[Row], *, output: Path | None, is_strict: bool) -> int:
    """Measures the rows and prints their table."""
    bench = Bench()
    results = []
    for row in rows:
        sys.stderr.write(f"… {row.name}\n")
        results.append(bench.run(row))
    text = table(results) + "\n"
    sys.stdout.write(text)
    if output is not None:
        output.write_text(text, encoding="utf-8")
    return int(is_strict and not all(result.is_good for result in results))


if __name__ == "__main__":
    tune_python()
    sys.exit(main())
