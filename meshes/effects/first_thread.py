"""The toolkit (VTK) is asked from one thread only.

VTK keeps one lock for all its objects while it lets go of some of them. A drawn object that ends
asks Python for its picture's context, under that lock; another thread that has Python meanwhile and
lets go of any object of VTK's waits for the lock: both stand still for ever. So whatever may be
worked out beside the window goes without VTK there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def is_first_thread() -> bool:
    """Whether this is the thread the program began in, where the toolkit may be asked."""
    return threading.get_ident() == threading.main_thread().ident


def first_thread_only(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """Work that asks the toolkit: raises RuntimeError in any other thread than the first."""

    @wraps(work)
    def guarded(*given: _P.args, **named: _P.kwargs) -> _T:
        if not is_first_thread():
            raise RuntimeError(f"{work.__qualname__} asks VTK, which is for the first thread alone")
        return work(*given, **named)

    return guarded
