"""How files get damaged: bytes, words and numbers of a file, and what stands in its place.

All pure in a `random.Random`: the same seed damages in the same way.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

Mutation = Callable[[bytes, Random], bytes]

#: Values that JSON can say and no reader expects.
HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**63, -(2**63) - 1, 10**30, 1e308, -1e308, 5e-324, 0.1),
    *(float("nan"), float("inf"), float("-inf")),
    *("", " ", "\0", "\ud800", "\u202e", "../../../etc/passwd", "C:\\Windows\\x", "x" * 5000),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "'; DROP TABLE note; --"),
    *("%s%n{0.__class__}", "disc.L5-S1", "vertebra.L9", "é" * 300, "\n\r\t" * 9),
    *([], {}, [[]], [None] * 50, {"": ""}, {"__class__": "x"}, [[[[[[]]]]]], "T" * 70_000),
)
#: The same for TOML, as written.
HOSTILE_TOML: tuple[str, ...] = (
    *("nan", "inf", "-inf", "-1", "0", "1e999", "9" * 30, "9" * 5000, "true", "[]", "{}", '""'),
    *("[[]]", "1979-05-27", "07:32:00", '"\\ud800"', '"x', "'''", '"""', "[", "{", "[" * 3000),
    *('"' + "x" * 70_000 + '"', '"../../etc/passwd"', '"{level"', '"{0.__class__}"', '"{}"'),
    *('["a", 1, true]', "{ extra = [nan] }", '{ a.b.c.d = "e" }', "0xFFFFFFFFFFFFFFFFFFFF"),
    *('"<script>alert(1)</script>"', '"\\u0000"', '"vertebra.L9"', '"disc.L5-S1"', ""),
)


_NUMBERS: tuple[bytes, ...] = (
    *(b"NaN", b"nan", b"Infinity", b"-inf", b"1e999", b"-1", b"0", b"9" * 400, b"9" * 5000),
    *(b"1e-320", b"00", b"1_0", b"4294967296", b"0.5", b"100000"),
)


def truncated(data: bytes, rng: Random) -> bytes:
    """The first part alone."""
    return data[: rng.randrange(len(data) + 1)]


def bits_flipped(data: bytes, rng: Random) -> bytes:
    """Some bits turned over."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 64)) if made else 0):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)


def block_replaced(data: bytes, rng: Random) -> bytes:
    """A stretch of noise, of one byte over and over, or of another place of the file."""
    start, length = rng.randrange(len(data) + 1), rng.choice((1, 4, 64, 512, 4096))
    other = rng.randrange(len(data) + 1)
    filling = rng.choice(
        (rng.randbytes(length), bytes([rng.randrange(256)]) * length, data[other : other + length])
    )
    return data[:start] + filling + data[start + length * rng.randrange(2) :]


def emptied(_data: bytes, rng: Random) -> bytes:
    """Nothing, blanks, or nothing but zeros."""
    return rng.choice((b"", b" ", b"\n", b"\0", b"\0" * 4096, b"\xef\xbb\xbf"))


def enlarged(data: bytes, rng: Random) -> bytes:
    """The same many times over, or with a long tail."""
    return rng.choice((data * 60, data + b" " * 3_000_000, data + b"x" * 3_000_000, b"{" + data))


def deep(_data: bytes, rng: Random) -> bytes:
    """Nesting without end."""
    many = rng.choice((500, 5_000, 100_000))
    return rng.choice((b"[", b'{"a":', b"a.", b"a=[", b"a={b=", b"(", b"[[a.")) * many


def encoded_otherwise(data: bytes, rng: Random) -> bytes:
    """The same text in an encoding that is not UTF-8."""
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "utf-7")), "replace")


def lines_ended_otherwise(data: bytes, rng: Random) -> bytes:
    """Other line ends, all or some; lines lost, doubled or in another order."""
    lines = data.split(b"\n")
    change = rng.randrange(4)
    if change == 0:
        return rng.choice((b"\r\n", b"\r", b"\n\n", b"\x0b", b"\xe2\x80\xa8", b"")).join(lines)
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    if change == 1:
        del lines[first]
    elif change == 2:
        lines.insert(second, lines[first])
    else:
        lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def number_replaced(data: bytes, rng: Random) -> bytes:
    """One number of a text becomes a hostile one."""
    found = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    if not found:
        return bits_flipped(data, rng)
    place = rng.choice(found)
    number = rng.choice(_NUMBERS)
    return data[: place.start()] + number + data[place.end() :]


def json_changed(data: bytes, rng: Random) -> bytes:
    """A well-formed JSON file in which one to three values are hostile, gone or of another name."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return bits_flipped(data, rng)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        whole = _with_change(whole, rng)
    return json.dumps(whole).encode("utf-8", "surrogatepass")


