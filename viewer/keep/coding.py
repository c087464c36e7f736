"""Values of frozen dataclasses as plain JSON data and back, led by their type hints.

A field that is added to a state is kept by being there: nothing has to be listed here.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from meshes.catalog import Catalog
from meshes.ids import StructureId

IsKnown = Callable[[str], bool]
#: No length in mm, angle or share of a scene is larger.
LARGEST = 1e5


class UnfitError(ValueError):
    """The data are not of the expected kind; the text names the place and what is wrong."""


class StrangerError(UnfitError):
    """The data name something that only a later program, or none, knows."""


def known_to(catalog: Catalog) -> IsKnown:
    """Whether a catalogue has a structure or place of an id."""
    return lambda known: known in catalog.structures or known in catalog.places


def kept_fields(kind: Any) -> tuple[Field[Any], ...]:
    """The fields of a dataclass that are written to files; a value or its type."""
    return tuple(f for f in fields(kind) if f.metadata.get("is_kept", True))


def to_plain(value: Any) -> Any:
    """A value as dicts, lists, strings, numbers, booleans and None; sets come out sorted."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in kept_fields(value)}
    if isinstance(value, Enum):
        return to_plain(value.value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        pairs = [[to_plain(key), to_plain(item)] for key, item in value.items()]
        return sorted(pairs, key=json.dumps)
    if isinstance(value, (frozenset, set)):
        return sorted((to_plain(item) for item in value), key=json.dumps)
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise UnfitError(f"{value} is not a number that can be kept")
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise UnfitError(f"a {type(value).__name__} cannot be kept")


def from_plain(kind: Any, data: Any, where: str, is_known: IsKnown) -> Any:
    """The value of a kind that the data stand for. Raises UnfitError.

    where: the way to these data, for the message. is_known: whether there is such a structure or
    place.
    """
    if isinstance(kind, NewType):
        kind = kind.__supertype__
    origin, parts = get_origin(kind), get_args(kind)
    if origin is not None:
        return _generic(kind, origin, parts, data, where, is_known)
    if kind is StructureId:
        return _id(data, where, is_known)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, data, where)
    if is_dataclass(kind):
        return _record(kind, data, where, is_known)
    return _simple(kind, data, where)


def _simple(kind: Any, data: Any, where: str) -> Any:
    if kind is Any:
        return data
    if kind is float and type(data) in (int, float):
        if not abs(data) <= LARGEST:
            raise UnfitError(f"{where} is out of range")
        return float(data)
    if kind is str and type(data) is str and not _is_writable(data):
        raise UnfitError(f"{where} is no proper text")
    if kind in (bool, int, str) and type(data) is kind:
        return data
    if kind is type(None) and data is None:
        return None
    words = {float: "a number", int: "a whole number", bool: "true or false", str: "a text"}
    raise UnfitError(f"{where} is not {words.get(kind, 'empty')}")


def _is_writable(text: str) -> bool:
    """Whether a text can be written to a file: JSON can spell halves of letters, which cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _id(data: Any, where: str, is_known: IsKnown) -> StructureId:
    if not isinstance(data, str):
        raise UnfitError(f"{where} is not the id of a structure")
    try:
        id = StructureId(data)
    except ValueError:
        raise UnfitError(f"{where} is not the id of a structure") from None
    if not is_known(id):
        raise StrangerError(f"the structure '{id}'")
    return id


def _member(kind: type[Enum], data: Any, where: str) -> Enum:
    try:
        return kind(data)
    except ValueError:
        raise UnfitError(f"{where} is none of its known values") from None


def _record(kind: Any, data: Any, where: str, is_known: IsKnown) -> Any:
    if not isinstance(data, dict):
        raise UnfitError(f"{where} is not a group of entries")
    hints, known = _hints(kind), {f.name: f for f in kept_fields(kind)}
    for name in data:
        if name not in known:
            raise StrangerError(f"the entry '{where}.{name}'")
    given = {
        name: from_plain(hints[name], data[name], f"{where}.{name}", is_known)
        for name in known
        if name in data
    }
    for name, one in known.items():
        if name not in given and not _has_default(one):
            raise UnfitError(f"{where}.{name} is missing")
    try:
        return kind(**given)
    except (ValueError, TypeError) as problem:
        raise UnfitError(f"{where}: {problem}") from None


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    """What each entry of a kind must be; working it out takes longer than reading an entry."""
    return get_type_hints(kind)


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _generic(
    kind: Any, origin: Any, parts: tuple[Any, ...], data: Any, where: str, is_known: IsKnown
) -> Any:
    if origin in (Union, types.UnionType):
        return _one_of(parts, data, where, is_known)
    if origin is Literal:
        if data in parts and type(data) in {type(part) for part in parts}:
            return data
        raise UnfitError(f"{where} is none of its known values")
    if not isinstance(data, list):
        raise UnfitError(f"{where} is not a list")
    if issubclass(origin, Mapping):
        pair = tuple[parts[0], parts[1]]  # type: ignore[valid-type]
        pairs = [from_plain(pair, item, f"{where}[{n}]", is_known) for n, item in enumerate(data)]
        return dict(pairs)
    if origin is tuple and parts[-1:] != (Ellipsis,):
        if len(data) != len(parts):
            raise UnfitError(f"{where} does not have {len(parts)} entries")
        each = zip(parts, data, strict=True)
    else:
        each = zip((parts[0],) * len(data), data, strict=True)
    items = [from_plain(p, item, f"{where}[{n}]", is_known) for n, (p, item) in enumerate(each)]
    if origin in (tuple, frozenset, list):
        return origin(items)
    raise UnfitError(f"{where} is of a kind that cannot be read ({kind})")


def _one_of(parts: tuple[Any, ...], data: Any, where: str, is_known: IsKnown) -> Any:
    """The first kind that fits; else what was wrong with the last, or the name not known."""
    if data is None and type(None) in parts:
        return None
    problem = UnfitError(f"{where} is of no expected kind")
    for part in (part for part in parts if part is not type(None)):
        try:
            return from_plain(part, data, where, is_known)
        except UnfitError as unfit:
            problem = problem if isinstance(problem, StrangerError) else unfit
    raise problem
