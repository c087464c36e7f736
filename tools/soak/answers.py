"""Dialogs of the system that nobody is there to answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox


@contextmanager
def dialogs_answered(seed: random.Random, folder: Path) -> Iterator[None]:
    """Meanwhile files are named by chance instead of by a dialog, and nothing outside is opened."""

    def file(*_: Any, **__: Any) -> tuple[str, str]:
        return (str(folder / f"out-{seed.randrange(6)}"), "") if seed.random() < 0.3 else ("", "")

    def there(*_: Any, **__: Any) -> tuple[str, str]:
        kept = sorted(str(path) for path in folder.iterdir() if path.is_file())
        return (seed.choice(kept), "") if kept and seed.random() < 0.5 else ("", "")

    def into(*_: Any, **__: Any) -> str:
        return str(folder) if seed.random() < 0.2 else ""

    with ExitStack() as answers:
        for of, name, answer in (
            (QFileDialog, "getSaveFileName", file),
            (QFileDialog, "getOpenFileName", there),
            (QFileDialog, "getExistingDirectory", into),
            (QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes),
            (QDesktopServices, "openUrl", lambda *_: True),
        ):
            answers.enter_context(patch.object(of, name, answer))
        yield
