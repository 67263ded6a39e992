"""How an office writes: the looks of its titles, subheads and text, and its ways to set what every kind has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .paper import Look, Part, Role, squeeze
from .texts import Writer

BLANK = "\u3000"
_TITLE, _BODY = Look(22, "xbs", align="center"), Look(16, "fang", first=2)
_HEADS = (Look(16, "hei", first=2), Look(16, "kai", bold=True, first=2))


@dataclass(frozen=True, slots=True)
class House:
    """The looks of an office; `lead` is typed ahead of each paragraph in place of an indent, `gaps` are empty
    paragraphs between them; `ahead` is typed ahead of a title, to have it in the middle."""

    title: Look = _TITLE
    heads: tuple[Look, ...] = _HEADS
    body: Look = _BODY
    lead: str = ""
    gaps: int = 0
    ahead: str = ""

    def say_title(self, *lines: str, look: Look | None = None) -> list[Part]:
        """A title of these lines."""
        return [Part(Role.TITLE, line, look or self.title, lead=self.ahead) for line in lines]

    def say(self, text: str, role: Role = Role.TEXT, *, bold: int = 0, note: str = "") -> Part:
        """A paragraph."""
        return Part(role, text, replace(self.body, gap=self.gaps), lead=self.lead, bold=bold, note=note)

    def say_all(self, texts: Sequence[str], role: Role = Role.TEXT) -> list[Part]:
        """Paragraphs."""
        return [self.say(text, role) for text in texts]

    def flush(self, text: str, role: Role = Role.TEXT) -> Part:
        """A line without indent: whom a letter is for."""
        return Part(role, text, replace(self.body, first=0))

    def head(self, text: str, level: int = 1, number: str = "") -> Part:
        """A subhead."""
        look = self.heads[min(level, len(self.heads)) - 1]
        return Part(
            Role.HEADING, text, look, level, lead="" if look.style or number else self.lead, number=number
        )

    def sign(self, way: str, *lines: str) -> list[Part]:
        """落款 and date at the right, in this way: right, indent, blanks, tabs."""
        look, lead = replace(self.body, first=0), ""
        if way == "right":
            look = replace(look, align="right", right=2)
        elif way == "indent":
            look = replace(look, left=15)
        else:
            lead = BLANK * 17 if way == "blanks" else "\t" * 9
        return [
            Part(Role.RIGHT, line, replace(look, gap=0 if number else 1), lead=lead)
            for number, line in enumerate(lines)
        ]

    def outline(self, writer: Writer, count: int, form: str, subs: int = 0) -> list[Part]:
        """`count` sections. The forms: number (一、), bare (no number), run (the head is the start of the
        paragraph, in bold), auto (the program numbers), paren (（一）), arab (1.), first (一是)."""
        parts: list[Part] = []
        for number in range(1, count + 1):
            said, head = writer.say_ordinal(number), writer.heading()
            if form in ("run", "first"):
                start = f"{said}是{head}。" if form == "first" else f"{said}、{head}。"
                parts.append(self.say(start + writer.paragraph(90), bold=len(start)))
                continue
            ahead = {"number": f"{said}、", "paren": f"（{said}）", "arab": f"{number}."}.get(form, "")
            parts.append(self.head(ahead + head, number=f"{said}、" if form == "auto" else ""))
            for sub in range(1, subs + 1):
                parts.append(self.head(f"（{writer.say_ordinal(sub)}）{writer.heading()}", 2))
                parts += self.say_all(writer.paragraphs(1))
            if not subs:
                parts += self.say_all(writer.paragraphs(writer.random.randint(1, 3)))
        return parts


OFFICIAL = House()
WPS_PLAIN = House(
    Look(18, "song", bold=True, align="center"),
    (Look(14, "song", bold=True, first=2), Look(14, "song", bold=True, first=2)),
    Look(14, "song", first=2),
)
ALL_ALIKE = House(
    Look(16, "fang", bold=True, align="center"),
    (Look(16, "fang", bold=True, first=2),),
    Look(16, "fang", first=2),
)
BIG_HEADS = House(
    Look(12, "song", bold=True),
    (Look(16, "hei", bold=True), Look(14, "hei", bold=True)),
    Look(12, "song", first=2),
)
TYPED = House(
    Look(16, "hei", align="center"),
    (Look(14, "hei"), Look(14, "kai")),
    Look(14, "song"),
    lead=BLANK * 2,
)
LOOSE = House(
    Look(18, "hei", align="center"), (Look(14, "song", bold=True),), Look(14, "song"), lead=BLANK * 2, gaps=1
)
BY_BLANKS = House(
    Look(18, "hei", bold=True),
    (Look(14, "hei"), Look(14, "kai")),
    Look(14, "song"),
    lead=BLANK * 2,
    ahead=BLANK * 5,
)
STYLED = House(
    Look(22, "xbs", align="center", style="Title"),
    (Look(16, "hei", style="Heading1"), Look(14, "hei", style="Heading2")),
    Look(12, "song", style="BodyText"),
)
FIRST_LEVEL = House(
    Look(22, "hei", style="Heading1", align="center"),
    (Look(22, "hei", style="Heading1"), Look(16, "hei", style="Heading2")),
    Look(12, "song", first=2),
)
COLOURED = House(
    Look(20, "yahei", bold=True, align="center", color="C00000"),
    (Look(14, "yahei", bold=True, color="1F4E79"),),
    Look(12, "yahei", first=2),
)


def split_title(text: str, lines: int) -> list[str]:
    """`text` over some lines, broken by hand."""
    size = -(-len(text) // lines)
    return [text[start : start + size] for start in range(0, len(text), size)]


def spread(text: str) -> str:
    """的 通 知."""
    return " ".join(squeeze(text))
