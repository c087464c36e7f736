"""Where the texts lie, and in which language each one exists."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
#: The language in which every text exists; in another one, what is not translated stays English.
ENGLISH = "en"
