"""Windows, pages, widgets: the only place with Qt."""

import ctypes
import sys


def keep_none_alive() -> None:
    """Give ``None`` references that it can't run out of, as Python 3.12 and later do themselves.

    PySide6 6.12 is built for a ``None`` that is never counted: each of its calls that answers
    nothing takes one reference away. Below Python 3.12 that ends the process after some minutes
    of work ("none_dealloc: deallocating None").
    """
    if sys.implementation.name == "cpython" and sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += sys.maxsize >> 3


# Here, because whoever uses Qt imports this package first, tests and benchmarks included.
keep_none_alive()
