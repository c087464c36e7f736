"""What somebody types from a report, understood: "L4/5 protrusion left 5 mm". Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from annotations.consult_words import ConsultWords, Word
from annotations.models import Amount, Grade, Model, load_models
from meshes.ids import StructureId

_LEVEL = re.compile(
    r"\b(?:(?P<a>T(?:h)?12)\s*[-–/]\s*L?1|L(?P<b>[1-4])\s*[-–/]\s*L?(?P<c>[2-5])"
    r"|L5\s*[-–/]\s*S?1)(?!\w)",
    re.IGNORECASE,
)
_BONE = re.compile(r"\bL(?P<bone>[1-5])\b", re.IGNORECASE)
_SIDES = {
    "both": re.compile(r"\b(?:bilateral(?:ly)?|both sides|both)\b", re.IGNORECASE),
    "left": re.compile(r"\bleft(?:[- ]sided)?\b|\blt\b", re.IGNORECASE),
    "right": re.compile(r"\bright(?:[- ]sided)?\b|\brt\b", re.IGNORECASE),
}
#: Where a herniation lies, as reports say it, in the words of Fardon 2014; the longer ways first.
_ZONES = {
    "extraforaminal": re.compile(r"\b(?:extra-?foraminal|far[- ]lateral)\b", re.IGNORECASE),
    "foraminal": re.compile(r"\b(?:intra-?)?foraminal\b", re.IGNORECASE),
    "subarticular": re.compile(
        r"\b(?:sub-?articular|para-?central|para-?median|medio-?lateral|postero-?lateral)\b",
        re.IGNORECASE,
    ),
    "central": re.compile(r"\b(?:central|median|midline)\b", re.IGNORECASE),
}
#: How much, in words that no scheme defines, as shares of the model's slider (chosen).
AMOUNTS = {"small": 0.35, "medium": 0.65, "large": 1.0}
_AMOUNT_WORDS = {
    "small": re.compile(r"\b(?:mild|minor|minimal|slight|small|discrete|early)\b", re.IGNORECASE),
    "medium": re.compile(r"\b(?:moderate|medium|medium-sized)\b", re.IGNORECASE),
    "large": re.compile(
        r"\b(?:severe|marked|large|massive|pronounced|advanced|high-grade)\b", re.IGNORECASE
    ),
}
_FIGURE = re.compile(r"(?P<figure>\d+(?:[.,]\d+)?)\s*(?P<unit>mm|%|°)", re.IGNORECASE)
_GRADE = re.compile(
    r"\b(?:grade|type|pfirrmann|meyerding|genant|weishaupt|lee)\s*(?:grade\s*)?"
    r"(?P<number>[1-5]|IV|I{1,3}|V)\b",
    re.IGNORECASE,
)
_ROMAN = ("", "I", "II", "III", "IV", "V")
#: Words of reports that name nothing.
_FILLERS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "in",
        "of",
        "on",
        "the",
        "with",
        "to",
        "there",
        "is",
        "are",
        "seen",
        "level",
        "at",
        "l",
        "s",
    ]
)
_STEPS, _NEAR = 100, 0.75
_NOT = 9


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed. rest: all of it but level, side and amount; whole: all of it. place: a
    segment or vertebra, None where none was named. number: of a grade, 0 for none. figure, unit: a
    size."""

    rest: str
    place: StructureId | None = None
    side: str = ""
    zone: str = ""
    amount: str = ""
    number: int = 0
    figure: float = 0.0
    unit: str = ""
    whole: str = ""


def understood(typed: str) -> Asked:
    """What somebody typed, in parts."""
    rest, place = _placed(typed)
    side = next((key for key, way in _SIDES.items() if way.search(rest)), "")
    for way in _SIDES.values():
        rest = way.sub(" ", rest)
    zone = next((key for key, way in _ZONES.items() if way.search(rest)), "")
    amount = next((key for key, way in _AMOUNT_WORDS.items() if way.search(rest)), "")
    for way in _AMOUNT_WORDS.values():
        rest = way.sub(" ", rest)
    size, figure, unit = _FIGURE.search(rest), 0.0, ""
    if size is not None:
        figure, unit = float(size["figure"].replace(",", ".")), size["unit"].lower()
        rest = _FIGURE.sub(" ", rest)
    graded = _GRADE.search(rest)
    number = 0 if graded is None else _number(graded["number"])
    rest = " ".join(rest.replace(",", " ").split())
    whole = " ".join(typed.split())
    return Asked(rest, place, side, zone, amount, number, figure, unit, whole)


