"""Fonts of Debian and npm → BulletinReserve-Medium.ttf.xz: what the other fonts lack.

That is every hanzi of GBK and of Extension A, those of the later extensions that a source has, and signs of
web pages, chats and formulas, in a tenth of the room that they would take as the other fonts are: most hanzi
are put together of parts, all are drawn on a coarse grid, and the file is packed until a build needs it.

Get the inputs (README.md names each package with its version) beside those of make_fonts.py, then build:

    apt-get download fonts-droid-fallback && dpkg -x fonts-droid-fallback_*.deb inputs
    npm pack @chinese-fonts/lxgwwenkai@3.0.0 @expo-google-fonts/noto-emoji@0.4.7
    mkdir inputs/emoji && tar -xzf expo-google-fonts-noto-emoji-0.4.7.tgz -C inputs/emoji
    mkdir inputs/wenkai && tar -xzf chinese-fonts-lxgwwenkai-3.0.0.tgz -C inputs/wenkai
    python make_reserve.py inputs output

Check the shipped file, which needs fontTools only:

    python make_reserve.py --check
"""

# fontTools 4.68 has no py.typed marker, so all that comes from it is Any.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import argparse
import lzma
import math
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from fontTools.pens.basePen import decomposeQuadraticSegment
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from make_fonts import (
    ALL,
    HERE,
    JOBS,
    LATIN_EXTRA,
    NOTO_MATH,
    NOTO_SERIF_LIGHT,
    NOTO_SYMBOLS,
    OFL,
    RESERVE_FILE,
    SIGNS_EXTRA,
    SPACES,
    Codepoints,
    Font,
    Job,
    Source,
    find_drawn,
    find_metrics,
    find_source,
    hash_file,
    list_characters,
    list_range,
    load_outlines,
    open_face,
    set_metrics,
    set_names,
    show_characters,
    subset_font,
    write_sums,
)

Point: TypeAlias = tuple[float, float]
Contour: TypeAlias = list[Point]

# --- Characters -------------------------------------------------------------------------------

CARRIED = ALL | SIGNS_EXTRA | LATIN_EXTRA
GBK = list_range(0x4E00, 0x9FA5)
EXTENSION_A = list_range(0x3400, 0x4DBF)
# GB 18030-2022 added the rest of the block. Of the compatibility ideographs, GBK has those of its lists:
# twelve of them are no other character's double (Unicode 16, 23.4).
ADDED = list_range(0x9FA6, 0x9FFF) | frozenset(
    char for char in list_range(0xF900, 0xFAFF) if chr(char).encode("gbk", "ignore")
)
BEYOND = list_range(0x20000, 0x2F7FF) | list_range(0x30000, 0x323AF)
# Signs of web pages, chats, slides and formulas: arrows, mathematics, brackets, shapes, dingbats.
SIGNS = frozenset[int]().union(
    list_range(0x2190, 0x22FF),
    list_range(0x2300, 0x2328),
    list_range(0x25A0, 0x27BF),
    list_range(0x27E8, 0x27EB),
    list_range(0x27F0, 0x27FF),
    list_range(0x2A00, 0x2A06),
    list_characters("⌚⌛⎯⏎⏩⏪⏫⏬⏰⏱⏲⏳⏸⏹⏺⤴⤵⬈⬉⬊⬋⬛⬜⬝⬞⬤⬥⬦⬧⭐⭑⭕"),
)
# Of emoji, those that people put before the heads and lines of what they paste: marks, things, a few faces.
EMOJI = list_characters(
    "✊✨❔❕➰🅰🅱🆕🆗🆘🈲🌈🌊🌏🌐🌙🌞🌟🌱🌲🌳🌸🌹🌻🌾🌿🍀🍁🍂🍃🎁🎄🎆🎇🎈🎉🎊🎓🎖🎤🎥🎨🎬🎯🎵🎶🏁🏃🏅🏆🏙🏛🏠🏡🏢🏥🏫🏭"
    "👀👂👆👇👈👉👊👋👌👍👎👏👥👨👩👮💉💊💎💐💓💕💖💙💚💛💡💢💥💦💧💪💬💭💯💰💳💵💻💼📁📂📃📄📅📆📈📉📊📋📌📍📎📏📑📒📖📗"
    "📘📙📚📜📝📞📢📣📤📥📦📧📨📩📬📮📰📱📷📸📺🔁🔄🔆🔊🔋🔍🔎🔑🔒🔓🔔🔗🔝🔥🔦🔧🔨🔬🔴🔵🔶🔷🔸🔹🔺🔻🕐🖊🖥🖨🗂🗑🗓🗞🗣🗳😀😂😄😊"
    "😍😎😢😭😷🙂🙌🙏🚀🚂🚄🚌🚑🚒🚗🚚🚜🚦🚧🚨🚩🚫🚲🚶🛑🛒🛠🛡🟠🟡🟢🟣🟥🟦🟨🟩🤔🤗🤝🥇🥈🥉🧡🧪🩺"
)
# Letters that names, phonetics, formulas and money have, beyond those that BulletinLatin carries.
LETTERS = frozenset[int]().union(
    list_range(0x0250, 0x02FF),
    list_range(0x0370, 0x0482),
    list_range(0x048A, 0x052F),
    list_range(0x1D2C, 0x1D6A),
    list_range(0x1D9B, 0x1DBF),
    list_range(0x1E00, 0x1EFF),
    list_range(0x2016, 0x2026) | list_range(0x2030, 0x205E),
    list_range(0x20A0, 0x20BF),
    list_range(0x2100, 0x214E),
)
HALF_WIDTH = list_range(0xFF66, 0xFF9F)
# Signs that are emoji alone are drawn as the plain ones that mean the same.
PLAIN = dict(zip("✅❌❎➕➖➗", "✔✖☒＋－÷", strict=True))
# Letters and digits that formulas are written in, each drawn as the letter that it is one of.
MATHEMATICAL = {
    char: ord(plain)
    for char in list_range(0x1D400, 0x1D7FF)
    if len(plain := unicodedata.normalize("NFKC", chr(char))) == 1 and plain != chr(char)
}

