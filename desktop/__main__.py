"""``python -m desktop``: the window, or a command (see ``desktop.cli``)."""

from desktop.cli import main

if __name__ == "__main__":
    main()
