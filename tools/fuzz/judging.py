"""What every refusal must be, and what must have stayed as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

#: A sentence is read by a person.
LONGEST = 1200
#: Words with which a cure begins; every refusal says one.
CURES = (
    *("open another", "save the scene anew", "choose", "update the program", "allow", "mend"),
    *("look where", "make room", "start the program again", "close other windows", "import them"),
    *(
        "reinstall",
        "run 'python",
        "remove",
        "add it",
        "add a",
        "add for",
        "rename",
        "use one of",
        "correct",
    ),
    *("delete it", "see lumbosacral-viewer", "did you mean", "write for", "give a file", "make it"),
    *("'lumbosacral-viewer describe' lists", "end the name", "leave it out", "it can be", "goes "),
    *("must be", "zones are", "give the name", "free some space", "could still be read"),
    *("use small letters", "put it back", "take it out", "make two lessons"),
    *("add --", "set it once", "describe a level", "described at one"),
)


class Fault(Exception):  # noqa: N818 - what a person calls it
    """The program did something it must not do; the text says what."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one damaged input. opened: it was still good enough. words: the refusal."""

    opened: bool
    words: str = ""


def judged(words: str, names: Iterable[str]) -> Outcome:
    """A refusal, if it is a good one: it names one of `names` (the file) and a cure, in a line of
    readable length. Raises Fault."""
    if "Traceback" in words or "object at 0x" in words:
        raise Fault(f"speaks of its innards: {words[:300]!r}")
    wanted = tuple(names)
    if not any(name in words for name in wanted):
        raise Fault(f"names none of {wanted}: {words[:300]!r}")
    if not any(cure in words.lower() for cure in CURES):
        raise Fault(f"says no cure: {words[:400]!r}")
    bare = words
    for name in wanted:
        bare = bare.replace(name, "")
    if len(bare) > LONGEST:
        raise Fault(f"is {len(bare)} characters long: {words[:300]!r}")
    if any(ord(letter) < 32 and letter != "\n" for letter in bare):
        raise Fault(f"has control characters: {words[:300]!r}")
    return Outcome(opened=False, words=words)


def contents(folder: Path) -> Mapping[str, str]:
    """What lies in a folder, links and special files by what they are, plain files by checksum."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_file():
            found[name] = blake2b(path.read_bytes(), digest_size=12).hexdigest()
        else:
            found[name] = "folder" if path.is_dir() else "special"
    return found


def refuse_change(before: Mapping[str, str], folder: Path) -> None:
    """Reading must leave a folder as it was. Raises Fault."""
    after = contents(folder)
    if after != before:
        strange = sorted(set(before.items()) ^ set(after.items()))
        raise Fault(f"reading changed the folder: {strange[:4]}")


def refuse_leftovers(folder: Path) -> None:
    """Nothing half-written remains. Raises Fault."""
    left = [p.name for p in folder.rglob("*") if p.name.endswith(".new") or ".part-" in p.name]
    if left:
        raise Fault(f"half-written files remain: {left[:4]}")