# The licences ask every changed file to say how and when it was changed.
CHANGE_NOTICE = (
    "Changed 2026-11-28: subset, outlines simplified, set on a grid of 256 units to the em, renamed."
)


# --- Sources ----------------------------------------------------------------------------------

DROID = Source(
    "DroidSansFallbackFull.ttf",
    "acb6440a713d880a13a21b468ba7cd43f5a2b2934972e51be791c880730777b8",
)
NOTO_SIGNS = Source(
    "NotoSansSymbols-Regular.ttf",
    "24b615ceb7d50a2c09060664ca9e24a160c9beb6bfca0563e8359369a4bc0993",
)
NOTO_EMOJI = Source(
    "NotoEmoji_300Light.ttf",
    "0dc678aaca7da8c668131f738c491e9c287a246bc82f569844f03b787b1b1598",
)
TINOS = next(job.source for job in JOBS if job.name == "BulletinLatin-Regular")
WENKAI_PIECES = "dist/LXGWWenKai-Light"  # the same face in pieces, as web pages load it
JOB = Job(
    name=RESERVE_FILE.partition(".")[0],
    family="Bulletin Reserve",
    weight=500,
    source=DROID,
    # The licence of the Kai face reserves its name, so the file must not use it.
    origin=(
        "From Droid Sans Fallback, a Klee-derived Kai face, version 1.520, Noto Sans Symbols2 2.003, Noto "
        "Sans Math 2.001, Noto Sans Symbols 2.001, Noto Emoji 3.006, Noto Serif CJK SC Light 2.001 and Tinos "
        "1.340."
    ),
    licence=replace(OFL, text=f"{OFL.text} What is from Droid: also the Apache License, Version 2.0."),
    promised=GBK - CARRIED,
)

# --- Drawing the Kai face with fewer points ---------------------------------------------------

# All in 1/256 em. A line of print at 16 pt is 0.06 pt to the unit: nobody sees these.
STRAY = 1.4  # how far the new outline may be from the old one
STRAY_OF_SIGNS = 1.8  # the same, where it is no hanzi that one bend tells from another
STEP = 2.0  # how finely curves are followed
BEND = math.radians(40)  # up to which a corner is taken for a curve
WIDEST = 0.94  # of an em: two signs in a row do not touch
NEAR = 16.0  # sides of a curve are shorter: one at the end of a stroke stays straight


