"""Commands of studying: exam, repetition, mastery, and what is taken along on paper or to Anki."""

from __future__ import annotations

from viewer.commands.command import Command

MENU = "Study"
EXAM, DUE, MASTERY = "window.study-exam", "window.study-due", "window.study-mastery"

STUDY = (
    *(EXAM, DUE, MASTERY, "window.study-paper"),
    *("window.study-anki", "window.study-export", "window.study-import"),
)


def study_commands() -> list[Command]:
    """All are acts of the window: questions are not part of the scene."""
    return [
        Command(EXAM, "Spotter exam…", MENU, ("Q",), hint="Quiz, test: name it, find it"),
        Command(DUE, "Due today…", MENU, ("Shift+Q",), hint="Spaced repetition, flashcards"),
        Command(
            MASTERY, "Mastery on the spine", MENU, ("Shift+K",), hint="Your progress, in colour"
        ),
        Command("window.study-paper", "Printable paper…", MENU, hint="PDF with answer sheet"),
        Command("window.study-anki", "Export cards to Anki…", MENU, hint="Flashcards, apkg"),
        Command("window.study-export", "Export progress…", MENU),
        Command("window.study-import", "Import progress…", MENU),
    ]
