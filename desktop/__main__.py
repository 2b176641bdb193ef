"""``python -m desktop``: the window, or a command (see ``desktop.cli``).

A frozen program is this module too when it starts a process of its own: one that reads files.
"""

import sys
from multiprocessing import freeze_support

from exports.child import READING_CHILD


def start() -> None:
    """Be what the first word asks for."""
    freeze_support()
    if sys.argv[1:2] == [READING_CHILD]:
        from exports.child import main as read

        sys.exit(read(sys.argv[1:]))
    from desktop.cli import main

    main()


if __name__ == "__main__":
    start()
