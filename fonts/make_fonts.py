"""Build the seven fonts that bulletin carries, or check the ones beside this script.

Get the inputs (Debian 12; every package is named with its version in README.md), then build:

    apt-get download texlive-lang-chinese fonts-noto-cjk fonts-noto-cjk-extra \\
        fonts-noto-core fonts-lxgw-wenkai fonts-arphic-gkai00mp
    for deb in *.deb; do dpkg -x "$deb" inputs; done
    npm pack @expo-google-fonts/tinos@0.4.2
    tar -xzf expo-google-fonts-tinos-0.4.2.tgz -C inputs
    pip install fonttools==4.68.0 east-asian-spacing==1.4.5
    python make_fonts.py inputs output

Check the shipped files, which needs fonttools only:

    python make_fonts.py --check
"""

# fontTools 4.68 has no py.typed marker, so all that comes from it is Any.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

Font: TypeAlias = Any
Codepoints: TypeAlias = frozenset[int]

HERE = Path(__file__).resolve().parent
RESERVE_FILE = "BulletinReserve-Medium.ttf.xz"  # made by make_reserve.py


# --- Characters -------------------------------------------------------------------------------


def read_characters(path: Path) -> Codepoints:
    """Read the characters of a text file, leaving out white space and `#` comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(ord(c) for line in lines for c in line.partition("#")[0] if not c.isspace())


def list_characters(text: str) -> Codepoints:
    """List the code points of a text."""
    return frozenset(map(ord, text))


def list_gb2312() -> Codepoints:
    """List GB 2312, with U+2014 and U+00B7 for the dash and the dot as people type them."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            pair = bytes((row, cell))
            try:
                pair.decode("gb2312")
            except UnicodeDecodeError:
                continue
            # The gb2312 codec itself says U+2015 and U+30FB for those two; gb18030 does not.
            found.add(ord(pair.decode("gb18030")))
    return frozenset(found)


def list_range(first: int, last: int) -> Codepoints:
    """List the code points from first to last, both included."""
    return frozenset(range(first, last + 1))


# Pango leaves a space in the run of the font before it, so a file without one draws a box.
SPACES = frozenset({0x20, 0xA0})
BLANKS = SPACES | {0x3000}
GB2312 = list_gb2312()
GB2312_HANZI = GB2312 & list_range(0x4E00, 0x9FFF)
TONGGUI = read_characters(HERE / "tonggui-8105.txt")
EXTRA = read_characters(HERE / "extra.txt")
# Of Latin-1, these eight are Chinese punctuation and must be one em wide.
LATIN = (list_range(0x20, 0x7E) | list_range(0xA0, 0xFF)) - list_characters("¤§¨°±·×÷")
CHINESE = (GB2312 | {ord("•")}) - LATIN
# What of extra.txt is set like letters and digits, not like hanzi.
LATIN_EXTRA = EXTRA & frozenset[int]().union(
    list_range(0x0100, 0x02AF),  # letters with marks
    list_range(0x0370, 0x052F),  # Greek, Cyrillic
    list_range(0x1E00, 0x1EFF),  # letters with marks, Vietnamese
    list_range(0x2070, 0x209F),  # superscripts and subscripts
    list_range(0x20A0, 0x20CF),  # currencies
    list_characters("‹›ℓ⅓⅔⅛⅜⅝⅞"),
)
HANZI_EXTRA = EXTRA & (list_range(0x3400, 0x9FFF) | list_range(0x20000, 0x3FFFF))
SIGNS_EXTRA = EXTRA - LATIN_EXTRA - HANZI_EXTRA
ALL = CHINESE | LATIN | TONGGUI | HANZI_EXTRA | SPACES
# FandolFang draws these four wrongly, and a reader takes them for something else: ￥ has the very
# outline of ＄, ￣ is a hyphen in the middle of the line, ヵ and ヶ are as large as カ and ケ.  Fang goes
# without them, so that body text falls through to Rare; extra.txt must list each of them.
FANG_WRONG = list_characters("￥￣ヵヶ")
RARE = (TONGGUI | HANZI_EXTRA | SIGNS_EXTRA) - (CHINESE - FANG_WRONG) - LATIN
# Carried where the source font has them; nothing is promised.
SYMBOLS = frozenset[int]().union(
    list_range(0x2010, 0x2027),  # dashes, quotes, dots
    list_range(0x2030, 0x2033),
    {0x203B, 0x20AC, 0x2103, 0x2109, 0x2116, 0x2122},
    list_range(0x2150, 0x2193),  # fractions, Roman numerals, arrows
    {0x2212},
    list_range(0x2248, 0x2265),
    list_range(0x2460, 0x249B),  # circled and bracketed numbers
    list_range(0x25A0, 0x25CF),
    {0x2605, 0x2606, 0x2713, 0x2714},
    list_range(0x3000, 0x301F),
    {0x30FB, 0x33A1},
    list_range(0x3220, 0x3229),
    list_range(0xFE10, 0xFE19),  # vertical forms
    list_range(0xFE30, 0xFE4F),
    list_range(0xFF01, 0xFF5E),
    list_range(0xFFE0, 0xFFE6),
)


