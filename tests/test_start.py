"""What holds for the whole process from the start of the program on."""

from __future__ import annotations

import subprocess
import sys

TUNED = "from desktop.__main__ import tune_python; tune_python();"


def told(code: str) -> str:
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout.strip()


def test_collector_lets_the_start_pass() -> None:
    code = "import gc; print(gc.isenabled(), gc.get_threshold()[0])"
    assert told(TUNED + code) == "True 50000"


def test_no_plugin_takes_part_in_validation() -> None:
    search = "from importlib import metadata; metadata.distributions = lambda: 1 / 0;"
    code = "import pydantic.plugin._loader as l; print(list(l.get_plugins() or ()))"
    assert told(search + TUNED + code) == "[]"


def test_nothing_heavy_is_imported_before_that() -> None:
    code = "import sys; print({'pydantic', 'PySide6', 'openpyxl', 'click'} & set(sys.modules))"
    assert told(TUNED + code) == "set()"
