"""The commands about keeping: scenes, bookmarks, notes, and where they lie."""

from __future__ import annotations

from viewer.commands.command import Command
from viewer.state import ViewState

KEEP = "Keep"


def scene_commands() -> list[Command]:
    """Open and save, first in the menu of files."""
    return [
        Command("window.open-scene", "Open scene…", "File", ("Ctrl+O",)),
        Command("window.open-recent", "Open recent", "File"),
        Command("window.clear-recent", "Clear the list of recent scenes", ""),
        Command("window.save-scene", "Save scene…", "File", ("Ctrl+Shift+S",)),
    ]


def keep_commands() -> list[Command]:
    """Bookmarks and notes, and where everything is kept."""
    return [
        Command("window.add-bookmark", "Add bookmark", KEEP, ("Ctrl+D",)),
        Command("window.bookmarks", "Bookmarks", KEEP, ("Ctrl+B",)),
        Command("window.note", "Note on the selection…", KEEP, ("N",), is_enabled=_has_choice),
        Command("window.notes", "All my notes…", KEEP, ("Ctrl+Shift+N",)),
        Command("window.export-notes", "Export notes…", KEEP),
        Command("window.import-notes", "Import notes…", KEEP),
    ]


def data_commands() -> list[Command]:
    """Where it all lies, in the menu of help."""
    return [
        Command("window.my-data", "Where my data is kept", "Help", hint="Privacy, folder"),
        Command("window.diagnostics", "Diagnostics…", "Help", hint="Versions, graphics card, log"),
    ]


def _has_choice(state: ViewState) -> bool:
    return bool(state.focus) or state.place is not None
