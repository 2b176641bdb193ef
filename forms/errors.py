"""The one base of every error whose text is for people.

Whoever shows errors (command line, window, job runner) catches ``ForPeople`` and shows ``str()``;
anything else is a bug and goes to the crash hook.
"""

from __future__ import annotations


class ForPeople(Exception):
    """An expected failure: its text is one plain Chinese sentence saying what to do."""


class UserMistake(ForPeople):
    """What was asked for can't be done as asked: wrong name, wrong role, wrong order."""