def trace_contours(font: Font, name: str, scale: float) -> list[Contour]:
    """The outline of a glyph as polygons, in 1/256 em."""
    recording = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(recording)
    found: list[Contour] = []
    for command, points in recording.value:
        points = [p and (p[0] * scale, p[1] * scale) for p in points]
        if command == "moveTo":
            found.append([points[0]])
        elif command == "lineTo":
            found[-1].append(points[0])
        elif command == "qCurveTo":
            if points[-1] is None:  # no point on the curve: it begins halfway between two
                start = (points[-2][0] + points[0][0]) / 2, (points[-2][1] + points[0][1]) / 2
                found.append([start])
                points[-1] = start
            for control, end in decomposeQuadraticSegment(points):
                found[-1] += follow_curve(found[-1][-1], control, end)
    return [contour for contour in found if len(contour) > 2]


def follow_curve(start: Point, control: Point, end: Point) -> Contour:
    """Points along a quadratic curve, without its start."""
    steps = max(1, math.ceil(math.dist(start, end) / STEP))
    parts = [(1 - n / steps, n / steps) for n in range(1, steps + 1)]
    return [
        (
            a * a * start[0] + 2 * a * b * control[0] + b * b * end[0],
            a * a * start[1] + 2 * a * b * control[1] + b * b * end[1],
        )
        for a, b in parts
    ]


def simplify_contour(contour: Contour, stray: float) -> Contour:
    """The fewest corners of a closed polygon from which it strays no further (Ramer, Douglas, Peucker)."""
    if contour[0] == contour[-1]:
        contour = contour[:-1]
    middle = sum(x for x, _ in contour) / len(contour), sum(y for _, y in contour) / len(contour)
    first = max(range(len(contour)), key=lambda n: math.dist(contour[n], middle))
    contour = contour[first:] + contour[:first]
    far = max(range(len(contour)), key=lambda n: math.dist(contour[n], contour[0]))
    ring = [*contour, contour[0]]
    return [*simplify_line(ring[: far + 1], stray)[:-1], *simplify_line(ring[far:], stray)[:-1]]


def simplify_line(points: Contour, stray: float) -> Contour:
    """The fewest points of an open line from which it strays no further."""
    if len(points) < 3:
        return points
    away, at = max((measure_distance(p, points[0], points[-1]), n) for n, p in enumerate(points))
    if away <= stray:
        return [points[0], points[-1]]
    return [*simplify_line(points[: at + 1], stray)[:-1], *simplify_line(points[at:], stray)]


