"""The local SQLite file: the only place with SQL."""
