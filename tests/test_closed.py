"""The program runs nothing it is given, reaches nothing outside, and shows words as words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from annotations.library import Library
from annotations.note import AudienceTexts, Claim, Note, Section, SectionKind, Source
from annotations.render import note_html
from meshes.catalog import Catalog
from meshes.ids import StructureId
from meshes.store import Mesh
from viewer.export.web_page import PageWords, Part, page_text
from viewer.looks import THEMES
from viewer.spec import LegendEntry
from viewer.state import Camera

ROOT = Path(__file__).parents[1]
PACKAGES = ("viewer", "meshes", "annotations")
#: Modules that run what they read, start programs, or talk to other machines.
NO_MODULES = frozenset(
    [
        *("pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "yaml", "code", "codeop"),
        *("subprocess", "pty", "ctypes", "cffi", "runpy", "webbrowser", "xmlrpc", "telnetlib"),
        *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests", "httpx"),
        *("PySide6.QtNetwork", "PySide6.QtWebEngineCore", "PySide6.QtWebSockets", "PySide6.QtQml"),
    ]
)
NO_CALLS = frozenset(
    [
        *("eval", "exec", "compile", "__import__", "import_module", "system", "popen", "startfile"),
        *("mktemp", "enable_load_extension", "load_extension", "fork", "execv", "execvp", "spawnl"),
        *("from_string", "loads_pickle", "extractall"),
    ]
)
#: Look into the library of OpenGL that the system has, by a fixed name.
ALLOWED = frozenset(
    [f"viewer/{name}.py imports ctypes" for name in ("graphics", "starting", "ui/gl_view")]
    # of the name it was made with, in that file
    + ["viewer/starting.py calls import_module"]
)
SUSPECT = re.compile(
    rf"\b({'|'.join(name.rpartition('.')[2] for name in sorted(NO_MODULES | NO_CALLS))}|load|shell"
    r"|allow_pickle|attach)\b",
    re.IGNORECASE,
)
#: Calls of the same names that are other things: of Qt and of regular expressions.
HARMLESS = frozenset(["re.compile", "app.exec", "dialog.exec", "menu.exec", "self.exec"])


def sources() -> Iterator[tuple[Path, ast.AST]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            # What names nothing of it cannot use it; reading a syntax tree takes longer.
            if SUSPECT.search(text):
                yield path, ast.parse(text)


def forbidden(tree: ast.AST) -> Iterator[str]:
    """What of a module could run or fetch something it is given."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
        for name in names:
            if {name, name.partition(".")[0]} & NO_MODULES:
                yield f"line {node.lineno}: imports {name}"
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and "ATTACH DATABASE" in text.upper():
            yield f"line {node.lineno}: attaches a database"


def _dotted(node: ast.expr) -> str:
    """`os.system` of the node that calls it; the last word alone where the first is no name."""
    words = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return ".".join(reversed([*words, node.id] if isinstance(node, ast.Name) else words))


def _of_call(node: ast.Call) -> Iterator[str]:
    called = _dotted(node.func)
    if called.rpartition(".")[2] in NO_CALLS and called not in HARMLESS:
        yield f"line {node.lineno}: calls {called}"
    for word in node.keywords:
        given = word.value.value if isinstance(word.value, ast.Constant) else None
        if word.arg in ("allow_pickle", "shell") and given is not False:
            yield f"line {node.lineno}: {word.arg}"
    if called.endswith("np.load") and not any(w.arg == "allow_pickle" for w in node.keywords):
        yield f"line {node.lineno}: loads an array that may run code"


def test_nothing_that_runs_or_fetches_what_it_is_given_is_used() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()} {what.partition(': ')[2]}"
        for path, tree in sources()
        for what in forbidden(tree)
    }
    assert found <= ALLOWED


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from urllib.request import urlopen",
        "from PySide6 import QtNetwork",
        "eval(text)",
        "builtins.exec(text)",
        "os.system(name)",
        "np.load(file)",
        "np.load(file, allow_pickle=True)",
        "run(words, shell=True)",
        "connection.enable_load_extension(True)",
        "connection.execute('attach database ? as other', (name,))",
    ],
)
def test_the_check_above_can_fail(text: str) -> None:
    assert SUSPECT.search(text)
    assert list(forbidden(ast.parse(text)))


HOSTILE = (
    '</title></script><script>alert(1)</script><img src=x onerror="alert(1)">'
    "\"'><svg onload=alert(1)> {{scene}} &lt; javascript:alert(1) <!-- ]]> \u2028 </style>"
)


class Skeleton(HTMLParser):
    """Tags and names of attributes of a page, in their order; what runs by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join([tag, *sorted(name for name, _ in attrs)]))
        self.hrefs += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")


def skeleton(text: str) -> Skeleton:
    made = Skeleton()
    made.feed(text)
    made.close()
    return made


def web_page(words: str) -> str:
    points = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    mesh = Mesh(points, points, points[:, 0], np.int32([[0, 1, 2]]))
    shown = {"id": "disc.L5-S1", "name": words, "ghost": False, "face": False, "colour": [1, 1, 1]}
    legend = (LegendEntry("disc", words, (0.1, 0.2, 0.3)), LegendEntry("note", words, (0, 0, 0)))
    camera = Camera(0.0, 0.0, 100.0, (0.0, 0.0, 0.0))
    page = page_text([Part(shown, mesh)], legend, camera, THEMES["light"], PageWords(words, words))
    return page.decode("utf-8")


def test_hostile_words_stay_words_in_the_web_page() -> None:
    usual, hostile = skeleton(web_page("Disc")), skeleton(web_page(HOSTILE))
    assert hostile.tags == usual.tags
    assert "alert(1)<" not in web_page(HOSTILE)
    code = web_page("Disc")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert word not in code


def test_hostile_words_stay_words_on_a_page_of_text() -> None:
    def page(words: str) -> Skeleton:
        texts = AudienceTexts(words, words, words)
        claim = Claim(words, ("a",), words, checked=False)
        section = Section("care", texts, (claim,))
        note = Note("disc.L5-S1", words, texts, (section,), (words,), (words,), words)
        library = Library(
            {note.id: note},
            {"a": Source("a", words, doi=words)},
            {"care": SectionKind("care", words, words, words)},
            {note.id: "x.toml"},
        )
        return skeleton(note_html(note, "patient", library))

    usual, hostile = page("Disc"), page(HOSTILE)
    assert hostile.tags == usual.tags
    assert all(href.startswith(("#", "https://doi.org/")) for href in hostile.hrefs)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "../disc.L5-S1",
            "/etc/passwd",
            "..",
            "disc.L5-S1/..",
            "disc\\x",
            "C:disc",
            "disc.L5-S1\0",
        ),
        *("disc.L5-S1\n", "", " ", ".", "~", "disc.L5-S1.stl", "con:", "%2e%2e", "é"),
    ],
)
def test_no_id_can_lead_out_of_a_folder(text: str) -> None:
    if "/" in text or "\\" in text or ":" in text or not text.isascii() or text != text.strip():
        with pytest.raises(ValueError, match="is not a structure id"):
            StructureId(text)
    else:
        # What is left may follow the grammar; it has no word that means another folder.
        try:
            name = StructureId(text)
        except ValueError:
            return
        assert Path(name).name == name


def test_every_id_of_the_catalogue_is_the_name_of_a_file(catalog: Catalog, tmp_path: Path) -> None:
    for id in (*catalog.structures, *catalog.places):
        assert (tmp_path / f"{id}.stl").resolve().parent == tmp_path.resolve()
        assert id.partition(".")[0] not in ("con", "prn", "aux", "nul")