def measure_distance(point: Point, start: Point, end: Point) -> float:
    """How far a point is from the side from start to end."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = x * x + y * y
    share = ((point[0] - start[0]) * x + (point[1] - start[1]) * y) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * x, start[1] + share * y))


def draw_polygon(pen: TTGlyphPen, contour: Contour) -> None:
    """Draw a polygon on the grid, its blunt corners as curves."""
    corners = [(round(x), round(y)) for x, y in contour]
    corners = [p for n, p in enumerate(corners) if p != corners[n - 1]]
    if len(corners) < 3:
        return
    curved = [is_curved(corners, n) for n in range(len(corners))]
    first = next((n for n, is_off in enumerate(curved) if not is_off), None)
    if first is None:
        pen.qCurveTo(*corners, None)
        pen.closePath()
        return
    order = [*range(first + 1, len(corners)), *range(first + 1)]
    pen.moveTo(corners[first])
    waiting: list[Point] = []
    for n in order:
        waiting.append(corners[n])
        if not curved[n]:
            (pen.qCurveTo if len(waiting) > 1 else pen.lineTo)(*waiting)
            waiting = []
    pen.closePath()


def turn(start: Point, here: Point, end: Point) -> float:
    """By how much the way from start to end turns here, in radians."""
    ahead = math.atan2(here[1] - start[1], here[0] - start[0])
    change = math.atan2(end[1] - here[1], end[0] - here[0]) - ahead
    return abs(math.remainder(change, math.tau))


def is_curved(corners: Sequence[Point], n: int) -> bool:
    """Whether a corner stands for a stretch of a curve."""
    before, here, after = corners[n - 1], corners[n], corners[(n + 1) % len(corners)]
    if max(math.dist(before, here), math.dist(here, after)) > NEAR:
        return False
    return turn(before, here, after) < BEND


# --- Building ---------------------------------------------------------------------------------


def find_pieces(inputs: Path) -> dict[int, Path]:
    """The characters of the Kai face → the piece that has each."""
    folder = next((path for path in sorted(inputs.rglob(WENKAI_PIECES)) if path.is_dir()), None)
    if folder is None:
        raise SystemExit(f"{WENKAI_PIECES} is not in the inputs folder; see the top of this script")
    found: dict[int, Path] = {}
    for path in sorted(folder.glob("*.woff2")):
        with TTFont(path, lazy=True) as font:
            found |= dict.fromkeys(font.getBestCmap(), path)
    return found


def open_pieces(pieces: Mapping[int, Path], characters: Codepoints) -> Iterator[tuple[Font, Codepoints]]:
    """The pieces that have any of the characters, each with those of them."""
    for path in sorted({pieces[char] for char in characters}):
        with TTFont(path) as font:
            yield font, characters & frozenset(font.getBestCmap())


def add_traced(
    font: Font, donor: Font, characters: Codepoints, *, full_width: bool, stray: float = STRAY
) -> None:
    """Append glyphs of another font, with fewer points; its copyright is told."""
    em = font["head"].unitsPerEm
    cmap, scale = donor.getBestCmap(), em / donor["head"].unitsPerEm
    for char in sorted(characters):
        advance = round(donor["hmtx"][cmap[char]][0] * scale)
        contours = trace_contours(donor, cmap[char], scale)
        if full_width and advance != em:
            contours = fit_contours(contours, em)
        pen = TTGlyphPen(None)
        for contour in contours:
            draw_polygon(pen, simplify_contour(contour, stray))
        name = f"extra{char:04X}"
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (em if full_width else advance, 0)
        font["cmap"].tables[0].cmap[char] = name
    font.setGlyphOrder(list(font["glyf"].glyphOrder))
    credits = str(font["name"].getDebugName(0)).split("\n")
    new = [line for line in str(donor["name"].getDebugName(0)).split("\n") if line not in credits]
    font["name"].setName("\n".join([*credits, *new]), 0, 3, 1, 0x409)


def fit_contours(contours: list[Contour], em: int) -> list[Contour]:
    """Put a sign in the middle of one em, as large as it is, but for one that is wider."""
    across = [x for contour in contours for x, _ in contour]
    left, right = min(across), max(across)
    factor = min(1.0, WIDEST * em / (right - left))
    shift = (em - factor * (left + right)) / 2
    return [[(factor * x + shift, factor * y) for x, y in contour] for contour in contours]


def widen_cmap(font: Font) -> None:
    """Leave the font one cmap, with room for characters beyond U+FFFF."""
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict(font.getBestCmap())
    font["cmap"].tables = [table]


def add_plain(font: Font, donor: Font) -> None:
    """Draw the emoji of PLAIN that are lacking yet as the signs that the donor has."""
    table = font["cmap"].tables[0]
    theirs = {e: p for e, p in PLAIN.items() if ord(e) not in table.cmap and ord(p) in donor.getBestCmap()}
    add_traced(font, donor, frozenset(map(ord, theirs.values())), full_width=True)
    for emoji, plain in theirs.items():
        table.cmap[ord(emoji)] = table.cmap.pop(ord(plain))


def add_mathematical(font: Font, donor: Font) -> None:
    """Draw 𝑥 and its like as the letters of the donor; a PDF tells them apart by their glyphs."""
    table = font["cmap"].tables[0].cmap
    wanted = {char: plain for char, plain in MATHEMATICAL.items() if plain in donor.getBestCmap()}
    letters = frozenset(wanted.values())
    kept = {char: table[char] for char in letters & frozenset(table)}
    add_traced(font, donor, letters, full_width=False)
    for char, plain in sorted(wanted.items()):
        name, letter = f"extra{char:04X}", table[plain]
        pen = TTGlyphPen(font["glyf"])
        pen.addComponent(letter, (1, 0, 0, 1, 0, 0))
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = font["hmtx"][letter]
        table[char] = name
    for char in letters:
        del table[char]
    table |= kept
    font.setGlyphOrder(list(font["glyf"].glyphOrder))


def compile_reserve(font: Font) -> bytes:
    """The font without what whoever cuts it works out again: the box around each glyph, and its bearing."""
    for name in font.getGlyphOrder():
        font["hmtx"][name] = (font["hmtx"][name][0], 0)
        glyph = font["glyf"][name]
        glyph.expand(font["glyf"])
        if glyph.numberOfContours:
            glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
    font.recalcBBoxes = False
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def build_reserve(inputs: Path) -> bytes:
    """Make the reserve, unpacked."""
    font = TTFont(find_source(DROID, inputs), lazy=True, recalcTimestamp=False)
    lacking = (GBK | EXTENSION_A | ADDED | BEYOND) - CARRIED
    composed = (GBK | EXTENSION_A) & lacking & frozenset(font.getBestCmap())
    subset_font(font, composed | SPACES)
    for tag in {"gasp", "GDEF", "GPOS", "GSUB", "vhea", "vmtx"} & set(font.keys()):
        del font[tag]
    widen_cmap(font)
    cmap = font.getBestCmap()
    for char in composed:  # five have no width, for a reason that the source does not tell
        font["hmtx"][cmap[char]] = (font["head"].unitsPerEm, 0)
    pieces = find_pieces(inputs)
    traced = (lacking - composed) & frozenset(pieces)
    for piece, characters in open_pieces(pieces, traced):
        add_traced(font, piece, characters, full_width=True)
    # The first that has a sign draws it, and no emoji is drawn as such where a plain sign stands for it.
    for source, wanted in (
        (NOTO_SYMBOLS, SIGNS),
        (NOTO_MATH, SIGNS),
        (NOTO_SIGNS, SIGNS),
        (NOTO_EMOJI, EMOJI - frozenset(map(ord, PLAIN))),
        (NOTO_SERIF_LIGHT, frozenset(map(ord, PLAIN.values())) | HALF_WIDTH),
        (TINOS, LETTERS),
    ):
        donor = open_face(find_source(source, inputs), source.family)
        if "CFF " in donor:
            donor = load_outlines(source, inputs, wanted)
        drawn = CARRIED | frozenset(font.getBestCmap())
        new = (wanted - drawn - HALF_WIDTH) & frozenset(donor.getBestCmap())
        # What is another character for all of Unicode, such as Ω for ohms, is drawn as that.
        new = frozenset(char for char in new if unicodedata.normalize("NFC", chr(char)) == chr(char))
        stray = STRAY if source is TINOS else STRAY_OF_SIGNS
        add_traced(font, donor, new, full_width=source is not TINOS, stray=stray)
        add_plain(font, donor)
        add_traced(font, donor, (wanted & HALF_WIDTH) - drawn, full_width=False)
    add_mathematical(font, donor)
    cmap = font["cmap"].tables[0].cmap
    cmap[0xA0] = cmap[0x20]
    font["hmtx"][cmap[0x20]] = (font["head"].unitsPerEm // 4, 0)
    set_metrics(font)
    set_names(JOB, font)
    font["name"].setName(f"{JOB.origin} {CHANGE_NOTICE}", 10, 3, 1, 0x409)
    font["post"].formatType = 3.0
    return compile_reserve(font)


# --- Checking ---------------------------------------------------------------------------------


def check_reserve(folder: Path) -> Iterator[str]:
    """What is wrong with the reserve of a folder."""
    path = folder / RESERVE_FILE
    if not path.is_file():
        yield f"{RESERVE_FILE}: the file is missing"
        return
    if f"{hash_file(path)}  {RESERVE_FILE}\n" not in (folder / "SHA256SUMS").read_text(encoding="utf-8"):
        yield f"{RESERVE_FILE}: the checksum differs from SHA256SUMS"
    font = TTFont(BytesIO(lzma.decompress(path.read_bytes())), lazy=True)
    if lacking := JOB.promised - find_drawn(font):
        yield f"{RESERVE_FILE}: does not draw {show_characters(lacking)}"
    if blank := frozenset(font.getBestCmap()) - SPACES - find_drawn(font):
        yield f"{RESERVE_FILE}: blank glyphs for {show_characters(blank)}"
    ascent, descent = find_metrics(font["head"].unitsPerEm)
    if (font["hhea"].ascent, -font["hhea"].descent, font["hhea"].lineGap) != (ascent, descent, 0):
        yield f"{RESERVE_FILE}: ascent and descent are not .88 and .12 em"


def main() -> int:
    """Build or check, as the command line says."""
    parser = argparse.ArgumentParser(description="Build the reserve of bulletin's fonts, or check it.")
    parser.add_argument("inputs", nargs="?", type=Path, help="folder of the unpacked packages")
    parser.add_argument("output", nargs="?", type=Path, help="folder with the other fonts")
    parser.add_argument("--check", action="store_true", help="check the file beside this script")
    args = parser.parse_args()
    folder = HERE if args.check else args.output
    if folder is None:
        parser.error("give the inputs and the output folder, or --check")
    if not args.check:
        packed = lzma.compress(build_reserve(args.inputs), preset=9 | lzma.PRESET_EXTREME)
        (folder / RESERVE_FILE).write_bytes(packed)
        print(RESERVE_FILE, len(packed), "bytes")
        write_sums(folder)
    problems = list(check_reserve(folder))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
