"""Content that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable


class ContentError(Exception):
    """The texts cannot be used; `problems` names file, place and cure of every fault found."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))
