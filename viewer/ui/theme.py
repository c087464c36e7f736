"""All colours of the window in one place, and how they reach Qt. Nothing else names a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

THEME_NAMES = ("light", "dark", "projector")
#: What the settings may hold besides a theme's own name: follow the desktop.
FOLLOW_DESKTOP = "system"


@dataclass(frozen=True, slots=True)
class Theme:
    """One palette; every colour as #RRGGBB.

    window: behind everything. surface: what text stands on. raised: hover. line: hairlines.
    edge: outlines of things to press. text, muted: ink. accent: what is chosen; on_accent: ink on
    it; accent_soft: a wash of it, still read with `text`. danger: red flags. growth: factor on
    every letter, for rooms where the last row reads too. bone, disc: the little drawn spine.
    """

    name: str
    window: str
    surface: str
    raised: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    link: str
    danger: str
    danger_soft: str
    bone: str
    bone_edge: str
    disc: str
    growth: float


THEMES: Mapping[str, Theme] = {
    "light": Theme(
        name="light",
        window="#EEF1F2",
        surface="#FFFFFF",
        raised="#F4F7F7",
        line="#DCE2E4",
        edge="#7C8890",
        text="#1B262C",
        muted="#54626B",
        accent="#0A6B6B",
        on_accent="#FFFFFF",
        accent_soft="#DCEFED",
        link="#085C9E",
        danger="#A82118",
        danger_soft="#FCEDEA",
        bone="#EDE2CA",
        bone_edge="#8A7B5D",
        disc="#8DB9B4",
        growth=1.0,
    ),
    "dark": Theme(
        name="dark",
        window="#12171B",
        surface="#1A2126",
        raised="#232C33",
        line="#2F3A42",
        edge="#71808B",
        text="#E6ECEF",
        muted="#A3B0B9",
        accent="#6FCBC3",
        on_accent="#08211F",
        accent_soft="#1F4140",
        link="#8FC5F4",
        danger="#FF9E91",
        danger_soft="#41231F",
        bone="#CFC3A8",
        bone_edge="#6E634D",
        disc="#5E8C88",
        growth=1.0,
    ),
    "projector": Theme(
        name="projector",
        window="#FFFFFF",
        surface="#FFFFFF",
        raised="#F0F0F0",
        line="#8A8A8A",
        edge="#3C3C3C",
        text="#000000",
        muted="#2E2E2E",
        accent="#003E8A",
        on_accent="#FFFFFF",
        accent_soft="#D5E4FA",
        link="#00428F",
        danger="#9B0000",
        danger_soft="#FFE9E6",
        bone="#F3E6C4",
        bone_edge="#54482C",
        disc="#7FB3AD",
        growth=1.2,
    ),
}

#: Every pair of (ink, ground) that the window puts together, kept readable by a test.
TEXT_PAIRS = (
    *((ink, ground) for ink in ("text", "muted") for ground in ("window", "surface", "raised")),
    *((ink, ground) for ink in ("accent", "link") for ground in ("window", "surface", "raised")),
    ("text", "accent_soft"),
    ("muted", "accent_soft"),
    ("link", "accent_soft"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    ("danger", "surface"),
    ("danger", "window"),
    ("danger", "danger_soft"),
    ("text", "danger_soft"),
    ("muted", "danger_soft"),
    ("link", "danger_soft"),
)
#: Pairs that carry meaning without letters: outlines, icons (at least 3:1, WCAG 2.2, 1.4.11).
SHAPE_PAIRS = (("edge", "surface"), ("edge", "window"), ("bone_edge", "bone"))


def theme_named(name: str) -> Theme:
    """The theme of that name; `system` and anything unknown follow the desktop."""
    if name in THEMES:
        return THEMES[name]
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return THEMES["dark" if dark else "light"]


def luminance(colour: str) -> float:
    """Relative luminance 0..1 of #RRGGBB (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two colours (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colours(theme: Theme) -> dict[str, str]:
    """The theme's colours by name."""
    return {f.name: str(getattr(theme, f.name)) for f in fields(theme) if f.name != "growth"}


def qt_palette(theme: Theme) -> QPalette:
    """The same colours for what Qt paints without a style sheet."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, colour in {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.text,
        role.ToolTipText: theme.surface,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.link,
        role.LinkVisited: theme.link,
        role.Mid: theme.line,
    }.items():
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(theme.edge))
    return palette
