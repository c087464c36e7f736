"""The one door to the state: apply, undo, redo, and a word to everyone who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from viewer.state import ViewState

Change = Callable[[ViewState], ViewState]
#: Why a state cannot be shown, "" when it can.
Judge = Callable[[ViewState], str]
Listener = Callable[[ViewState, ViewState], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history: what it was called and the states around it."""

    label: str
    before: ViewState
    after: ViewState
    merge_key: str


class Store:
    """Holds the current ViewState; the only mutable object of the core.

    Listeners are called with (new, old) after each change, in the order they subscribed. A change
    that leaves the state equal is silent, which is what ends every feedback loop.
    """

    def __init__(self, state: ViewState, depth: int = 500) -> None:
        self._state = state
        self._depth = depth
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._listeners: list[Listener] = []
        self._judge: Judge = lambda _state: ""
        self._told: Callable[[str], None] = lambda _why: None

    @property
    def state(self) -> ViewState:
        """The current state."""
        return self._state

    @property
    def undo_label(self) -> str:
        """What undo would take back, or nothing."""
        return self._past[-1].label if self._past else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again, or nothing."""
        return self._future[-1].label if self._future else ""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call listener(new, old) after each change; the returned function ends it, once or more
        often."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def ask(self, judge: Judge, told: Callable[[str], None]) -> None:
        """Ask this judge about each new state; one that cannot be shown is not taken, and told."""
        self._judge, self._told = judge, told

    def apply(self, label: str, change: Change, merge_key: str = "") -> None:
        """Change the state in one undoable step.

        label: the words after "Undo". Steps in a row with the same merge_key become one.
        """
        old, new = self._state, change(self._state)
        if new == old:
            return
        if why := self._judge(new):
            self._told(why)
            return
        self._future.clear()
        last = self._past[-1] if self._past else None
        if last is not None and merge_key and last.merge_key == merge_key:
            self._past.pop()
            if last.before != new:
                self._past.append(Step(label, last.before, new, merge_key))
        else:
            self._past.append(Step(label, old, new, merge_key))
            del self._past[: -self._depth]
        self._move(new)

    def undo(self) -> bool:
        """Take back the last step; False when there is none."""
        if not self._past:
            return False
        step = self._past.pop()
        self._future.append(step)
        self._move(step.before)
        return True

    def redo(self) -> bool:
        """Do the last undone step again; False when there is none."""
        if not self._future:
            return False
        step = self._future.pop()
        self._past.append(step)
        self._move(step.after)
        return True

    def rewrite(self, clean: Change) -> None:
        """Let the history hold each state only as `clean` makes it; steps that then change nothing
        go. The present state stays as it is, and nobody is told."""
        for steps in (self._past, self._future):
            kept = [Step(s.label, clean(s.before), clean(s.after), s.merge_key) for s in steps]
            steps[:] = [step for step in kept if step.before != step.after]

    def _move(self, new: ViewState) -> None:
        old, self._state = self._state, new
        for listener in tuple(self._listeners):
            listener(new, old)
