"""What holds for the whole process from its first import on."""

from __future__ import annotations

import subprocess
import sys


def told(code: str) -> str:
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout.strip()


def test_collector_lets_the_start_pass() -> None:
    assert told("import gc, desktop; print(gc.isenabled(), gc.get_threshold()[0])") == "True 50000"


def test_no_plugin_takes_part_in_validation() -> None:
    search = "from importlib import metadata; metadata.distributions = lambda: 1 / 0;"
    code = "import desktop, pydantic.plugin._loader as l; print(list(l.get_plugins() or ()))"
    assert told(search + code) == "[]"