def _placed(typed: str) -> tuple[str, StructureId | None]:
    """The words without their level, and the level."""
    found = _LEVEL.search(typed)
    if found is None:
        bone = _BONE.search(typed)
        if bone is None:
            return typed, None
        return typed, StructureId(f"vertebra.L{bone['bone']}")
    if found["a"]:
        level = "T12-L1"
    elif found["b"]:
        level = f"L{found['b']}-L{found['c']}"
        if int(found["c"]) != int(found["b"]) + 1:
            return typed, None
    else:
        level = "L5-S1"
    return typed[: found.start()] + " " + typed[found.end() :], StructureId(f"segment.{level}")


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _ROMAN.index(text.upper())


def found_words(asked: Asked, consult: ConsultWords) -> tuple[Word, ...]:
    """The words of reports that may be meant, best first; all of them, in the order of the list,
    while nothing is said. A slip of spelling still finds what is nearest."""
    if not _tokens(asked.rest):
        return tuple(consult.words.values())
    zoneless = asked.rest
    for way in _ZONES.values():
        zoneless = way.sub(" ", zoneless)
    every, most = _tokens(asked.rest), _tokens(zoneless)
    ranked = [
        (rank, word)
        for word in consult.words.values()
        if (rank := _rank(asked, word, most if _has_zones(word) else every)) < _NOT
    ]
    if ranked:
        return tuple(word for _, word in sorted(ranked, key=lambda each: each[0]))
    ways = {way.casefold(): word for word in consult.words.values() for way in _ways(word)}
    near = difflib.get_close_matches(asked.rest.casefold(), ways, n=3, cutoff=_NEAR)
    return tuple(dict.fromkeys(ways[way] for way in near))


def _ways(word: Word) -> tuple[str, ...]:
    return (word.says, *word.also)


def _has_zones(word: Word) -> bool:
    """Whether words for a zone tell where it lies, and are no part of its name."""
    model = load_models().get(word.model)
    return model is not None and bool(model.zones)


def _rank(asked: Asked, word: Word, wanted: tuple[str, ...]) -> int:
    """How well a word fits: 0 said just so, _NOT not at all. wanted: what one of its ways must
    have."""
    flat, whole, best = asked.rest.casefold(), asked.whole.casefold(), _NOT
    sayings, known = _sayings(word)
    may_fit, named = all(f" {part}" in known for part in wanted), frozenset(wanted)
    for said, tokens in sayings:
        if said in (flat, whole):
            return 0
        if may_fit and wanted == tokens:
            best = min(best, 1)
        elif said.startswith(flat):
            best = min(best, 2)
        elif may_fit and all(any(t.startswith(w) for t in tokens) for w in wanted):
            best = min(best, 3)
        elif tokens and named.issuperset(tokens):
            # a whole phrase of a report, in which the word stands
            best = min(best, 4)
    return best


@lru_cache(maxsize=256)
def _sayings(word: Word) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], str]:
    """Each way to say a word in small letters, with its parts; and all parts, each after a
    space."""
    each = tuple((way.casefold(), _tokens(way)) for way in _ways(word))
    return each, "".join(f" {part}" for _, parts in each for part in parts)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(t for t in re.findall(r"[a-z0-9]+", text.casefold()) if t not in _FILLERS)


def severity_of(asked: Asked, word: Word) -> float | None:
    """How much of it there is, by what was typed: a grade, a size, or a word for it; else what the
    word itself tells; None where nothing does."""
    model = load_models().get(word.model)
    if model is None:
        return None
    graded = [grade for grade in model.grades if _is_number(grade, asked.number)]
    if graded:
        return middle_of(model, graded[0])
    if asked.figure and asked.unit == model.amount.unit:
        return _inverse(model.amount, asked.figure)
    if asked.amount:
        named = [g for g in model.grades if asked.amount in _same(g)]
        return middle_of(model, named[0]) if named else AMOUNTS[asked.amount]
    return word.severity


def _is_number(grade: Grade, number: int) -> bool:
    """Whether a grade is of that number: `Meyerding II`, `Genant 2 (25-40 %)`."""
    if not number:
        return False
    words = grade.name.partition(" (")[0].split()
    return str(number) in words or _ROMAN[number] in words


def _same(grade: Grade) -> str:
    name = grade.name.casefold()
    pairs = (("small", "mild"), ("medium", "moderate"), ("large", "severe"))
    return " ".join(key for key, way in pairs if name.startswith(way))


def middle_of(model: Model, grade: Grade) -> float:
    """The middle of a grade's stretch; of the last one, of what is left to the end."""
    starts = [each.start for each in model.grades] + [1.0]
    at = model.grades.index(grade)
    return round((starts[at] + starts[at + 1]) / 2, 3)


def _inverse(amount: Amount, figure: float) -> float:
    """The severity at which an amount is nearest to a figure; the least of several."""
    steps: Iterable[int] = range(_STEPS + 1)
    return min(steps, key=lambda k: abs(amount.at(k / _STEPS) - figure)) / _STEPS
