"""Independent pieces of the build, side by side in other processes where there are any.

The same functions run on the same numbers either way, so the bytes are the same.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import cache, partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def pool_of(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh processes: a copy of this one could hold locks of its libraries."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def later(
    pool: Executor | None, task: Callable[P, T], *args: P.args, **options: P.kwargs
) -> Callable[[], T]:
    """Start a task in the pool; what is returned waits for its result.

    Without a pool the task runs when the result is first asked for.
    """
    if pool is None:
        return cache(partial(task, *args, **options))
    return pool.submit(task, *args, **options).result
