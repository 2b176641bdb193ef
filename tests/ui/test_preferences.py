"""Settings are remembered, and a damaged file costs nothing but the settings (H9)."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from desktop.ui.preferences import DAMAGED_SUFFIX, Preferences, PreferencesFile


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "deep" / "settings.json")
    wanted = Preferences("dark", "large").opened(Path("/a/b.db")).left_at(Path("/a/b.db"), "entry")
    assert file.save(wanted)
    assert PreferencesFile(file.path).load() == wanted
    assert wanted.last_ledger == Path("/a/b.db")


def test_the_ledger_opened_last_comes_first_and_once() -> None:
    found = Preferences()
    for name in ("a", "b", "a", "c", "d", "e", "f", "g"):
        found = found.opened(Path(name))
    assert found.recent == ("g", "f", "e", "d", "c", "a")


def test_no_file_is_the_defaults_without_a_word(tmp_path: Path) -> None:
    file = PreferencesFile(tmp_path / "settings.json")
    assert (file.load(), file.notice) == (Preferences(), "")


@pytest.mark.fault("H9")
def test_damage_is_said_once_and_the_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"theme": "da')
    file = PreferencesFile(path)
    assert file.load() == Preferences()
    assert "已恢复为默认设置" in file.notice
    assert path.with_name(path.name + DAMAGED_SUFFIX).read_bytes() == b'{"theme": "da'
    again = PreferencesFile(path)
    assert (again.load(), again.notice) == (Preferences(), "")


@pytest.mark.fault("H9")
def test_fifty_mutations_give_usable_settings(tmp_path: Path) -> None:
    chance = random.Random(20261012)
    good = json.dumps(
        {"theme": "dark", "text_size": "large", "recent": ["/x.db"], "places": {"/x.db": "entry"}}
    ).encode()
    for _ in range(50):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = tmp_path / "settings.json"
        path.write_bytes(bytes(damaged[: chance.randint(0, len(damaged))]))
        found = PreferencesFile(path).load()
        assert found.theme in {"light", "dark", "system"}
        assert found.text_size in {"normal", "large", "largest"}
        assert all(isinstance(one, str) for one in (*found.recent, *found.places.values()))


def test_wrong_types_fall_back_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    odd = {
        "theme": 7,
        "text_size": "large",
        "recent": "x",
        "places": [1],
        "window": None,
        "more": 1,
    }
    path.write_text(json.dumps(odd), encoding="utf-8")
    assert PreferencesFile(path).load() == Preferences(text_size="large")


@pytest.mark.fault("B11")
def test_a_folder_that_cannot_be_made_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not PreferencesFile(tmp_path / "file" / "settings.json").save(Preferences())
