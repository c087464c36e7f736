"""Words on the command line that nobody expects."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tools.fuzz.judging import Fault, Outcome, contents, judged
from tools.fuzz.kept import scene_samples
from tools.fuzz.mutations import bits_flipped, damaged, misplaced

#: Lines that are right; one to three of their words are changed, so that few of them still are.
_LINES: tuple[tuple[str, ...], ...] = (
    ("describe", "L5-S1", "--json"),
    ("describe", "disc.L5-S1"),
    ("describe", "L4-L5", "--condition", "disc-extrusion", "--side", "left", "--severity", "0.7"),
    ("describe", "L4-L5", "--flexion", "20", "--json"),
    ("render", "out.png", "--segment", "L5-S1", "--size", "96x64"),
    ("render", "out.png", "--scene", "scene.lumbo.json", "--size", "96x64"),
    ("render", "out.png", "--section", "disc:L5-S1", "--size", "96x64", "--scale", "1"),
    ("render", "out.png", "--view", "anterior", "--theme", "dark", "--size", "64x64"),
    ("render", "out.png", "--segment", "L4-L5", "--condition", "disc-bulge", "--size", "64x64"),
    ("export", "meshes", "--format", "stl", "--only", "disc.L5-S1"),
    ("export", "meshes", "--format", "obj", "--only", "disc.L1-L2", "--segment", "L5-S1"),
    ("report", "L5-S1", "-o", "out.pdf", "--audience", "patient", "--paper", "A4"),
    ("report", "sacrum", "-o", "out.pdf", "--condition", "disc-bulge"),
    ("xray", "out.png", "--segment", "L5-S1", "--view", "lateral", "--size", "96x64"),
    ("xray", "out.png", "--segment", "L4-L5", "--close", "--window", "80", "--size", "64x64"),
    ("--version",),
)
_HOSTILE: tuple[str, ...] = (
    *("", " ", "-", "--", "-1", "--x", "nan", "inf", "-inf", "1e999", "-0", "0x10", "9" * 400),
    *("L5–S1", "l5/s1", "L9-S9", "segment.", "segment.L5-S1.left", "..", "../../etc/passwd", "/"),
    *(
        "a/" * 2000,
        "x" * 300,
        f"{'é' * 200}.png",
        "x" * 5000,
        "é" * 200,
        "\udcff\udcfe",
        "\u202egnp.exe",
        "a\nb",
        "\t",
    ),
    *("%s%n", "{0.__class__}", "$(id)", "`id`", ";ls", "<script>", "'\"", "disc:", ":", "disc:L9"),
    *("axial:1e9", "axial:nan", "0x0", "99999x1", "1x99999", "-5x-5", "64x64x64", "disc-extrusion"),
    *("disc-extrusion:left:foraminal:nan", "disc-extrusion:::::", "burst-fracture:9", "left"),
    *("missing/out.png", "taken", "taken/out.png", "scene.lumbo.json", "/dev/full", "pipe"),
    *("--segment", "--condition", "--scene", "--severity", "--help", "--audience", "--only"),
)


def _changed(words: Sequence[str], rng: Random) -> list[str]:
    made = list(words)
    for _ in range(rng.choice((1, 1, 2, 3))):
        k, act = rng.randrange(len(made)), rng.randrange(6)
        if act == 0:
            made.insert(k, rng.choice(_HOSTILE))
        elif act == 1 and len(made) > 1:
            del made[k]
        elif act == 2:
            made.insert(k, rng.choice(rng.choice(_LINES)))
        elif act == 3:
            noise = bits_flipped(made[k].encode("utf-8", "surrogateescape"), rng)
            made[k] = noise.replace(b"\0", b"").decode("utf-8", "surrogateescape")
        else:
            made[k] = rng.choice(_HOSTILE)
    return made


def words(folder: Path, rng: Random) -> Outcome:
    """One command line, in a folder with a damaged scene; it must do its work or say why not."""
    from viewer.__main__ import main

    line = _changed(rng.choice(_LINES), rng)
    if {"gif", "mp4"} & set(line) or "check" in line:
        line = ["describe", *line]  # films and checks take longer than a damaged word is worth
    (folder / "scene.lumbo.json").write_bytes(
        damaged(scene_samples()[1], rng) if rng.random() < 0.5 else scene_samples()[1]
    )
    misplaced(folder / "taken", rng)
    before, usual = contents(folder), Path.cwd()
    told, wrong = io.StringIO(), io.StringIO()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(wrong):
            status = _status(main, line)
    finally:
        os.chdir(usual)
    said = wrong.getvalue().replace(str(folder), "")
    for text in (said, told.getvalue()):
        text.encode("utf-8", "backslashreplace")
    if status == 0:
        return Outcome(opened=True)
    after = contents(folder)
    if {name: after.get(name) for name in before} != before or len(after) > len(before):
        raise Fault(f"refused, and yet the folder changed: {line}: {sorted(after)}")
    if status != 2 or not said.startswith("lumbosacral-viewer") or said.count("\n") != 1:
        raise Fault(f"status {status}, {said[:400]!r} for {line}")
    return judged(said.rstrip("\n"), ["lumbosacral-viewer"])


def _status(main: Callable[[Sequence[str]], int], line: Sequence[str]) -> int:
    try:
        return main(line)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1


KINDS: dict[str, Callable[[Path, Random], Outcome]] = {"words": words}
