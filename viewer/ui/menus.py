"""Menus and keys, all made from the list of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from viewer.commands.consult_commands import may_run
from viewer.commands.registry import WITHIN, Command
from viewer.state import ViewState

#: Menus from left to right; a menu the registry adds later stands before these last two.
FIRST_MENUS = ("File", "Edit", "Select", "Show", "View", "Conditions", "Measure", "Text", "Study")
LAST_MENUS = ("Window", "Help")
#: Acts whose keys mean something else in lists and texts: they work where the picture is.
PICTURE_ONLY = frozenset(["select.above", "select.below"])
#: A line is drawn above these.
_SEPARATED = frozenset(
    [
        "window.quit",
        "window.copy-name",
        "window.search",
        "select.whole",
        "show.bone",
        "show.reset",
        "window.opacity",
        "view.explode",
        "measure.ready-disc-height",
        "measure.delete-last",
        "view.posterior-oblique",
        "legmap.toggle",
        "window.theme-light",
        "window.text-larger",
        "window.reduced-motion",
        "window.settings",
        "window.shortcuts",
        "window.about",
        "window.save-picture",
        "window.note",
        "window.my-data",
        "window.lesson-next",
        "window.lesson-new",
        "window.consult",
    ]
)
#: Alt and the first letter open a menu, but where two begin alike.
_ALT_KEYS = {"Show": "Sh&ow"}
UNDO, REDO = "window.undo", "window.redo"
Check = Callable[[], bool]


class Actions(QObject):
    """One QAction for each command. `asked` is emitted with the command's id.

    checks: for acts of the window itself, whether they are on.
    """

    asked = Signal(str)

    def __init__(
        self, commands: Mapping[str, Command], checks: Mapping[str, Check], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._commands, self._checks = commands, checks
        self.by_id = {id: self._made(command, parent) for id, command in commands.items()}
        #: What each action was told last: asking Qt for each of them costs more than the answer.
        self._enabled = dict.fromkeys(commands, True)
        self._titles = {id: command.title for id, command in commands.items()}

    def _made(self, command: Command, parent: QWidget) -> QAction:
        action = QAction(command.title.replace("&", "&&"), parent)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setCheckable(command.is_checked is not None or command.id in self._checks)
        action.setStatusTip(command.hint)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda _checked=False, key=command.id: self.asked.emit(key))
        if command.id in PICTURE_ONLY:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            parent.addAction(action)
        return action

    def give_keys_to(self, widget: QWidget) -> None:
        """Let the keys that need the picture work in this widget."""
        widget.addActions([self.by_id[id] for id in sorted(PICTURE_ONLY)])

    def show_state(self, state: ViewState, undo: str, redo: str) -> None:
        """Enable and check what fits the state; name the steps that undo and redo would take."""
        for id, command in self._commands.items():
            action = self.by_id[id]
            is_enabled = command.is_enabled(state) and may_run(command, state)
            if is_enabled is not self._enabled[id]:
                self._enabled[id] = is_enabled
                action.setEnabled(is_enabled)
            if (title := command.title_in(state)) != self._titles[id]:
                self._titles[id] = title
                action.setText(title.replace("&", "&&"))
            # Qt switches an action that is pressed by itself, so that it is always told.
            if command.is_checked is not None:
                action.setChecked(command.is_checked(state))
            elif id in self._checks:
                action.setChecked(self._checks[id]())
        for id, word, label in ((UNDO, "Undo", undo), (REDO, "Redo", redo)):
            self.by_id[id].setEnabled(bool(label))
            self.by_id[id].setText(f"{word} {label}".strip().replace("&", "&&"))


def menu_names(commands: Mapping[str, Command]) -> list[str]:
    """The menus that the commands name, from left to right."""
    named = list(dict.fromkeys(top_menu(c) for c in commands.values() if c.menu))
    others = [name for name in named if name not in (*FIRST_MENUS, *LAST_MENUS)]
    return [name for name in (*FIRST_MENUS, *others, *LAST_MENUS) if name in named]


def top_menu(command: Command) -> str:
    """The menu of the bar under which a command stands, also where a menu lies between."""
    return command.menu.partition(WITHIN)[0]


def fill_menu_bar(bar: QMenuBar, commands: Mapping[str, Command], actions: Actions) -> None:
    """Put every command into its menu."""
    for name in menu_names(commands):
        menu = QMenu(_ALT_KEYS.get(name, f"&{name}"), bar)
        menu.setToolTipsVisible(True)
        inner: dict[str, QMenu] = {"": menu}
        for command in commands.values():
            if top_menu(command) == name:
                within = command.menu.partition(WITHIN)[2]
                is_new = within not in inner
                if command.id in _SEPARATED:
                    menu.addSeparator()
                if is_new:
                    inner[within] = menu.addMenu(within)
                inner[within].addAction(actions.by_id[command.id])
        bar.addMenu(menu)
