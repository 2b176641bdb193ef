"""Starts a measured process, and is what runs inside one; small, so that it does not count.

    launcher.py launch '{"argv": [...], "until": null}'     prints {"seconds": s, "peak_mb": m}
    launcher.py call package.module:function ARG...         prints the same as its last line

`launch` times the whole process, or up to the line `until`. If the process itself reports seconds
(as `call` does), those count instead. Imports as little as it can.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

REPORT = "measured "
"""Begins the line in which a process tells its own seconds."""


def launch(order: dict[str, object]) -> dict[str, object]:
    """Runs order["argv"]; gives its seconds and, where the system tells it, its peak in MB."""
    until = order.get("until")
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in order["argv"]],  # type: ignore[attr-defined]
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    seconds = None
    assert process.stdout is not None
    for line in process.stdout:
        if until is not None and seconds is None and line.strip() == until:
            seconds = time.perf_counter() - start
        elif line.startswith(REPORT):
            seconds = float(line[len(REPORT) :])
    code, peak_mb = _wait(process)
    if code != 0:
        sys.exit(f"{order['argv']} ended with {code}")
    if until is not None and seconds is None:
        sys.exit(f"{order['argv']} never printed the line {until!r}")
    return {"seconds": seconds or time.perf_counter() - start, "peak_mb": peak_mb}


def _wait(process: subprocess.Popen[str]) -> tuple[int, float | None]:
    """Exit code and peak memory of one child (of that one only, where wait4 exists)."""
    if not hasattr(os, "wait4"):
        return process.wait(), None
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    return process.returncode, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def call(target: str, *args: str) -> float:
    """Seconds that the work takes which `target`, a "module:function", prepares from `args`."""
    import importlib

    sys.path[0] = os.getcwd()  # noqa: PTH109 - pathlib is not small
    module, _, function = target.partition(":")
    work = getattr(importlib.import_module(module), function)(*args)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(mode: str, *rest: str) -> None:
    """Does what the module's docstring says."""
    launched = mode == "launch"
    line = json.dumps(launch(json.loads(rest[0]))) if launched else f"{REPORT}{call(*rest)!r}"
    sys.stdout.write(f"\n{line}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