# --- The seven jobs ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Licence:
    """What the file says about its licence (name IDs 13 and 14)."""

    text: str
    url: str


@dataclass(frozen=True)
class Source:
    """A font file among the inputs, and the checksum of the one the shipped fonts came from."""

    filename: str
    sha256: str
    family: str = ""  # which face of a collection


@dataclass(frozen=True)
class Loan:
    """A second source, which lends the promised characters that are still lacking."""

    source: Source
    only: Codepoints | None = None  # these and no others
    full_width: bool = False  # its signs are centred in one em, as Chinese signs are


@dataclass(frozen=True)
class Job:
    """One font to make."""

    name: str  # of the file; the part after the hyphen is the style
    family: str
    weight: int
    source: Source
    origin: str
    licence: Licence
    promised: Codepoints  # the file must hold these
    hoped: Codepoints = frozenset()  # and these where the source has them
    passed_over: Codepoints = frozenset()  # not taken from the source, though it may have them
    loans: tuple[Loan, ...] = ()  # in this order
    wide_dash: bool = False

    @property
    def filename(self) -> str:
        return f"{self.name}.ttf"

    @property
    def style(self) -> str:
        return self.name.rpartition("-")[2]


OFL = Licence(
    "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    "https://openfontlicense.org",
)
GPL = Licence(
    "GNU GPL version 3 with the GPL font exception; the exception is extended to this modified version.",
    "https://www.ctan.org/pkg/fandol",
)
ARPHIC = Licence("Arphic Public License; see ARPHICPL.TXT", "https://www.arphic.com")

# The Arphic licence and the GPL ask every changed file to say how and when it was changed.
# A new set of fonts gets a new date; this one belongs to the bytes in SHA256SUMS.
CHANGE_NOTICE = (
    "Changed 2026-11-21: subset to GB 2312, the 8105-character table and a list of further "
    "characters, outlines converted to TrueType, renamed."
)

WENKAI_LIGHT = Source(
    "LXGWWenKai-Light.ttf",
    "e302f84a1967817f91fc4011de7c8c12489c41072a7f0605a1c7b1399352cb93",
)
NOTO_SERIF_LIGHT = Source(
    "NotoSerifCJK-Light.ttc",
    "7e4263391f8a29d726e2678d573a0c7b6b8b9bc0349223e5b24e75aae19c8a25",
    family="Noto Serif CJK SC",
)
NOTO_SYMBOLS = Source(
    "NotoSansSymbols2-Regular.ttf",
    "876598db5f1e3bef2bc77c4d94c5b0d5d2c1620be4878a06f18fb5434e331688",
)
NOTO_MATH = Source(
    "NotoSansMath-Regular.ttf",
    "8242bd1e55368b27e32455260754cf9aa58f3ad7ea80664b66c21f1b09910d6c",
)
# The other fonts have some of these ticks and boxes, but no two that match.
TICKS = list_characters("☐☑☒✓✔✕✖✗✘❑❒➔➜➢➤")
# A sign that WenKai draws with a brush stands out from Fang; Noto Serif Light does not.
LOANS = (
    Loan(NOTO_SYMBOLS, only=TICKS, full_width=True),
    Loan(NOTO_MATH, only=list_characters("∗"), full_width=True),
    Loan(NOTO_SERIF_LIGHT),
    Loan(WENKAI_LIGHT),
)

