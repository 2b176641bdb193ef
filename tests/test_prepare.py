"""`.ci/prepare` does only what is needed, and recovers: run with stand-ins for apt, pip, Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LOG = 'echo "$(basename "$0") $*" >> "$DIARY"\n'
APT_GET = LOG + 'case "$*" in *"$APT_FAILS"*) [ -z "$APT_FAILS" ] || exit 100 ;; esac'
DPKG_QUERY = """
for name in "$@"; do
    case " $INSTALLED " in *" $name "*) echo "installed $name" ;; esac
done
exit 1
"""
VENV_PYTHON = """
case "$*" in
    *" pip "*) echo "pip ${!#}" >> "$DIARY"; exit "${PIP_CODE:-0}" ;;
    *sysconfig*) mkdir -p "$PWD/.venv/site"; echo "$PWD/.venv/site" ;;
esac
"""
PYTHON = f"""
case "$*" in
    "-m venv "*)
        echo "venv" >> "$DIARY"
        mkdir -p "$3/bin"
        cp "$STANDINS/venv-python" "$3/bin/python" ;;
    *ensurepip*) exit "${{ENSUREPIP_CODE:-0}}" ;;
    -V*) echo "Python ${{VERSION:-3.11.0}}" ;;
    *) exec "{sys.executable}" "$@" ;;
esac
"""
RUN_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libgssapi-krb5-2 libwayland-cursor0 libxkbcommon0 libdbus-1-3 "
    "libfontconfig1 libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 "
    "libxcb-xkb1 libxcb-render-util0 libxcb-image0 fonts-noto-cjk"
)


@dataclass
class Checkout:
    """A folder with `.ci/prepare`, locks, and a PATH of stand-ins that write a diary."""

    root: Path
    environment: dict[str, str]

    def prepare(self, mode: str = "run", **changes: str) -> subprocess.CompletedProcess[str]:
        """Runs it; the diary starts anew."""
        self.diary_path.write_text("")
        return subprocess.run(
            ["bash", ".ci/prepare", mode],
            cwd=self.root,
            env=self.environment | changes,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    @property
    def diary_path(self) -> Path:
        return Path(self.environment["DIARY"])

    @property
    def diary(self) -> list[str]:
        """What was called, in order."""
        return self.diary_path.read_text().splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout on a machine that has all system packages for `run`, seen by root."""
    root, standins = tmp_path / "checkout", tmp_path / "standins"
    (root / ".ci").mkdir(parents=True)
    standins.mkdir()
    shutil.copy(ROOT / ".ci" / "prepare", root / ".ci")
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-lowest.txt"):
        (root / lock).write_text("one==1\n")
    for name, body in {
        "apt-get": APT_GET,
        "dpkg-query": DPKG_QUERY,
        "id": 'echo "${USER_ID:-0}"',
        "sudo": LOG + '[ "$SUDO" = yes ] || exit 1; while [ "$1" = -n ]; do shift; done; "$@"',
        "python": PYTHON,
        "venv-python": VENV_PYTHON,
    }.items():
        (standins / name).write_text(f"#!/usr/bin/env bash\n{body}\n")
        (standins / name).chmod(0o755)
    environment = {
        "PATH": f"{standins}{os.pathsep}{os.environ['PATH']}",
        "STANDINS": str(standins),
        "DIARY": str(tmp_path / "diary"),
        "PYTHON": "python",
        "INSTALLED": RUN_PACKAGES,
        "APT_FAILS": "",
    }
    return Checkout(root, environment)


def test_second_run_does_nothing(checkout: Checkout) -> None:
    assert checkout.prepare().returncode == 0
    assert checkout.diary == ["venv", "pip requirements.txt"]
    second = checkout.prepare()
    assert (second.returncode, second.stderr, checkout.diary) == (0, "", [])


def test_environment_for_tests_serves_the_program_too(checkout: Checkout) -> None:
    checkout.prepare("run")
    checkout.prepare("test", SKIP_SYSTEM="1")
    assert checkout.diary == ["pip requirements-dev.txt"]
    checkout.prepare("run")
    assert checkout.diary == []


def test_changed_lock_makes_the_environment_anew(checkout: Checkout) -> None:
    checkout.prepare()
    (checkout.root / "requirements.txt").write_text("one==2\n")
    checkout.prepare()
    assert checkout.diary == ["venv", "pip requirements.txt"]


def test_changed_interpreter_makes_the_environment_anew(checkout: Checkout) -> None:
    checkout.prepare()
    checkout.prepare(VERSION="3.12.0")
    assert checkout.diary == ["venv", "pip requirements.txt"]


def test_interrupted_install_begins_anew(checkout: Checkout) -> None:
    assert checkout.prepare(PIP_CODE="1").returncode != 0
    assert checkout.prepare().returncode == 0
    assert checkout.diary == ["venv", "pip requirements.txt"]


def test_interrupted_widening_begins_anew(checkout: Checkout) -> None:
    checkout.prepare()
    assert checkout.prepare("test", SKIP_SYSTEM="1", PIP_CODE="1").returncode != 0
    checkout.prepare()
    assert checkout.diary == ["venv", "pip requirements.txt"]


def test_checkout_is_importable_from_anywhere(checkout: Checkout) -> None:
    checkout.prepare()
    assert (checkout.root / ".venv/site/cluster-ledger.pth").read_text() == "../../../..\n"
    assert os.access(checkout.root / ".venv/bin/cluster-ledger", os.X_OK)


def test_only_missing_packages_are_installed(checkout: Checkout) -> None:
    installed = RUN_PACKAGES.replace("libegl1 ", "").replace("libglib2.0-0", "libglib2.0-0t64")
    assert checkout.prepare("test", INSTALLED=installed + " libreoffice-calc").returncode == 0
    assert checkout.diary[:2] == [
        "apt-get update -qq",
        "apt-get install -y -qq --no-install-recommends libegl1 poppler-utils",
    ]


def test_python_without_ensurepip_gets_its_package(checkout: Checkout) -> None:
    checkout.prepare(ENSUREPIP_CODE="1")
    assert checkout.diary[1].endswith("--no-install-recommends python3-venv")


def test_sudo_is_used_where_it_works(checkout: Checkout) -> None:
    assert checkout.prepare(INSTALLED="", USER_ID="1000", SUDO="yes").returncode == 0
    calls = [line.split()[0] for line in checkout.diary]
    assert calls == ["sudo", "apt-get", "sudo", "apt-get", "venv", "pip"]


@pytest.mark.parametrize("how", [{"USER_ID": "1000", "SUDO": "no"}, {"APT_FAILS": "install"}])
def test_packages_that_cannot_be_installed_are_named(
    checkout: Checkout, how: dict[str, str]
) -> None:
    installed = RUN_PACKAGES.replace("fonts-noto-cjk", "")
    result = checkout.prepare(INSTALLED=installed, **how)
    assert result.returncode == 1
    assert "apt-get install fonts-noto-cjk" in result.stderr.splitlines()[-1]
    assert "venv" not in checkout.diary


def test_old_python_is_refused_in_a_sentence(checkout: Checkout) -> None:
    result = checkout.prepare(PYTHON="false")
    assert result.returncode == 1
    assert result.stderr.startswith("Python 3.11 or newer is needed")
