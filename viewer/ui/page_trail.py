"""The pages one has turned to, and where in them one is. No Qt here."""

from __future__ import annotations


class Trail:
    """Back and forward as in a browser; and what was read last while something was selected."""

    def __init__(self, page: str) -> None:
        self._pages, self._place = [page], 0
        self._read_at: dict[str, str] = {}

    @property
    def page(self) -> str:
        """Where one is."""
        return self._pages[self._place]

    def visit(self, page: str) -> bool:
        """Turn to a page; what lay ahead is forgotten. False if one is there already."""
        if page == self.page:
            return False
        del self._pages[self._place + 1 :]
        self._pages.append(page)
        self._place += 1
        return True

    def has(self, step: int) -> bool:
        """Whether there is a page so many steps on (1) or back (-1)."""
        return 0 <= self._place + step < len(self._pages)

    def go(self, step: int) -> bool:
        """Go there; False if there is none."""
        if not self.has(step):
            return False
        self._place += step
        return True

    def note(self, selected: str) -> None:
        """The present page is read while this is selected."""
        self._read_at[selected] = self.page

    def noted(self, selected: str) -> str:
        """What was read last while this was selected, "" for nothing."""
        return self._read_at.get(selected, "")