JOBS = (
    Job(
        name="BulletinFang-Regular",
        family="Bulletin Fang",
        weight=400,
        source=Source(
            "FandolFang-Regular.otf",
            "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
        ),
        origin="From FandolFang 0.3.",
        licence=GPL,
        promised=CHINESE - FANG_WRONG | SPACES,
        hoped=SYMBOLS,
        passed_over=FANG_WRONG,
    ),
    Job(
        name="BulletinTitle-Bold",
        family="Bulletin Title",
        weight=700,
        source=Source(
            "NotoSerifCJK-Bold.ttc",
            "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
            family="Noto Serif CJK SC",
        ),
        origin="From Noto Serif CJK SC Bold 2.001.",
        licence=OFL,
        promised=ALL,
        hoped=SYMBOLS | SIGNS_EXTRA,
        wide_dash=True,
    ),
    Job(
        name="BulletinHei-Medium",
        family="Bulletin Hei",
        weight=500,
        source=Source(
            "NotoSansCJK-Medium.ttc",
            "197d5e1e019faca33a4d55931c7d68b8056f3b97cb862049f5cb8de9efdfb8ce",
            family="Noto Sans CJK SC",
        ),
        origin="From Noto Sans CJK SC Medium 2.004.",
        licence=OFL,
        promised=ALL,
        hoped=SYMBOLS | SIGNS_EXTRA,
        wide_dash=True,
    ),
    Job(
        name="BulletinKai-Regular",
        family="Bulletin Kai",
        weight=400,
        source=Source(
            "gkai00mp.ttf",
            "61519fb9bdda4a1a3aa02a12cbb76c2ef897ce879775d7ea2265d0a65fe54d16",
        ),
        origin="From AR PL KaitiM GB 2.11.",
        licence=ARPHIC,
        # Its commas and colons sit too high, so punctuation is left to the next font in line.
        # It has no U+00A0; HarfBuzz then draws the space.
        promised=GB2312_HANZI | {0x20},
    ),
    Job(
        name="BulletinRare-Light",
        family="Bulletin Rare",
        weight=300,
        source=WENKAI_LIGHT,
        # The licence reserves the original name, so the file must not use it.
        origin=(
            "From a Klee-derived Kai face, version 1.250; signs from Noto Serif CJK SC Light 2.001, "
            "Noto Sans Symbols2 2.003 and Noto Sans Math 2.001."
        ),
        licence=OFL,
        promised=RARE | SPACES,
        passed_over=SIGNS_EXTRA,
        loans=LOANS,
    ),
    Job(
        name="BulletinLatin-Regular",
        family="Bulletin Latin",
        weight=400,
        source=Source(
            "Tinos_400Regular.ttf",
            "924ef269e73da94c1803ff68877f5d998dd16605c5ffad82ee181034f8a1fffe",
        ),
        origin="From Tinos 1.340.",
        licence=OFL,
        promised=LATIN | LATIN_EXTRA | SPACES,
    ),
    Job(
        name="BulletinLatin-Bold",
        # A family of its own: every file is one family, so that no two can be mixed up in a PDF.
        family="Bulletin Latin Bold",
        weight=700,
        source=Source(
            "Tinos_700Bold.ttf",
            "576a19b5dc026cafe6ae8fde4c849588dae6475cf5d912cebdf2827388c43ad9",
        ),
        origin="From Tinos Bold 1.340.",
        licence=OFL,
        promised=LATIN | LATIN_EXTRA | SPACES,
    ),
)

