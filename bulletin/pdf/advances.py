"""Font files and text → how far each character moves the pen, as Pango will shape it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import uharfbuzz as hb

# A line is cut where its spacing changes: what reaches over a cut, kerning and ligatures, would be
# measured and not set. Word sets a bulletin without them, too.
FEATURES = {"kern": False, "liga": False, "clig": False}


class Shaper:
    """Shapes text in stacks of families with HarfBuzz, which is what Pango does in WeasyPrint.

    `faces` maps each CSS family to its font file. A character is drawn by the first family of the
    stack that has it; a space stays with the face before it, as in Pango.
    """

    def __init__(self, faces: Mapping[str, bytes]) -> None:
        self._fonts = {family: hb.Font(hb.Face(hb.Blob(data))) for family, data in faces.items()}
        self._characters = {family: frozenset(font.face.unicodes) for family, font in self._fonts.items()}
        self._known: dict[tuple[str, str], Sequence[float]] = {}
        self._faces: dict[tuple[str, str], Sequence[str]] = {}

    def measure_text(self, text: str, stack: str) -> Sequence[float]:
        """The advance of each character of `text` in em; `stack` is families joined by commas.

        A cluster's advance stands at its first character; the rest have 0.
        """
        key = (text, stack)
        if key not in self._known:
            advances = [0.0] * len(text)
            for family, start, end in self._split_by_face(text, stack.split(",")):
                self._shape(family, text, start, end, advances)
            self._known[key] = advances
        return self._known[key]

    def find_faces(self, text: str, stack: str) -> Sequence[str]:
        """The family that draws each character of `text`; empty where none does."""
        key = (text, stack)
        if key not in self._faces:
            faces = [""] * len(text)
            for family, start, end in self._split_by_face(text, stack.split(",")):
                faces[start:end] = [family] * (end - start)
            self._faces[key] = faces
        return self._faces[key]

    def _split_by_face(self, text: str, families: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        known = [family for family in families if family in self._fonts]
        current, start = "", 0
        for index, char in enumerate(text):
            found = next((family for family in known if ord(char) in self._characters[family]), current)
            family = current if current and char.isspace() else found
            if family != current and current:
                yield current, start, index
                start = index
            current = family
        if current:
            yield current, start, len(text)

    def _shape(self, family: str, text: str, start: int, end: int, advances: list[float]) -> None:
        font = self._fonts[family]
        buffer = hb.Buffer()
        buffer.add_str(text[start:end])
        buffer.guess_segment_properties()
        buffer.language = "zh-cn"
        hb.shape(font, buffer, FEATURES)
        em = font.face.upem
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            advances[start + info.cluster] += position.x_advance / em
