"""Character classes for line composition: one character in, its class out; all of it is data.

The classes follow CLREQ (Prohibition Rules for Line Start and Line End; Punctuation Adjustment
Space), GB/T 15834-2011 section 5.1 and, for all that is not Chinese, the classes of UAX #14.
"""

import unicodedata
from enum import IntEnum, auto
from functools import cache


class Class(IntEnum):
    """What a character is to the composer."""

    HAN = auto()  # an ideograph, kana or hangul: a gap stands between it and Latin (UAX #14 ID)
    WIDE = auto()  # any other character set in a square: ★ ① ＋, emoji; no gap
    WIDE_DIGIT = auto()  # ０ to ９
    LETTER = auto()  # of an alphabet (AL)
    DIGIT = auto()  # 0 to 9 (NU)
    SYMBOL = auto()  # + = & # @: part of a Latin word, with a gap against Han
    JOINER = auto()  # other half-width signs inside words and numbers: - _ * ^
    LATIN_OPEN = auto()  # ( [ {
    LATIN_CLOSE = auto()  # , . ; : ! ? ) ] }
    QUOTE = auto()  # ' and ", whose side only the context tells (QU)
    OPEN = auto()  # opening bracket, quotation or title mark: never ends a line (GB/T 15834 5.1.3)
    CLOSE = auto()  # its closing half: never starts a line
    COMMA = auto()  # ， 、 ； ： (5.1.1)
    STOP = auto()  # 。 ！ ？ (5.1.1, 5.1.2)
    MIDDLE = auto()  # · (5.1.7)
    DASH = auto()  # —, doubled a dash (5.1.4), single a connector (5.1.6)
    CONNECTOR = auto()  # ～ – (5.1.6), and the ratio sign ∶
    ELLIPSIS = auto()  # … (5.1.5)
    SLASH = auto()  # / ／: neither starts nor ends a line (5.1.9)
    PREFIX = auto()  # ¥ ± ≥ №: stays with the number after it (PR)
    POSTFIX = auto()  # % ％ ‰ ℃ °: stays with the number before it (PO)
    SMALL = auto()  # 々 ー and small kana: never start a line (CJ, NS)
    SPACE = auto()
    GLUE = auto()  # no-break space, word joiner (GL, WJ)
    ZERO = auto()  # zero-width space: a break without width (ZW)
    SOFT = auto()  # soft hyphen
    NEWLINE = auto()
    BOX = auto()  # an inline image
    NOTE = auto()  # a footnote mark


_LISTED: dict[Class, str] = {
    Class.SYMBOL: "+=&#@$€£<>|\\",
    Class.JOINER: "-_*^`~＆×÷\u2010\u2011",
    Class.LATIN_OPEN: "([{",
    Class.LATIN_CLOSE: ",.;:!?)]}",
    Class.QUOTE: "'\"",
    Class.OPEN: "“‘（《〈「『【〔〖［｛〘〚｟〝",
    Class.CLOSE: "”’）》〉」』】〕〗］｝〙〛｠〞〟",
    Class.COMMA: "，、；：",
    Class.STOP: "。！？．",
    Class.MIDDLE: "·•・‧",
    Class.DASH: "—―⸺",
    Class.CONNECTOR: "～–〜∶",
    Class.ELLIPSIS: "…⋯",
    Class.SLASH: "/／",
    Class.PREFIX: "¥￥＄￡￠№§±≥≤≈≠＋－−",
    Class.POSTFIX: "%％‰‱℃℉°′″Ω",
    Class.SMALL: "々〻ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶゝゞヽヾ",
    Class.SPACE: " \t",
    Class.GLUE: "\u00a0\u2007\u202f\u2060\ufeff",
    Class.ZERO: "\u200b",
    Class.SOFT: "\u00ad",
    Class.NEWLINE: "\n\r\u2028\u2029\v\f\x85",
    Class.DIGIT: "0123456789",
    Class.WIDE_DIGIT: "０１２３４５６７８９",
    Class.WIDE: "\u3000",
}
_TABLE = {char: kind for kind, chars in _LISTED.items() for char in chars}