def _with_change(whole: Any, rng: Random) -> Any:
    places: list[tuple[Any, Any]] = []
    _gather(whole, places)
    if not places:
        return deepcopy(rng.choice(HOSTILE))
    holder, key = rng.choice(places)
    act = rng.randrange(8)
    if act == 0:
        del holder[key]
    elif act == 1 and isinstance(holder, dict):
        holder[rng.choice(("", "x", "\ud800", "__proto__", "n" * 5000))] = holder.pop(key)
    elif act == 2 and isinstance(holder, list):
        holder.extend(deepcopy(holder[key]) for _ in range(rng.choice((1, 50))))
    elif act == 3:
        other, name = rng.choice(places)
        holder[key] = deepcopy(other[name]) if name_in(other, name) else None
    else:
        holder[key] = deepcopy(rng.choice(HOSTILE))
    return whole


def name_in(holder: Any, key: Any) -> bool:
    """Whether a place still is there after other changes."""
    return key in holder if isinstance(holder, dict) else key < len(holder)


def _gather(value: Any, places: list[tuple[Any, Any]]) -> None:
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        for key in keys:
            places.append((value, key))
            _gather(value[key], places)


def toml_changed(data: bytes, rng: Random) -> bytes:
    """A TOML file in which one to three values are hostile, gone or of another name."""
    lines = data.decode("utf-8", "replace").split("\n")
    entries = [k for k, line in enumerate(lines) if re.match(r"[\w\"-]+ *= *\S", line)]
    for k in rng.sample(entries, min(len(entries), rng.choice((1, 1, 2, 3)))):
        name, _, value = lines[k].partition("=")
        act = rng.randrange(8)
        if act == 0:
            lines[k] = ""
        elif act == 1:
            lines[k] = f"{rng.choice(('x', 'id', 'name', '__class__', 'a.b'))} ={value}"
        elif act == 2:
            lines[k] = f"{name}={lines[rng.choice(entries)].partition('=')[2]}"
        elif act == 3 and re.search(r"-?\d+\.?\d*", value):
            lines[k] = f"{name}=" + re.sub(
                r"-?\d+\.?\d*", rng.choice(HOSTILE_TOML[:8]), value, count=1
            )
        else:
            lines[k] = f"{name}= {rng.choice(HOSTILE_TOML)}"
    headings = [k for k, line in enumerate(lines) if line.startswith("[")]
    if headings and (not entries or rng.randrange(6) == 0):
        k = rng.choice(headings)
        lines[k] = rng.choice(
            ("", "[x]", "[[x]]", lines[k].strip("[]"), "[[[x]]]", f"[{lines[k]}]")
        )
    return "\n".join(lines).encode("utf-8", "surrogatepass")


#: What can happen to the bytes of any file.
RAW: tuple[Mutation, ...] = (
    *(truncated, bits_flipped, block_replaced, emptied, enlarged, deep),
    *(encoded_otherwise, lines_ended_otherwise, number_replaced),
)


def damaged(
    data: bytes, rng: Random, own: Sequence[Mutation] = (), others: Sequence[bytes] = ()
) -> bytes:
    """A file damaged in one way. own: ways that fit its format, taken half of the time; others:
    files of other kinds, one of which may stand in its place."""
    if own and rng.random() < 0.5:
        return rng.choice(own)(data, rng)
    if others and rng.random() < 0.08:
        return rng.choice(others)
    return rng.choice(RAW)(data, rng)


# --- what stands in the place of a file ---------------------------------------------------------


def _link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def _link_to_folder(path: Path) -> None:
    path.symlink_to(path.parent, target_is_directory=True)


def _folder(path: Path) -> None:
    path.mkdir()


def _full_folder(path: Path) -> None:
    path.mkdir()
    (path / "inside").write_text("x")


def _device(name: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(name)


def _unreadable(path: Path) -> None:
    path.write_bytes(b"{}")
    path.chmod(0)


PLACES: Mapping[str, Callable[[Path], None]] = {
    "a link to nothing": _link_to_nothing,
    "a link to itself": _link_to_itself,
    "a link to a folder": _link_to_folder,
    "a folder": _folder,
    "a folder with a file": _full_folder,
    "an unreadable file": _unreadable,
    **(
        {
            "a pipe": lambda path: os.mkfifo(path),
            "an endless device": _device("/dev/zero"),
            "an empty device": _device("/dev/null"),
            "a full device": _device("/dev/full"),
        }
        if os.name == "posix"
        else {}
    ),
}


def misplaced(path: Path, rng: Random) -> str:
    """Put something else in the place of a file; what it is."""
    name = rng.choice(sorted(PLACES))
    PLACES[name](path)
    return name


def is_ordinary(path: Path) -> bool:
    """Whether a plain file stands there, no link."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
