"""What every PDF of the program keeps to: words that can be searched, and no trace of anyone."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont

#: What tells when, by whom or with what a file was made: as Qt writes it, unasked.
_ENTRY = re.compile(rb"/(?:CreationDate|ModDate|Producer|Author)\s*\((?:\\.|[^\\()])*\)")
_ATTRIBUTE = re.compile(
    rb'((?:xmp:\w*Date|pdf:Producer|xmp:CreatorTool|xmpMM:DocumentID)=")([^"]*)(?=")'
)


def lasting_font(font: QFont, factor: float = 1.0) -> QFont:
    """The font without joined letters (fi, fl): joined, a reader's search does not find them."""
    made = QFont(font)
    made.setFeature(QFont.Tag("liga"), 0)
    if factor != 1.0:
        made.setPixelSize(round(font.pixelSize() * factor))
    return made


def without_traces(data: bytes) -> bytes:
    """The file without date, author and maker; as long as before, so that its index stays true."""
    data = _ENTRY.sub(lambda found: b" " * len(found[0]), data)
    return _ATTRIBUTE.sub(lambda found: found[1] + b" " * len(found[2]), data)
