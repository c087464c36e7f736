"""One soak: a window, a hand, counts at intervals, and what they come to."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton

from annotations.library import load_library
from meshes.catalog import load_catalog
from meshes.store import load_assets
from tools.soak.answers import dialogs_answered
from tools.soak.counts import Count, count, grown
from tools.soak.hands import Hands
from tools.soak.quiet import Heard, listening
from viewer.atlas import Atlas
from viewer.commands.consult_commands import OPEN as CONSULT
from viewer.disc_planes import disc_planes
from viewer.keep.places import Places
from viewer.store import Store
from viewer.ui.app import application, bring_canvas, expect_gl
from viewer.ui.main_window import MainWindow
from viewer.ui.settings import Settings, SettingsFile
from viewer.ui.surface_format import install_surface_format

#: What memory may grow by after the warm-up, MB.
MOST_GROWTH_MB = 20.0
SIZE = (640, 480)
#: How often the hand waits for the picture before it goes on: an impatient one rarely does.
_WAITS = 0.35
#: Figures that must be at the end what they were after the warm-up.
_STEADY = (
    "windows",
    "ticking",
    "strays",
    "lights",
    "renderers",
    "observers",
    "listeners",
    "threads",
)
#: Figures that may rise a little, as what is made on first use is made late: by how much at most.
_ROOM = {"widgets": 40, "objects": 80, "timers": 4, "files": 6}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a soak came to, in lines; failed: what was not as it must be."""

    lines: tuple[str, ...]
    failed: tuple[str, ...]


class Soak:
    """A window of its own with settings, notes and files in `folder`.

    journal: where every action is written, None for nowhere. light: without the 3D picture and
    without conditions, for a quick look at everything else.
    """

    def __init__(
        self,
        seed: random.Random,
        folder: Path,
        journal: Path | None = None,
        *,
        light: bool = False,
    ) -> None:
        install_surface_format()
        self.app = application()
        self._folder, self._seed = folder, seed
        (folder / "files").mkdir()
        self._catalog, self._assets = load_catalog(), load_assets()
        self._atlas = Atlas(self._catalog, self._assets.boxes, disc_planes(self._assets.meshes))
        self._library = load_library()
        self._settings = Settings(theme="light", coach_seen=True, slice_panel=False, smooth=False)
        self.heard = Heard()
        self._is_light = light
        self.window = self._made()
        self.hands = Hands(self.window, seed, heavy=not light)
        self._journal: IO[str] | None = journal.open("w", encoding="utf-8") if journal else None
        self._begin = self.window.store.state

    def _made(self) -> MainWindow:
        file = SettingsFile(self._folder / "settings.json")
        file.save(self._settings)
        kept = Places(self._folder / "kept")
        window = MainWindow(
            Store(self._atlas.start()), self._atlas, self._library, file, places=kept
        )
        window.resize(*SIZE)
        if not self._is_light:
            expect_gl(window)
        window.show()
        window.activateWindow()
        if not self._is_light:
            bring_canvas(window, self._assets, "")
        # The panel of films is made at its first use, and stays.
        for _on_and_off in range(2):
            window.run("xray.toggle")
        # So are the panel of studying, the editor of lessons and the panel of a consultation.
        window.studying.open()
        window.studying.leave()
        window.lessoning.made()
        window.run(CONSULT)
        window.consulting.leave()
        # And the menus within the menus of conditions, one for each of their groups.
        choices = window.conditioning.bar.choices
        for chip in (choices.add, choices.model):
            chip.menu().aboutToShow.emit()
        return window

    def run(
        self, actions: int, warm_up: int, every: int, most_s: float = float("inf")
    ) -> list[Count]:
        """So many actions; counted after the warm-up, then at intervals, then at the end.

        most_s: after so many seconds it ends with what it has done.
        """
        counts: list[Count] = []
        began, spent = time.monotonic(), time.process_time()
        answered = dialogs_answered(self._seed, self._folder / "files")
        with listening() as self.heard, answered:
            for number in range(1, actions + 1):
                self._act(number)
                is_due = number >= warm_up and (number - warm_up) % every == 0
                is_last = number == actions or time.monotonic() - began > most_s
                if is_due or is_last:
                    counts.append(self._counted(number))
                    cpu, wall = time.process_time() - spent, time.monotonic() - began
                    print(
                        f"{number:6d} actions, {wall:6.0f} s ({cpu:.0f} s of processor), "
                        f"{counts[-1].line()}, {len(self.heard.lines)} messages",
                        flush=True,
                    )
                if is_last:
                    break
        return counts

    def _act(self, number: int) -> None:
        self.heard.doing = f"action {number}"
        self._write(f"{number} ...")
        try:
            said = self.hands.act()
            self._write(f"{number} {said}")
            self.heard.doing = f"action {number} ({said})"
            if self._seed.random() < _WAITS:
                self.app.processEvents()
            self.hands.calm()
        except Exception as error:  # noqa: BLE001 - it is told, and the hand goes on
            self.heard.on_error(type(error), error, error.__traceback__)

    def _write(self, line: str) -> None:
        if self._journal is not None:
            self._journal.write(line + "\n")
            self._journal.flush()

    def _counted(self, number: int) -> Count:
        """Count with the window as it was at its beginning."""
        self.heard.doing = f"the count after action {number}"
        try:
            self.begin_again()
        except Exception as error:  # noqa: BLE001 - it is told, and counted as it is
            self.heard.on_error(type(error), error, error.__traceback__)
        return count(self.window, number)

    def begin_again(self) -> None:
        """Bring the window back to how it was at its beginning."""
        window = self.window
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for widget in QApplication.topLevelWidgets():
            if widget is not window and widget.isVisible():
                widget.close()
        window.taking.jobs.cancel()
        window.studying.leave()
        window.status.clearMessage()
        for card in (*window.cards.all, window.conditioning.bar):
            if card.isVisible():
                card.put_away()
        for over in (window.taking.card, window.palette_card, window.coach, window.settings_card):
            if over.isVisible():
                over.close()
        for close in window.notices.findChildren(QToolButton):
            if not close.parentWidget().isHidden():
                close.click()
        QGuiApplication.clipboard().clear()
        self._forget_what_was_kept()
        window.showNormal()
        window.resize(*SIZE)
        window.change_settings(self._settings)
        window.store.apply("Begin again", lambda _state: self._begin)
        # A piece of work that nobody waits for any more goes on to its next step, with its shape.
        window.conditioning._later.stop()
        self.hands.wait_until(self.hands.is_settled, 20_000)
        # How many of them are laid out ahead depends on how long the hand was still.
        window.clinical.stop()
        window.clinical.browser.forget()
        scene = getattr(window.canvas_widget, "scene", None)
        if scene is not None:
            # 44 MB that are there from the first hover on until something moves.
            scene.picker.build()

    def _forget_what_was_kept(self) -> None:
        """Bookmarks and notes pile up because a person wants them; what they show must not."""
        keeping = self.window.keeping
        keeping.notes_panel.flush()
        for bookmark in keeping.bookmarks.all():
            keeping.bookmarks.remove(bookmark.id)
        keeping.bookmarks_card.show_bookmarks()
        keeping.notebook.remove(*(note.id for note in keeping.notebook.notes()))
        keeping.notes_panel.read_again()

    def end(self) -> None:
        """Close the window as a person does."""
        self.hands.stop()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if self._journal is not None:
            self._journal.close()


