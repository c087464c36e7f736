"""No picture of this process's memory on the disc while somebody's words are in it."""

from __future__ import annotations

import contextlib

#: What the system allowed before, as it is given back.
Limits = tuple[int, int]


def forbid_dumps() -> Limits | None:
    """Ask the system to write none if the program should crash; None where there is no such
    limit."""
    was = _limits()
    if was is not None:
        _set((0, was[1]))
    return was


def allow_dumps(was: Limits | None) -> None:
    """As it was before."""
    if was is not None:
        _set(was)


def _limits() -> Limits | None:
    try:
        import resource
    except ImportError:
        return None
    with contextlib.suppress(OSError, ValueError):
        return resource.getrlimit(resource.RLIMIT_CORE)
    return None


def _set(limits: Limits) -> None:
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, limits)
