"""The keys of one slider of a state: which slider, what all else has to be, and the shapes between.

Pure but for the keys, which only save work: with them or without, a state has the same shape to
within what `meshes.changed.tracks` allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from meshes.effects.posture import Posture
from meshes.ids import StructureId
from viewer.changing import changes_of, model_of
from viewer.reaching import levels_of
from viewer.state import Finding, ViewState

if TYPE_CHECKING:
    from meshes.changed.between import Between
    from meshes.changed.keys import Keys
    from meshes.effects.changes import Changes

_Set = tuple[tuple[Finding, ...], Posture]


@dataclass(frozen=True, slots=True)
class Slid:
    """A slider that reshapes the model. what: `severity` or `extra` of the finding that `key` tells
    (model, place); without a key a field of the posture. low, high: its ends; ticks: its steps."""

    what: str
    key: tuple[str, StructureId] | None = None
    low: float = 0.0
    high: float = 1.0
    ticks: int = 100

    def share(self, state: ViewState) -> float | None:
        """Where it stands, 0..1; None where the state has nothing for it to move."""
        found = self._found(state)
        if found is None:
            return None
        return float((getattr(found, self.what) - self.low) / (self.high - self.low))

    def moved(self, findings: tuple[Finding, ...], posture: Posture, share: float) -> _Set:
        """What is set with it at a share."""
        new: dict[str, Any] = {self.what: round(self.low + share * (self.high - self.low), 6)}
        if self.key is None:
            return findings, replace(posture, **new)
        slid = (replace(f, **new) if (f.model, f.place) == self.key else f for f in findings)
        return tuple(slid), posture

    def _found(self, state: ViewState) -> Finding | Posture | None:
        if self.key is None:
            return state.posture
        return next((f for f in state.findings if (f.model, f.place) == self.key), None)


def is_worth(slid: Slid, state: ViewState) -> bool:
    """Whether keys save anything: there is something to move, and it is no needle, whose drafts
    cost no more than keys do."""
    if slid.share(state) is None or state.is_before:
        return False
    moved = [f for f in state.findings if (f.model, f.place) == slid.key]
    return not any(model_of(f).group == "needle" for f in moved)


class SlidKeys:
    """Keys of one slider with all else as in one state. seen: what ships and is in sight."""

    def __init__(self, slid: Slid, state: ViewState, seen: Iterable[StructureId]) -> None:
        self.slid, self.seen = slid, frozenset(seen)
        self._rest = self._rest_of(state)
        self._last: tuple[_Set, Between | None] | None = None
        findings, posture = slid.moved(*self._rest, 1.0)
        self._levels = levels_of(replace(state, findings=findings, posture=posture))
        self._keys: Keys | None = None

    def _rest_of(self, state: ViewState) -> _Set:
        """All that has to stay the same: what is set with this slider at its beginning."""
        return self.slid.moved(state.findings, state.posture, 0.0)

    def fits(self, state: ViewState) -> bool:
        """Whether only this slider differs from what the keys are for."""
        return self._rest_of(state) == self._rest and not state.is_before

    def at(self, state: ViewState) -> Between | None:
        """The shape of a state between keys, the same object for the same state; None where keys do
        not tell it, as at 0, where what is slid is not there at all."""
        own, last = (state.findings, state.posture), self._last
        if last is not None and last[0][0] is own[0] and last[0][1] is own[1]:
            return last[1]
        share, found = self.slid.share(state), None
        if self._keys is not None and share is not None and self.fits(state):
            found = self._keys.at(share)
        self._last = own, found
        return found

    def work(self, state: ViewState) -> Iterator[None]:
        """Make keys, those about where the slider stands first, a piece at each step."""
        if self._keys is None:
            self._keys = self._made()
        share = self.slid.share(state)
        for _ in self._keys.work(0.5 if share is None else share):
            # what was not told may be by now
            self._last = None
            yield
        self._last = None

    def _made(self) -> Keys:
        # the normal model starts without the geometry that changes it
        from meshes.changed.keys import Keys
        from meshes.changed.normal import load_normal

        lowest = 1 if self.slid.what == "severity" else 0
        normal = load_normal()
        seen = [id for id in sorted(self.seen) if id in normal.assets.meshes]
        return Keys(normal, self._changes_at, seen, self._levels, self.slid.ticks, lowest)

    def _changes_at(self, share: float) -> Changes:
        findings, posture = self.slid.moved(*self._rest, share)
        return changes_of((f for f in findings if f.severity > 0.0), posture)

    @property
    def size(self) -> int:
        """Bytes that the keys take."""
        return 0 if self._keys is None else self._keys.size
