"""Libraries of the system that are not there: one line with the cure, never a crash."""

from __future__ import annotations

import sys

import pytest

from viewer import __main__ as program
from viewer import graphics
from viewer.commandline.machine import has_display
from viewer.graphics import draw_without_screen, missing_for_window, unloadable

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux lacks them"
)


def refuse(name: str) -> object:
    raise OSError(name)


@pytest.fixture
def under_x11(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As if there were an X display, the usual way."""
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return monkeypatch


def test_what_a_window_lacks_is_named_with_its_package(under_x11: pytest.MonkeyPatch) -> None:
    problem = missing_for_window(lambda name: refuse(name) if "cursor" in name else name)
    assert problem is not None
    assert "libxcb-cursor.so.0" in problem
    assert "apt install libxcb-cursor0'" in problem
    assert missing_for_window(lambda name: name) is None
    under_x11.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert missing_for_window(refuse) is None


def test_a_window_without_its_libraries_is_refused_in_a_line(
    under_x11: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    under_x11.setattr("viewer.commandline.machine.x_display_answers", lambda: True)
    under_x11.setattr(graphics, "missing_for_window", lambda: "a window needs more; install it")
    assert program.main([]) == 2
    assert capsys.readouterr().err == "lumbosacral-viewer: a window needs more; install it\n"


def test_a_library_that_cannot_be_loaded_is_named_and_other_mistakes_are_not_hidden(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raised = ImportError("libGL.so.1: cannot open shared object file", path="/x/QtGui.abi3.so")

    def act(_arguments: object) -> int:
        raise raised

    monkeypatch.setitem(program.ACTS, "check", act)  # type: ignore[arg-type]
    for problem, words in (
        ("3D drawing needs libGL.so.1", "3D drawing needs"),
        (None, "libGL.so.1"),
    ):
        monkeypatch.setattr(graphics, "missing_graphics", lambda problem=problem: problem)
        assert program.main(["check"]) == 2
        said = capsys.readouterr().err
        assert words in said
        assert "describe L5-S1' works without" in said
        assert said.count("\n") == 1
    raised = ModuleNotFoundError("No module named 'x'", name="x")
    assert unloadable(raised) is None
    with pytest.raises(ModuleNotFoundError):
        program.main(["check"])


def test_a_display_that_does_not_answer_counts_as_none(under_x11: pytest.MonkeyPatch) -> None:
    under_x11.setenv("DISPLAY", ":9731")
    under_x11.delenv("VTK_DEFAULT_OPENGL_WINDOW", raising=False)
    assert not has_display()
    draw_without_screen()
    assert graphics.os.environ["VTK_DEFAULT_OPENGL_WINDOW"] == "vtkEGLRenderWindow"
