"""Cards of a level as a package for Anki, each with its picture; by the genanki library."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any
from zlib import crc32

from annotations.library import Library
from meshes.ids import StructureId
from meshes.store import Assets
from viewer.export.steps import Progress, Steps, fresh_file, part_of, refuse_unwritable
from viewer.study.cards import card_item, card_keys
from viewer.study.items import Item, Kind
from viewer.study.making import Desk
from viewer.study.progress import now
from viewer.ui.album import Album
from viewer.ui.picture import save_steps
from viewer.ui.sheet import Writing

#: Anki tells note types by a number; this one is ours for ever.
_MODEL = 1_607_392_319
_SIZE = (640, 480)
#: Cards of a level that go into a package; chosen: its first, which are of all kinds.
MOST = 60
_CSS = """
.card { font-family: sans-serif; font-size: 18px; text-align: left; color: #1B262C;
  background: #FFFFFF; max-width: 660px; margin: 0 auto; }
.small { font-size: 13px; color: #54626B; }
img { max-width: 100%; }
"""


def anki_steps(
    assets: Assets, desk: Desk, place: StructureId, name: str, file: Path, most: int = MOST
) -> Steps[str]:
    """Write the package. Raises TakeError; ends with what to tell the user."""
    refuse_unwritable(file)
    album = Album(assets, desk.atlas.catalog, _SIZE, "light")
    with tempfile.TemporaryDirectory() as folder, closing(album):
        notes, pictures = [], []
        # What is pressed needs the window; the same are there to be named and chosen.
        pressed = (f"{Kind.FIND}:", f"{Kind.POINT}:")
        keys = [k for k in card_keys(desk, place) if not k.startswith(pressed)][:most]
        for number, key in enumerate(keys):
            share, upto = 0.95 * number / len(keys), 0.95 * (number + 1) / len(keys)
            yield Progress(share, "Drawing the cards")
            item = card_item(desk, place, key)
            if item is None:
                continue
            picture = ""
            if item.scene.study.pinned:
                path = Path(folder) / f"spine-{crc32(key.encode()):08x}.png"
                yield from part_of(_picture_steps(album, item, path), share, upto)
                pictures.append(str(path))
                picture = path.name
            notes.append(note_fields(item, picture, desk.library))
        yield Progress(0.96, "Writing the package")
        with fresh_file(file) as part:
            _write(name, place, keys, notes, pictures, part)
    return f"{file} written, {len(notes)} cards"


def note_fields(item: Item, picture: str, library: Library) -> Mapping[str, str]:
    """What is on the front and back of a card, as HTML."""
    options = "".join(f"<li>{escape(each)}</li>" for each in item.options)
    cited = [library.sources[id].citation for id in item.sources if id in library.sources]
    sources = "".join(f"<p class=small>{escape(one)}</p>" for one in cited)
    return {
        "Key": item.key,
        "Question": escape(item.question) + (f"<ul>{options}</ul>" if options else ""),
        "Picture": f'<img src="{escape(picture)}">' if picture else "",
        "Answer": escape(item.answer),
        "Reason": f"<p>{escape(item.reason)}</p>{sources}",
    }


def _picture_steps(album: Album, item: Item, path: Path) -> Steps[None]:
    writing = Writing(labels=False, legend=False)
    image = yield from part_of(album.picture_steps(item.scene, writing), 0.0, 0.9)
    yield from part_of(save_steps(image, path), 0.9, 1.0)


def _write(
    name: str,
    place: StructureId,
    keys: list[str],
    notes: list[Mapping[str, str]],
    pictures: list[str],
    part: Path,
) -> None:
    # Imported here: only who takes cards to Anki needs it.
    import genanki

    model = genanki.Model(
        _MODEL,
        "Lumbosacral Viewer",
        fields=[{"name": field} for field in ("Key", "Question", "Picture", "Answer", "Reason")],
        templates=[
            {
                "name": "Card",
                "qfmt": "{{Question}}<br>{{Picture}}",
                "afmt": "{{FrontSide}}<hr><b>{{Answer}}</b>{{Reason}}",
            }
        ],
        css=_CSS,
    )
    # The same level gives the same deck, so that a second package renews the first.
    deck = genanki.Deck(crc32(f"lumbosacral-viewer:{place}".encode()) + 1, name)
    for fields in notes:
        deck.add_note(_note(genanki, model, fields))
    package = genanki.Package(deck)
    package.media_files = pictures
    # Anki takes this for the time a note was changed, by which a second package renews the first,
    # and for the lasting numbers of notes, of which none may be nought.
    package.write_to_file(str(part), timestamp=now().timestamp())


def _note(genanki: Any, model: Any, fields: Mapping[str, str]) -> Any:
    guid = genanki.guid_for("lumbosacral-viewer", fields["Key"])
    return genanki.Note(model=model, fields=list(fields.values()), guid=guid)
