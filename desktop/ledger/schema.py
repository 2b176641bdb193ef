"""The ledger's own tables, their migrations, and the form tables that follow the forms' classes.

``user_version`` counts the migrations applied. Everything an upgrade does, the new columns of
forms included, happens in one transaction: after a failure or a power cut the file is as before.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop.ledger.sql import fill, quote

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Migrations
    from sqlite_utils.db import Database

    from desktop.ledger.tables import FormTable, Tables

SCHEMA_VERSION = 2
"""How many migrations ``migrations()`` holds."""

SEAL = "schema_digest"
"""The setting that holds ``schema_digest``."""

_FIRST = (
    """CREATE TABLE ledger (
        only INTEGER PRIMARY KEY CHECK (only = 1), ledger_id TEXT NOT NULL, role TEXT NOT NULL,
        district TEXT NOT NULL, unit TEXT NOT NULL, created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE periods (
        district TEXT NOT NULL, period TEXT NOT NULL, state TEXT NOT NULL,
        revision INTEGER NOT NULL, opened_at TEXT NOT NULL,
        PRIMARY KEY (district, period)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE edits (
        edit_no INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, title TEXT NOT NULL,
        reason TEXT NOT NULL, district TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL,
        undoes INTEGER REFERENCES edits (edit_no)
    ) STRICT""",
    """CREATE TABLE history (
        seq INTEGER PRIMARY KEY, edit_no INTEGER NOT NULL REFERENCES edits (edit_no),
        form TEXT NOT NULL, record_id TEXT NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT
    ) STRICT""",
    "CREATE INDEX history_of_edit ON history (edit_no)",
    "CREATE INDEX history_of_record ON history (record_id)",
    """CREATE TABLE undo_steps (
        district TEXT NOT NULL, period TEXT NOT NULL, edit_no INTEGER NOT NULL,
        undone INTEGER NOT NULL, PRIMARY KEY (district, period, edit_no)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE explanations (
        district TEXT NOT NULL, period TEXT NOT NULL, finding_id TEXT NOT NULL,
        value TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
        PRIMARY KEY (district, period, finding_id)
    ) STRICT""",
    """CREATE TABLE submissions (
        district TEXT NOT NULL, period TEXT NOT NULL, revision INTEGER NOT NULL,
        digest TEXT NOT NULL, supersedes TEXT NOT NULL, file_name TEXT NOT NULL,
        reason TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (district, period, revision)
    ) STRICT""",
    """CREATE TABLE received (
        received_no INTEGER PRIMARY KEY, district TEXT NOT NULL, period TEXT NOT NULL,
        revision INTEGER NOT NULL, digest TEXT NOT NULL, supersedes TEXT NOT NULL,
        file_name TEXT NOT NULL, outcome TEXT NOT NULL, signer TEXT NOT NULL, state TEXT NOT NULL,
        comment TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (district, period, revision, digest)
    ) STRICT""",
    """CREATE TABLE archive (
        received_no INTEGER PRIMARY KEY REFERENCES received (received_no), content BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE events (
        event_no INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL
    ) STRICT""",
)

_EXCHANGE = (
    """CREATE TABLE notices (
        notice_no INTEGER PRIMARY KEY, kind TEXT NOT NULL, district TEXT NOT NULL,
        period TEXT NOT NULL, revision INTEGER NOT NULL, digest TEXT NOT NULL UNIQUE,
        subject TEXT NOT NULL, comment TEXT NOT NULL, unit TEXT NOT NULL, issued_at TEXT NOT NULL,
        file_name TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, content BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE marks (
        district TEXT NOT NULL, period TEXT NOT NULL, revision INTEGER NOT NULL,
        number INTEGER NOT NULL, message TEXT NOT NULL, form TEXT NOT NULL,
        record_id TEXT NOT NULL, field TEXT NOT NULL, label TEXT NOT NULL, value TEXT NOT NULL,
        severity TEXT NOT NULL, rule TEXT NOT NULL, answer TEXT NOT NULL, text TEXT NOT NULL,
        at TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (district, period, revision, number)
    ) STRICT""",
    """CREATE TABLE sent (
        district TEXT NOT NULL, period TEXT NOT NULL, revision INTEGER NOT NULL,
        edit_no INTEGER NOT NULL, content BLOB NOT NULL,
        PRIMARY KEY (district, period, revision)
    ) STRICT""",
    """CREATE TABLE catalogues (
        version TEXT PRIMARY KEY, content TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT""",
)


def migrations() -> Migrations:
    """Every step from an empty file to today's tables, in order; released ones never change."""
    # Imported here: costs a third of a bare window, and most openings have nothing to migrate.
    from sqlite_utils import Migrations

    steps = Migrations("cluster_ledger")

    @steps(name="0001_first_tables")
    def first_tables(db: Database) -> None:
        for statement in _FIRST:
            db.execute(statement)

    @steps(name="0002_exchange")
    def exchange(db: Database) -> None:
        for statement in _EXCHANGE:
            db.execute(statement)

    return steps


def upgrade(conn: sqlite3.Connection, steps: Migrations, version: int, tables: Tables) -> None:
    """Bring a file up to date inside the caller's transaction (each step nests a savepoint)."""
    from sqlite_utils.db import Database

    steps.apply(Database(conn, recursive_triggers=False, execute_plugins=False, strict=True))
    conn.execute(f"PRAGMA user_version = {int(version)}")
    add_columns(conn, tables)
    conn.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (SEAL, schema_digest(conn)))


def schema_digest(conn: sqlite3.Connection) -> str:
    """A digest over the definitions of all tables and indexes."""
    sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    return hashlib.sha256(repr(conn.execute(sql).fetchall()).encode()).hexdigest()


def is_sealed(conn: sqlite3.Connection) -> bool:
    """Whether the definitions are those that the last upgrade wrote.

    SQLite's own checks don't notice a byte that flipped in the name of a column. A file that
    bears no digest was made before there were any.
    """
    found = conn.execute("SELECT value FROM settings WHERE key = ?", (SEAL,)).fetchone()
    return found is None or found[0] == schema_digest(conn)


def add_columns(conn: sqlite3.Connection, tables: Tables) -> None:
    """Make the tables of new forms and the columns of new fields."""
    for table in tables:
        present = columns_of(conn, table)
        if not present:
            _create(conn, table)
            continue
        for name, definition in table.definitions().items():
            if name not in present:
                template = "ALTER TABLE {table} ADD COLUMN {column} " + definition
                conn.execute(fill(template, table=table.name, column=name))


def lacks_columns(conn: sqlite3.Connection, tables: Tables) -> bool:
    """Whether a form or field was declared since this file was last opened."""
    return any(not set(table.definitions()) <= columns_of(conn, table) for table in tables)


def columns_of(conn: sqlite3.Connection, table: FormTable) -> set[str]:
    """The columns a form's table has in the file; empty when there is no such table."""
    rows = conn.execute("SELECT name FROM pragma_table_info(?)", (table.name,)).fetchall()
    return {name for (name,) in rows}


def _create(conn: sqlite3.Connection, table: FormTable) -> None:
    columns = ", ".join(f"{quote(name)} {kind}" for name, kind in table.definitions().items())
    unique = "UNIQUE (district, period, record_id)"
    conn.execute(
        fill("CREATE TABLE {table} (" + columns + ", " + unique + ") STRICT", table=table.name)
    )
