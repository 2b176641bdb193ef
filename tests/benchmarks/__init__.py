"""Measurements against named references; see harness.py. Run by `make bench`."""
