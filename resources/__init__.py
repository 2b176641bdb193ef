"""Data only: catalogue, form texts, sample data, style sheet, icons."""

import csv
import io
import json
from importlib.resources import files
from importlib.resources.abc import Traversable


def read_text(name: str) -> str:
    """Return a resource file's UTF-8 text; `name` is its path below `resources`.

    Raises FileNotFoundError when there is no such file.
    """
    return files(__name__).joinpath(*name.split("/")).read_text(encoding="utf-8")


def folder_names(folder: str) -> tuple[str, ...]:
    """Return the sorted names of the folders inside `folder`, for example its versions."""
    entries = files(__name__).joinpath(*folder.split("/")).iterdir()
    return tuple(sorted(entry.name for entry in entries if entry.is_dir()))


def read_tables(folder: str) -> dict[str, list[dict[str, str]]]:
    """Return every table of a folder as rows of text, named by file.

    A CSV file is one table; a JSON file is an object of several small tables.
    Raises FileNotFoundError when there is no such folder.
    """
    return tables_in(files(__name__).joinpath(*folder.split("/")))


def tables_in(folder: Traversable) -> dict[str, list[dict[str, str]]]:
    """Return the tables of any folder laid out like those here, one on disk too."""
    tables: dict[str, list[dict[str, str]]] = {}
    for entry in folder.iterdir():
        stem, _, kind = entry.name.rpartition(".")
        if kind == "csv":
            text = io.StringIO(entry.read_text(encoding="utf-8"), newline="")
            tables[stem] = list(csv.DictReader(text))
        elif kind == "json":
            tables.update(json.loads(entry.read_text(encoding="utf-8")))
    return tables
