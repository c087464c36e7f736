#!/usr/bin/env python3
"""Set up the Lumbosacral Viewer and start it, with nothing but Python.

    python3 start.py            set up (first time only) and open the viewer
    python3 start.py test       set up and run the whole test suite
    python3 start.py render out.png --segment L5-S1     any other words go to the viewer

Uses the standard library alone. Safe to interrupt and to run again.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
OLDEST = (3, 11)

#: Debian package for each shared library that Qt and VTK open at run time.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
#: Programs the tests need: to have a screen where there is none, and to read a PDF.
TEST_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth", "pdftotext": "poppler-utils"}


class SetupError(Exception):
    """Set-up cannot go on; the text is one line that says what to do."""


def say(text: str) -> None:
    """One line of progress."""
    print(f"[setup] {text}", flush=True)


def check_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Python {have} is too old: install Python 3.11 or newer (python.org) and run "
            "this again with it"
        )


def missing_packages(for_tests: bool) -> list[str]:
    """Debian packages of the system libraries and programs that are not there (Linux only)."""
    if not sys.platform.startswith("linux"):
        return []
    missing = [package for name, package in LIBRARIES.items() if not has_library(name)]
    if for_tests and not has_display():
        missing += [p for program, p in TEST_PROGRAMS.items() if not shutil.which(program)]
    return sorted(set(missing))


def has_library(name: str) -> bool:
    """Whether the system can open a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_display() -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def install_system(packages: list[str]) -> None:
    """Install Debian packages when root, else say the exact command."""
    words = " ".join(packages)
    if not shutil.which("apt-get"):
        raise SetupError(
            f"missing system libraries; install what Debian calls {words} with your "
            "system's package manager, then run this again"
        )
    if os.geteuid() != 0:
        raise SetupError(
            f"missing system libraries; paste:  sudo apt-get update && sudo apt-get install -y "
            f"--no-install-recommends {words}  and run this again"
        )
    say(f"installing system packages: {words}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    log = HERE / ".setup.log"
    for step in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        with log.open("a", encoding="utf-8") as out:
            done = subprocess.run(step, env=quiet, stdout=out, stderr=out, check=False)
        if done.returncode != 0 and "install" in step:
            raise SetupError(
                f"apt-get could not install {words}: see {log}, check the network, run this again"
            )


def venv_python() -> Path:
    """The interpreter of the project's own environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(for_tests: bool) -> str:
    """Changes whenever the environment has to be made anew."""
    parts = [sys.version, str(HERE), str(for_tests), (HERE / "pyproject.toml").read_text("utf-8")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def is_ready(for_tests: bool) -> bool:
    """Whether an earlier run finished; an environment with the tests serves both."""
    try:
        stamp = (VENV / "ready").read_text("utf-8").strip()
    except OSError:
        return False
    wanted = {fingerprint(True)} if for_tests else {fingerprint(True), fingerprint(False)}
    return stamp in wanted and venv_python().exists()


def make_environment(for_tests: bool) -> None:
    """A virtual environment with the project in it. The stamp is written last of all."""
    (VENV / "ready").unlink(missing_ok=True)
    if not works(venv_python()):
        if VENV.exists():
            shutil.rmtree(VENV)
        say("making a virtual environment in .venv")
        create_venv()
    say("installing the Python packages (the first time about 300 MB, some minutes)")
    target = f"{HERE}[test]" if for_tests else str(HERE)
    log = HERE / ".setup.log"
    command = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check"]
    with log.open("w", encoding="utf-8") as out:
        done = subprocess.run(
            [*command, "-e", target], cwd=HERE, stdout=out, stderr=out, check=False
        )
    if done.returncode != 0:
        raise SetupError(
            f"pip could not install the packages: see the end of {log}, check the network and "
            "free disk space (2 GB), then run this again"
        )
    (VENV / "ready").write_text(fingerprint(for_tests), "utf-8")


def works(python: Path) -> bool:
    """Whether this interpreter starts and has pip."""
    if not python.exists():
        return False
    probe = [str(python), "-c", "import pip"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def create_venv() -> None:
    """Make the environment; on Debian the module for it may be a package of its own."""
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if shutil.which("apt-get"):
        install_system([package])
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return
    raise SetupError(
        f"Python cannot make a virtual environment in {VENV}: check that the folder can be "
        "written and that Python's venv module is installed, then run this again"
    )


def set_up(for_tests: bool) -> None:
    """Everything the program needs; quick when it is there already."""
    check_python()
    if missing := missing_packages(for_tests):
        install_system(missing)
        if still := missing_packages(for_tests):
            raise SetupError(f"these packages did not bring what is needed: {' '.join(still)}")
    if not is_ready(for_tests):
        make_environment(for_tests)
        say("ready")


def run_tests(extra: list[str]) -> int:
    """Lint, types, import rules, content, then the tests; stops at the first that fails."""
    command = [str(venv_python()), "-m", "pytest", *extra]
    if extra:
        return run_checks() or run_alone(command)
    return run_in_halves(command, run_checks)


def run_checks() -> int:
    """What is looked at without running the program's tests; stops at the first that fails."""
    python = str(venv_python())
    folder = venv_python().parent
    steps = [
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("import rules", [str(folder / "lint-imports")]),
        ("meshes, catalogue and texts", [python, "-m", "viewer", "check"]),
    ]
    for name, command in steps:
        say(f"checking {name}")
        if code := subprocess.run(command, cwd=HERE, check=False).returncode:
            say(f"{name}: failed")
            return code
    return 0


def on_screen(command: list[str]) -> list[str]:
    """The command with a screen of its own where there is none."""
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24"]
    return command if has_display() else [*screen, *command]


def run_alone(command: list[str]) -> int:
    """One run of the tests that were asked for."""
    return subprocess.run(on_screen(command), cwd=HERE, check=False).returncode


def run_in_halves(command: list[str], checks: Callable[[], int] = lambda: 0) -> int:
    """All tests: those of the window beside all others, because most machines have two cores.

    What the window's tests say is shown when both are done. checks: run first beside the window's
    tests; where they fail nothing else is tested.
    """
    say("testing; the tests of the window run beside the others and report at the end")
    halves = ([*command, "-m", "not window"], [*command, "-m", "window", "-p", "no:cacheprovider"])
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        window = subprocess.Popen(on_screen(halves[1]), cwd=HERE, stdout=told, stderr=told)
        try:
            if code := checks():
                window.kill()
                window.wait()
                return code
            others = subprocess.run(on_screen(halves[0]), cwd=HERE, check=False).returncode
            code = window.wait()
        except BaseException:
            window.kill()
            raise
        told.seek(0)
        print(told.read(), flush=True)
    return others or code


def main(words: list[str]) -> int:
    """Set up, then test or start the viewer. Returns the exit status."""
    for_tests = words[:1] == ["test"]
    try:
        set_up(for_tests)
        if for_tests:
            return run_tests(words[1:])
        name = "lumbosacral-viewer.exe" if os.name == "nt" else "lumbosacral-viewer"
        viewer = [str(venv_python().parent / name), *words]
        return subprocess.run(viewer, check=False).returncode
    except SetupError as problem:
        print(f"setup: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"setup: {problem}; mend that and run this again", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nsetup: stopped; run the same command again to go on", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
