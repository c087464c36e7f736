"""Bookmarks: scenes to come back to, with a name and a small picture, in the user's order."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from viewer.keep.database import Database
from viewer.keep.naming import unlike
from viewer.keep.notes import Clock, moment, whole

#: The last place in the list.
_LAST = 2**40


@dataclass(frozen=True, slots=True)
class Bookmark:
    """scene: the text of a scene file; read only when it is gone to. png: b"" for no picture."""

    id: str
    name: str
    rank: int
    scene: str
    made: str
    png: bytes


class Bookmarks:
    """All bookmarks. What is written is on the disc when a call returns; may raise KeepError."""

    def __init__(self, database: Database, clock: Clock = moment) -> None:
        self._database, self._clock = database, clock

    def all(self) -> tuple[Bookmark, ...]:
        """In the user's order."""
        rows = self._database.rows(
            "SELECT id, name, rank, scene, made, coalesce(png, x'') FROM bookmark "
            "LEFT JOIN thumbnail ON bookmark = id ORDER BY rank, made, id"
        )
        return tuple(_bookmark(row) for row in rows)

    def add(self, name: str, scene: str, png: bytes = b"") -> Bookmark:
        """One more at the end; a name that is taken gets a number."""
        present = self.all()
        name = unlike(name, {other.name for other in present})
        rank = min(max((other.rank for other in present), default=-1) + 1, _LAST)
        made = Bookmark(uuid.uuid4().hex, name, rank, scene, self._clock(), png)
        self.put(made)
        return made

    def put(self, bookmark: Bookmark) -> None:
        """Write a bookmark as it is: how a deleted one comes back."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO bookmark (id, name, rank, scene, made) "
                "VALUES (?, ?, ?, ?, ?)",
                (
                    bookmark.id,
                    whole(bookmark.name),
                    bookmark.rank,
                    whole(bookmark.scene),
                    bookmark.made,
                ),
            )
            if bookmark.png:
                connection.execute(
                    "INSERT OR REPLACE INTO thumbnail (bookmark, png) VALUES (?, ?)",
                    (bookmark.id, bookmark.png),
                )

    def rename(self, id: str, name: str) -> None:
        """Call it otherwise; a name of blanks changes nothing."""
        if name.strip():
            with self._database.writing() as connection:
                connection.execute(
                    "UPDATE bookmark SET name = ? WHERE id = ?", (whole(name.strip()), id)
                )

    def remove(self, id: str) -> None:
        """Delete it with its picture."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM bookmark WHERE id = ?", (id,))

    def reorder(self, ids: Sequence[str]) -> None:
        """Stand in this order; those not named come after."""
        rest = [other.id for other in self.all() if other.id not in ids]
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE bookmark SET rank = ? WHERE id = ?",
                [(rank, id) for rank, id in enumerate((*ids, *rest))],
            )


def _bookmark(row: tuple[object, ...]) -> Bookmark:
    """A row as a bookmark; SQLite lets a damaged one hold values of any kind."""
    id, name, rank, scene, made, png = row
    return Bookmark(
        str(id),
        str(name),
        rank if isinstance(rank, int) else _LAST,
        str(scene),
        str(made),
        png if isinstance(png, bytes) else b"",
    )