# The stack of the body text; the others fall back on it.
BODY = ("Bulletin Latin", "Bulletin Fang", "Bulletin Rare")


# --- Building ---------------------------------------------------------------------------------

# Spacing and composition only: stylistic features would pull in glyphs nobody asks for.
FEATURES = ["halt", "vhal", "palt", "vpal", "kern", "ccmp", "liga", "fwid", "hwid", "vert", "vrt2"]

# Pango moves a run by its BASE table, so a line with two fonts grows even when their ascent and
# descent agree.  The others are Apple's, FontForge's or signatures that no longer hold.
UNWANTED_TABLES = ["BASE", "mort", "morx", "DSIG", "feat", "bsln", "prop", "FFTM", "kern"]

# How far, in font units, a quadratic curve may stray from the cubic one; invisible in print.
CURVE_TOLERANCE = 1.0


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def find_source(source: Source, inputs: Path) -> Path:
    """Find a source font anywhere below the inputs folder."""
    for path in sorted(inputs.rglob(source.filename)):
        if path.is_file():
            if hash_file(path) != source.sha256:
                print(f"note: {path.name} is not the version that the shipped fonts came from")
            return path
    raise SystemExit(f"{source.filename} is not in the inputs folder; see the top of this script")


def open_face(path: Path, family: str) -> Font:
    """Open a font file, or the face of that family in a collection."""
    number = -1
    if path.suffix == ".ttc":
        faces = TTCollection(path, lazy=True).fonts
        names = [str(face["name"].getDebugName(1)) for face in faces]
        number = next(i for i, name in enumerate(names) if name.startswith(family))
    return TTFont(path, fontNumber=number, lazy=True, recalcTimestamp=False)


