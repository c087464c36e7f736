"""Links the first mention of each structure, condition and procedure in the text files.

    python -m tools.link_mentions [FILE ...]

Without files: every text. Writes only links, never words; `python -m annotations.checks` says what
could not be linked.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotations.library import FIXED_FILES, GLOSSARY, content_files, load_library
from annotations.linking import Names, read_names, with_links
from annotations.note import AUDIENCES
from annotations.paths import FOLDER


def linked(source: str, names: Names, *, is_glossary: bool = False) -> str:
    """The text file `source` with links on first mentions."""
    table = tomllib.loads(source)
    for note_id, text in dict.fromkeys(_texts(table, is_glossary)):
        new = with_links(text, names, note_id)
        for quote in ("'''\n{}'''", "'''{}'''", '"{}"', "'{}'"):
            source = source.replace(quote.format(text), quote.format(new))
    return source


def _texts(table: dict[str, Any], is_glossary: bool) -> Iterator[tuple[str, str]]:
    if is_glossary:
        for row in table["term"]:
            yield from ((f"term.{row['id']}", row[audience]) for audience in AUDIENCES)
        return
    for row in (table["summary"], *table["section"]):
        yield from ((table["id"], row[audience]) for audience in AUDIENCES)


def main(arguments: list[str]) -> int:
    """Rewrite the files that lack a link; say which."""
    names = read_names(load_library())
    files = [Path(name) for name in arguments] or content_files(FOLDER)
    for path in files:
        if path.name in FIXED_FILES:
            continue
        source = path.read_text(encoding="utf-8")
        new = linked(source, names, is_glossary=path.name == GLOSSARY)
        if new != source:
            path.write_text(new, encoding="utf-8")
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
