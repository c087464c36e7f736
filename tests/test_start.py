"""The set-up script: every failure is one clear line, and a second run goes on."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    return module


def test_it_imports_nothing_but_the_standard_library() -> None:
    lines = (ROOT / "start.py").read_text(encoding="utf-8").splitlines()
    words = [line.split()[1] for line in lines if line.startswith(("import ", "from "))]
    assert {word.partition(".")[0] for word in words} <= set(sys.stdlib_module_names)


def test_an_old_python_is_refused_in_one_line(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 1))
    assert start.main([]) == 1
    err = capsys.readouterr().err
    assert "Python 3.9.1 is too old" in err
    assert len(err.strip().splitlines()) == 1


def test_without_root_the_exact_command_is_given(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.setattr(start, "has_library", lambda name: name != "libEGL.so.1")
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert start.main([]) == 1
    err = capsys.readouterr().err
    assert "sudo apt-get install -y --no-install-recommends libegl1" in err
    assert len(err.strip().splitlines()) == 1


def test_a_system_without_apt_is_told_what_to_install(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda _name: None)
    with pytest.raises(start.SetupError, match="libegl1"):
        start.install_system(["libegl1"])


def test_a_failed_installation_names_the_log_and_leaves_no_stamp(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Failed:
        returncode = 1

    monkeypatch.setattr(start, "missing_packages", lambda _tests: [])
    monkeypatch.setattr(start, "works", lambda _python: True)
    start.VENV.mkdir()
    monkeypatch.setattr(start.subprocess, "run", lambda *_a, **_k: Failed())
    assert start.main([]) == 1
    assert ".setup.log" in capsys.readouterr().err
    assert not start.is_ready(for_tests=False)


def test_an_interrupted_set_up_says_how_to_go_on(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_for_tests: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "set_up", interrupted)
    assert start.main([]) == 130
    assert "run the same command again" in capsys.readouterr().err


def test_a_finished_set_up_is_not_repeated_until_its_reasons_change(start: ModuleType) -> None:
    python = start.venv_python()
    python.parent.mkdir(parents=True)
    python.touch()
    (start.VENV / "ready").write_text(start.fingerprint(True))
    assert start.is_ready(for_tests=True)
    assert start.is_ready(for_tests=False)
    (start.HERE / "pyproject.toml").write_text("[project]\nversion = '2'\n")
    assert not start.is_ready(for_tests=True)


def test_a_plain_set_up_does_not_serve_the_tests(start: ModuleType) -> None:
    python = start.venv_python()
    python.parent.mkdir(parents=True)
    python.touch()
    (start.VENV / "ready").write_text(start.fingerprint(False))
    assert start.is_ready(for_tests=False)
    assert not start.is_ready(for_tests=True)


def test_tests_stop_at_the_first_check_that_fails(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Done:
        def __init__(self, code: int) -> None:
            self.returncode = code

    ran: list[str] = []

    def run(command: list[str], **_: object) -> Done:
        ran.append(" ".join(command))
        return Done(3 if "mypy" in ran[-1] else 0)

    class Window:
        def __init__(self, *_: object, **__: object) -> None:
            self.is_killed = False
            windows.append(self)

        def kill(self) -> None:
            self.is_killed = True

        def wait(self) -> int:
            return -9

    windows: list[Window] = []
    monkeypatch.setattr(start.subprocess, "run", run)
    monkeypatch.setattr(start.subprocess, "Popen", Window)
    assert start.run_tests([]) == 3
    assert [window.is_killed for window in windows] == [True]
    assert "types: failed" in capsys.readouterr().out
    assert not any("-m pytest" in command for command in ran)


def test_halves_run_side_by_side_and_either_failure_counts(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "has_display", lambda: True)
    script = (
        "import sys; print('ran', sys.argv[3]); sys.exit(int(sys.argv[1] in (sys.argv[3], 'both')))"
    )
    for failing, code in (("none", 0), ("window", 1), ("not window", 1), ("both", 1)):
        command = [sys.executable, "-c", script, failing]
        assert start.run_in_halves(command) == code
        said = capfd.readouterr().out
        assert "ran window" in said
        assert "ran not window" in said
