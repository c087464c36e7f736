"""What a command is: one user act, from which menu, key, palette, help and undo label derive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from viewer.numbering import counting
from viewer.state import ViewState
from viewer.store import Change

Predicate = Callable[[ViewState], bool]
#: A menu within a menu is written with this between the two.
WITHIN = " › "
#: How the ids of commands begin whose titles name a level of the model.
_OF_LEVEL = ("select.segment.", "section.", "compare.with-")
EXPORT = f"File{WITHIN}Export"


def always(_state: ViewState) -> bool:
    """Enabled in any state."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One user act.

    id: permanent name. title: what menus, the palette and "Undo ..." say. menu: menu it stands in,
    "" for none. keys: shortcuts, first is the one shown. make: given the state, the change to
    apply; None for acts of the window itself (quit, help), which the window carries out by id.
    title_now: its title where that depends on what it would do; "" for the usual one.
    """

    id: str
    title: str
    menu: str
    keys: tuple[str, ...] = ()
    make: Callable[[ViewState], Change] | None = None
    is_enabled: Predicate = always
    is_checked: Predicate | None = None
    merge_key: str = ""
    hint: str = field(default="")
    title_now: Callable[[ViewState], str] | None = None

    def title_in(self, state: ViewState) -> str:
        """The title with levels as they are called in a state, and as what it would do there."""
        if self.title_now is not None and (title := self.title_now(state)):
            return title
        is_of_level = self.id.startswith(_OF_LEVEL)
        return counting(state).lead(self.title) if is_of_level else self.title


def fixed(change: Change) -> Callable[[ViewState], Change]:
    """The same change whatever the state."""
    return lambda _state: change