def verdict(counts: list[Count], soak: Soak) -> Verdict:
    """What the counts come to, the first of them being that after the warm-up."""
    first, last = counts[0], counts[-1]
    # The same counts on both sides would hide any growth.
    many = max(1, min(3, len(counts) // 2))
    early, late = (median(c.megabytes for c in part) for part in (counts[:many], counts[-many:]))
    failed = []
    if late - early > MOST_GROWTH_MB:
        failed.append(f"memory grew by {late - early:.1f} MB")
    was, now = first.figures(), last.figures()
    room = dict.fromkeys(_STEADY, 0) | _ROOM
    failed += [
        f"{name}: {was[name]:g} -> {now[name]:g}"
        for name, most in room.items()
        if now[name] > was[name] + most
    ]
    if soak.heard.lines:
        failed.append(f"{len(soak.heard.lines)} messages")
    lines = [f"{last.actions} actions"]
    never = [id for id, times in soak.hands.used.items() if not times]
    lines += [
        f"memory {early:.1f} -> {late:.1f} MB ({late - early:+.1f}; first and last {many} counts)",
        *(f"{name}: {was[name]:g} -> {now[name]:g}" for name in was if name != "megabytes"),
        f"commands: {len(soak.hands.used) - len(never)} of {len(soak.hands.used)} used",
        *(f"  grown: {line}" for line in grown(first, last)[:40]),
        *(f"  said: {line}" for line in dict.fromkeys(soak.heard.lines)),
        *(f"FAILED {line}" for line in failed),
        "failed" if failed else "all steady",
    ]
    return Verdict(tuple(lines), tuple(failed))