def subset_font(font: Font, characters: Codepoints) -> None:
    """Keep the characters and the FEATURES; drop the hints and the UNWANTED_TABLES."""
    options = subset.Options(
        layout_features=FEATURES,
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        glyph_names=False,
        legacy_kern=False,
        recalc_timestamp=False,
    )
    options.drop_tables += UNWANTED_TABLES
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def convert_outlines(font: Font) -> None:
    """Turn CFF outlines into TrueType ones.

    A subset of a CID-keyed CFF font keeps its old CIDs, which no longer equal the glyph IDs;
    WeasyPrint writes glyph IDs, and a viewer that takes them for CIDs draws wrong or no hanzi.
    TrueType has no CIDs.
    """
    if "CFF " not in font:
        return
    order = font.getGlyphOrder()
    glyph_set = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        # TrueType contours turn the other way round.
        glyph_set[name].draw(Cu2QuPen(pen, CURVE_TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph(dropImpliedOnCurves=True)
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    for name, glyph in glyphs.items():
        advance, bearing = font["hmtx"][name][0], 0
        if glyph.numberOfContours:
            glyph.recalcBounds(table)
            bearing = glyph.xMin
        font["hmtx"][name] = (advance, bearing)
    fill_truetype_header(font)


def fill_truetype_header(font: Font) -> None:
    """Give a converted font the version and the maxp fields of TrueType without programs."""
    zeros = (
        "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
        "maxSizeOfInstructions maxComponentElements maxComponentDepth "
        # fontTools counts these four when it saves.
        "maxPoints maxContours maxCompositePoints maxCompositeContours"
    )
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in zeros.split():
        setattr(maxp, field, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def load_outlines(source: Source, inputs: Path, characters: Codepoints) -> Font:
    """Open a source font and cut it down to the characters, as TrueType."""
    font = open_face(find_source(source, inputs), source.family)
    subset_font(font, characters)
    convert_outlines(font)
    return font


def list_unicode_tables(font: Font) -> list[Any]:
    """List the Unicode subtables of cmap, without the one of variation sequences."""
    return [table for table in font["cmap"].tables if table.isUnicode() and table.format != 14]


def list_lacking(font: Font, characters: Codepoints) -> list[int]:
    """List the characters that the font does not map."""
    return sorted(characters - frozenset(font.getBestCmap()))


def copy_glyph(donor: Font, char: int, font: Font, full_width: bool) -> None:
    """Append the glyph of a character to the font, its components merged into one outline."""
    theirs, ours = donor.getBestCmap()[char], f"extra{char:04X}"
    em = font["head"].unitsPerEm
    glyph_set = donor.getGlyphSet()
    advance = glyph_set[theirs].width
    shift = (em - advance) / 2 if full_width else 0
    recording, pen = DecomposingRecordingPen(glyph_set), TTGlyphPen(None)
    glyph_set[theirs].draw(recording)
    recording.replay(TransformPen(pen, (1, 0, 0, 1, shift, 0)))
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["glyf"][ours] = glyph
    font["hmtx"][ours] = (em if full_width else advance, glyph.xMin)
    font["vmtx"][ours] = (em, find_metrics(em)[0] - glyph.yMax)
    for table in list_unicode_tables(font):
        if char <= 0xFFFF or table.format == 12:  # the others hold 16 bits
            table.cmap[char] = ours


def borrow_glyphs(job: Job, font: Font, inputs: Path) -> None:
    """Append glyphs for the promised characters that the source lacks, one loan after another."""
    for loan in job.loans:
        lacking = frozenset(list_lacking(font, job.promised))
        wanted = lacking if loan.only is None else lacking & loan.only
        if not wanted:
            continue
        donor = load_outlines(loan.source, inputs, wanted)
        if donor["head"].unitsPerEm != font["head"].unitsPerEm:
            raise SystemExit(f"{job.name}: the donor font has another number of units per em")
        characters = sorted(wanted & frozenset(donor.getBestCmap()))
        for char in characters:
            copy_glyph(donor, char, font, loan.full_width)
        font.setGlyphOrder(list(font["glyf"].glyphOrder))
        credits = [str(each["name"].getDebugName(0)) for each in (font, donor)]
        if characters and credits[1] not in credits[0]:
            font["name"].setName("\n".join(credits), 0, 3, 1, 0x409)


def set_space_width(font: Font) -> None:
    """Make the spaces a quarter of an em, whatever the source had."""
    cmap = font.getBestCmap()
    for char in SPACES & frozenset(cmap):
        font["hmtx"][cmap[char]] = (font["head"].unitsPerEm // 4, 0)


def widen_dash(font: Font) -> None:
    """Give the dash and the dot their one-em Chinese glyphs.

    Noto has them behind its `locl` feature, which works only where the text is marked zh-CN.
    """
    for table in list_unicode_tables(font):
        table.cmap[0x2014] = table.cmap[0x2015]
        table.cmap[0xB7] = table.cmap.get(0x30FB, table.cmap[0xB7])


def find_metrics(units_per_em: int) -> tuple[int, int]:
    """Return the ascent and the descent (positive) that every file has."""
    return round(0.88 * units_per_em), round(0.12 * units_per_em)


def set_metrics(font: Font) -> None:
    """Set one ascent and descent, the same in every file.

    Where the fonts of a line differ in them, the line grows past the CSS line-height and the
    pitch of the page is lost.
    """
    ascent, descent = find_metrics(font["head"].unitsPerEm)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, -descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, descent


def set_names(job: Job, font: Font) -> None:
    """Rename the font, keeping the copyright of its makers, and write the change notice."""
    postscript = f"{job.family.replace(' ', '')}-{job.style}"
    texts = {
        1: job.family,
        2: "Regular",
        3: postscript,
        4: f"{job.family} {job.style}",
        5: "Version 1.000",
        6: postscript,
        10: f"{job.origin} {CHANGE_NOTICE}",
        13: job.licence.text,
        14: job.licence.url,
    }
    table = font["name"]
    table.names = [name for name in table.names if name.nameID == 0 and name.platformID == 3]
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)
    # The style is in the family name and the weight in usWeightClass; every file is "Regular".
    font["OS/2"].usWeightClass = job.weight
    font["OS/2"].fsSelection = 0x40
    font["head"].macStyle = 0


def add_contextual_spacing(path: Path) -> None:
    """Add the `chws` feature, which squeezes two punctuation marks in a row as Chinese asks.

    None of the sources has it, and `halt` would squeeze every mark.
    """
    modified = TTFont(path)["head"].modified
    with TemporaryDirectory() as scratch:
        command = ["east_asian_spacing", "--language", "ZHS", "--output", scratch, str(path)]
        subprocess.run([sys.executable, "-m", *command], check=True)
        font = TTFont(Path(scratch) / path.name, recalcTimestamp=False)
        # The tool writes the time of day; without it the same inputs give the same bytes.
        font["head"].modified = modified
        font.save(path)


def build_font(job: Job, inputs: Path, output: Path) -> None:
    """Make one font; the order of the steps decides the bytes."""
    font = load_outlines(job.source, inputs, (job.promised | job.hoped) - job.passed_over)
    borrow_glyphs(job, font, inputs)
    if lacking := list_lacking(font, job.promised):
        raise SystemExit(f"{job.name}: no source font has {show_characters(lacking)}")
    set_space_width(font)
    if job.wide_dash:
        widen_dash(font)
    set_metrics(font)
    set_names(job, font)
    path = output / job.filename
    font.save(path)
    if ord("，") in job.promised:
        add_contextual_spacing(path)


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS in the format of sha256sum."""
    made = [RESERVE_FILE] if (folder / RESERVE_FILE).is_file() else []
    names = sorted([*made, *(job.filename for job in JOBS)])
    lines = [f"{hash_file(folder / name)}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def build_fonts(inputs: Path, output: Path) -> None:
    """Make all fonts and their SHA256SUMS in the output folder."""
    output.mkdir(parents=True, exist_ok=True)
    for job in JOBS:
        build_font(job, inputs, output)
        print(job.filename, (output / job.filename).stat().st_size, "bytes", flush=True)
    write_sums(output)


# --- Checking ---------------------------------------------------------------------------------


def show_characters(characters: Iterable[int], limit: int = 10) -> str:
    """Name characters for a message, not more than the limit."""
    ordered = sorted(characters)
    shown = " ".join(f"{chr(char)} (U+{char:04X})" for char in ordered[:limit])
    more = len(ordered) - limit
    return f"{shown} and {more} more" if more > 0 else shown


def check_lists() -> Iterator[str]:
    """Check the size of the two character tables."""
    if len(GB2312_HANZI) != 6763:
        yield f"GB 2312 has 6763 hanzi, not {len(GB2312_HANZI)}"
    if len(TONGGUI) != 8105:
        yield f"tonggui-8105.txt holds {len(TONGGUI)} characters, not 8105"


def check_sums(folder: Path) -> Iterator[str]:
    """Check that SHA256SUMS and the files of the folder agree, and that no job is left out."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split() for line in lines)}
    present = {path.name for path in folder.glob("*.ttf")}
    wanted = {job.filename for job in JOBS}
    sums.pop(RESERVE_FILE, None)  # make_reserve.py looks at it
    for name in sorted(wanted | present | set(sums)):
        if name not in wanted:
            yield f"{name}: no job makes this file"
        elif name not in present:
            yield f"{name}: the file is missing"
        elif name not in sums:
            yield f"{name}: not in SHA256SUMS"
        elif hash_file(folder / name) != sums[name]:
            yield f"{name}: the checksum differs from SHA256SUMS"


def find_drawn(font: Font) -> Codepoints:
    """Find the characters that have an outline: some fonts map hanzi to blank glyphs."""
    loca = font["loca"]
    found = set()
    for char, name in font.getBestCmap().items():
        index = font.getGlyphID(name)
        if loca[index + 1] > loca[index]:
            found.add(char)
    return frozenset(found)


def check_font(job: Job, font: Font) -> Iterator[str]:
    """Check the characters, the metrics and the tables of one file."""
    if lacking := list_lacking(font, job.promised):
        yield f"{job.filename}: lacks {show_characters(lacking)}"
    if blank := job.promised - BLANKS - frozenset(lacking) - find_drawn(font):
        yield f"{job.filename}: blank glyphs for {show_characters(blank)}"
    ascent, descent = find_metrics(font["head"].unitsPerEm)
    hhea, os2 = font["hhea"], font["OS/2"]
    given = {
        (hhea.ascent, -hhea.descent),
        (os2.sTypoAscender, -os2.sTypoDescender),
        (os2.usWinAscent, os2.usWinDescent),
    }
    if given != {(ascent, descent)} or hhea.lineGap or os2.sTypoLineGap:
        yield f"{job.filename}: ascent and descent are not .88 and .12 em"
    for tag in ("BASE", "CFF "):
        if tag in font:
            yield f"{job.filename}: has a table {tag.strip()}"
    if font["name"].getDebugName(1) != job.family:
        yield f"{job.filename}: the family is not called {job.family}"


def check_extra(drawn: Codepoints) -> Iterator[str]:
    """Check that the fonts of the body text draw every character of extra.txt."""
    if lacking := EXTRA - drawn:
        yield f"extra.txt: the body fonts do not draw {show_characters(lacking)}"


def record_outline(font: Font, char: int) -> list[Any]:
    """Record what the glyph of a character draws; nothing where the font does not map it."""
    recording = DecomposingRecordingPen(font.getGlyphSet())
    if name := font.getBestCmap().get(char):
        font.getGlyphSet()[name].draw(recording)
    return list(recording.value)


def check_signs(folder: Path) -> Iterator[str]:
    """Check that body text does not get its ￥ and the like from Fang, nor a ￥ that is a ＄."""
    files = {job.family: folder / job.filename for job in JOBS}
    if not all(files[family].is_file() for family in BODY):
        return  # check_sums has said so
    outlines: dict[str, list[Any]] = {}
    for family in BODY:
        with TTFont(files[family], lazy=True) as font:
            if family == "Bulletin Fang" and (wrong := FANG_WRONG & frozenset(font.getBestCmap())):
                yield f"{files[family].name}: has the wrong glyphs of {show_characters(wrong)}"
            for sign in "￥＄":
                outlines[sign] = outlines.get(sign) or record_outline(font, ord(sign))
    if not all(outlines.values()) or outlines["￥"] == outlines["＄"]:
        yield "body text: ￥ and ＄ look the same, or are not drawn"


def check_fonts(folder: Path) -> list[str]:
    """List everything that is wrong with the fonts of a folder."""
    problems = [*check_lists(), *check_sums(folder)]
    drawn: Codepoints = frozenset()
    for job in JOBS:
        path = folder / job.filename
        if path.is_file():
            with TTFont(path, lazy=True) as font:
                problems += check_font(job, font)
                if job.family in BODY:
                    drawn |= find_drawn(font)
    return [*problems, *check_extra(drawn), *check_signs(folder)]


def main() -> int:
    """Build or check, as the command line says."""
    parser = argparse.ArgumentParser(description="Build the fonts of bulletin, or check them.")
    parser.add_argument("inputs", nargs="?", type=Path, help="folder of the unpacked packages")
    parser.add_argument("output", nargs="?", type=Path, help="folder for the seven fonts")
    parser.add_argument("--check", action="store_true", help="check the fonts beside this script")
    args = parser.parse_args()
    if not args.check:
        if args.output is None:
            parser.error("give the inputs and the output folder, or --check")
        build_fonts(args.inputs, args.output)
    problems = check_fonts(HERE if args.check else args.output)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{len(JOBS)} fonts: all is well")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
