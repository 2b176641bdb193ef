"""Pictures of every page in both roles, from a folder that the demo made."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.ui.app import Folders, Program, make_application
from desktop.ui.dialogs import Dialogs
from desktop.ui.inbox_page import InboxPage
from desktop.ui.wizard import Wizard
from desktop.workflow.demo import CITY_NAME, LATE_DISTRICT, LEDGERS, SUBMISSIONS, demo_clock
from desktop.workflow.session import create_city
from forms.periods import Period
from resources.sample import DISTRICTS, PERIODS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.window import MainWindow

FOLDER = "pictures"
SIZE = (1366, 768)
PATIENCE_SECONDS = 60.0


def take_pictures(folder: Path) -> list[Path]:
    """Save a picture of every page into ``folder/pictures``; answers the files.

    ``folder`` is one that ``desktop.workflow.demo.run_demo`` filled; its ledgers are looked at in
    copies and stay as they are. Works without a screen.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        camera = _Camera(target, folder, Path(scratch))
        camera.district()
        camera.city()
        camera.first_start()
    return camera.taken


class _Camera:
    """Opens copies of the demo's ledgers one after another and keeps what it sees."""

    def __init__(self, target: Path, demo: Path, scratch: Path) -> None:
        self._target, self._demo, self._scratch = target, demo, scratch
        self._application = make_application()
        self._clock = demo_clock(Period.parse(PERIODS[-1]))
        folders = Folders(scratch / "settings", scratch / "logs", Path("/文档"))
        self._program = Program(folders, Dialogs(), clock=self._clock)
        self.taken: list[Path] = []

    def district(self) -> None:
        """A clerk in the middle of her work, then one who has reported."""
        window = self._open(f"{LEDGERS}/{LATE_DISTRICT}.db")
        for place in (
            "overview",
            "entry",
            "findings",
            "submit",
            "indicators",
            "coverage",
            "dictionary",
            "settings",
        ):
            window.go_to(place)
            self._settle(window)
            self._keep(window, f"区级-{window.page(place).at.title}")
        self._program.look.choose("dark", "normal")
        window.go_to("entry")
        self._keep(window, "区级-填报-深色")
        self._program.look.choose("light", "largest")
        window.go_to("overview")
        self._keep(window, "区级-概览-特大字")
        self._program.look.choose("light", "normal")
        window = self._open(f"{LEDGERS}/{DISTRICTS[0]}.db")
        for place, name in (("submit", "上报之后"), ("exchange", "往来")):
            window.go_to(place)
            self._keep(window, f"区级-{name}")

    def city(self) -> None:
        """The city with fifteen districts in, one of them missing."""
        window = self._open(CITY_NAME)
        for place in (
            "city_overview",
            "review",
            "totals",
            "chase",
            "coverage",
            "dictionary",
            "ruling",
        ):
            window.go_to(place)
            self._settle(window)
            self._keep(window, f"市级-{window.page(place).at.title}")
        self._program.look.choose("dark", "normal")
        for place in ("city_overview", "totals", "ruling"):
            window.go_to(place)
            self._settle(window)
            self._keep(window, f"市级-{window.page(place).at.title}-深色")
        self._program.look.choose("light", "normal")
        self._inbox()
        self._program.close()

    def first_start(self) -> None:
        """The steps of the first start, filled as a clerk would."""
        wizard = Wizard(Path("/文档"), Dialogs(), self._program.look, clock=self._clock)
        wizard.show()
        self._keep(wizard, "首次使用-1")
        wizard.go_on()
        wizard.beginning = replace(
            wizard.beginning, district=LATE_DISTRICT, unit="上海市示例区示例委员会"
        )
        wizard.steps["district"].show_beginning(wizard.beginning)
        for number in (2, 3, 4):
            self._keep(wizard, f"首次使用-{number}")
            wizard.go_on() if number < 4 else wizard.finish()

    def _inbox(self) -> None:
        """Intake into an empty ledger, with one file that arrived cut in half."""
        city, files = self._scratch / "inbox.db", self._scratch / "files"
        create_city(city, clock=self._clock).close()
        shutil.copytree(
            self._demo / SUBMISSIONS, files, ignore=shutil.ignore_patterns(f"*_{PERIODS[0]}_*")
        )
        broken = sorted(files.iterdir())[2]
        broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
        window = self._show(city)
        window.go_to("inbox")
        page = window.page("inbox")
        assert isinstance(page, InboxPage)
        page.take_in([files])
        self._settle(window)
        self._keep(window, "市级-收件")

    def _open(self, name: str) -> MainWindow:
        copy = self._scratch / Path(name).name
        shutil.copy2(self._demo / name, copy)
        return self._show(copy)

    def _show(self, path: Path) -> MainWindow:
        self._program.start(path)
        window = self._program.window
        assert window is not None
        window.resize(*SIZE)
        self._settle(window)
        return window

    def _settle(self, window: MainWindow) -> None:
        """Wait until the work that a page began is done and painted."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        self._application.processEvents()
        while window.desk.jobs.busy and time.monotonic() < deadline:
            self._application.processEvents()
            time.sleep(0.005)
        self._application.processEvents()

    def _keep(self, widget: QWidget, name: str) -> None:
        # A page may wait a moment before it shows what follows the selection.
        deadline = time.monotonic() + 0.15
        while time.monotonic() < deadline:
            self._application.processEvents()
        path = self._target / f"{len(self.taken) + 1:02d}-{name}.png"
        widget.grab().save(str(path))
        self.taken.append(path)
