"""Tests of the workbooks we write and read."""
