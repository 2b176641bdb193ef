"""``python -m desktop``: the window, or a command (see ``desktop.cli``).

A frozen program is this module too when it starts a process of its own: one that reads files.
"""

import gc
import os
import sys
from multiprocessing import freeze_support

from exports.child import READING_CHILD


def tune_python() -> None:
    """Set Python up for this program; before the forms' classes are imported.

    They and the window make some hundred thousand objects that live as long as the program: looking
    through them after every 700 new ones costs a quarter of the start. And validation is ours
    alone: no plug-in of another installed package, nor the search for any.
    """
    gc.set_threshold(50_000, 10, 10)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def start() -> None:
    """Be what the first word asks for."""
    freeze_support()
    tune_python()
    if sys.argv[1:2] == [READING_CHILD]:
        from exports.child import main as read

        sys.exit(read(sys.argv[1:]))
    from desktop.cli import main

    main()


if __name__ == "__main__":
    start()