# UAX #14: what may not stand at the start or the end of a line whatever the style.
NO_START = frozenset({
    Class.CLOSE, Class.COMMA, Class.STOP, Class.MIDDLE, Class.CONNECTOR, Class.ELLIPSIS,
    Class.SLASH, Class.POSTFIX, Class.SMALL, Class.LATIN_CLOSE, Class.NOTE, Class.ZERO, Class.SOFT,
})  # fmt: skip
NO_END = frozenset({Class.OPEN, Class.LATIN_OPEN})

FIGURES = frozenset({Class.DIGIT, Class.WIDE_DIGIT})

# What makes up a Latin word or a number: never broken, and never widened, inside.
LATIN = frozenset({
    Class.LETTER, Class.DIGIT, Class.SYMBOL, Class.JOINER, Class.LATIN_OPEN, Class.LATIN_CLOSE,
    Class.QUOTE, Class.SLASH,
})  # fmt: skip
GAPPED = frozenset({Class.LETTER, Class.DIGIT, Class.SYMBOL})  # takes a gap against Han
MARKS = frozenset({Class.OPEN, Class.CLOSE, Class.COMMA, Class.STOP})
NO_TEXT = MARKS | {
    Class.SPACE,
    Class.MIDDLE,
    Class.ELLIPSIS,
    Class.DASH,
    Class.LATIN_CLOSE,
    Class.NEWLINE,
}

# Units that stay with their number across a space (GB 3100: a number and its unit symbol are one).
_UNIT_LIST = (
    "mm cm dm m km nm μm µm mg g kg t ml mL L h s min d Hz kHz MHz GHz W kW MW GW kWh MWh GWh V kV "
    "A mA J kJ MJ Pa kPa MPa K N kN KB MB GB TB PB bit m² m³ km² cm² cm³ hm² mol dB rpm ppm"
)
UNITS = frozenset(_UNIT_LIST.split())


@cache
def classify_char(char: str) -> Class:
    """The class of one character."""
    listed = _TABLE.get(char)
    if listed is not None:
        return listed
    code = ord(char)
    if 0x4E00 <= code <= 0x9FFF:
        return Class.HAN
    if code < 0x20:
        return Class.ZERO
    category = unicodedata.category(char)
    wide = unicodedata.east_asian_width(char) in "WF"
    if category[0] == "L":
        if not wide:
            return Class.LETTER
        return Class.WIDE if 0xFF00 <= code <= 0xFFEF else Class.HAN
    if category == "Nd" and not wide:
        return Class.DIGIT
    if category in {"Nl", "No"} and code < 0x2000:
        return Class.LETTER  # ² ³ ½ stand inside words and units
    if 0x2070 <= code <= 0x209F:
        return Class.LETTER  # 10⁶, CO₂: superscripts and subscripts are AL and AI of UAX #14
    if category == "Zs":
        return Class.SPACE
    if category in {"Ps", "Pi"} and not wide:
        return Class.LATIN_OPEN
    if category in {"Pe", "Pf"} and not wide:
        return Class.LATIN_CLOSE
    if category[0] in "MC":
        return Class.LETTER if category[0] == "M" else Class.GLUE
    return Class.WIDE if wide or code >= 0x2000 else Class.SYMBOL


def is_extender(char: str) -> bool:
    """Whether a character belongs to the cluster before it (UAX #29 Extend, SpacingMark)."""
    code = ord(char)
    if code < 0x300:
        return False
    return (
        code in (0x200D, 0x20E3)
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0020 <= code <= 0xE01EF
        or 0x1F3FB <= code <= 0x1F3FF
        or 0x1160 <= code <= 0x11FF
        or unicodedata.category(char) in {"Mn", "Mc", "Me"}
    )
