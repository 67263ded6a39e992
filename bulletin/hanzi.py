"""What counts as Chinese text, and how its lines and names are joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Han, kana, bopomofo and the marks set at full width; “ ” ‘ ’ — … · count as Chinese here,
# because the bulletin's fonts draw them one em wide.
_WIDE_MARKS = "“”‘’—…·"
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Words of another language, to be read in it: English in practice.
FOREIGN = re.compile(r"[A-Za-z][A-Za-z’' -]*[A-Za-z]")
# A number ahead of a heading or an item, a pattern: 一, 十二, 一百零三.
HAN_NUMBER = "[一二三四五六七八九十百零〇]{1,4}"
_WORD = re.compile(r"\S+")
_ACCENTED = re.compile(r"\w[\u0300-\u036f]+")


def is_han(char: str) -> bool:
    """Tell whether `char` is an ideograph (Unified_Ideograph and 〇).

    Planes 2 and 3 hold nothing else (Unicode 16, 2.8), more of them than the tables of this Python know.
    """
    if char == "〇" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003fffd":
        return True
    return "CJK UNIFIED" in unicodedata.name(char, "")


# EquivalentUnifiedIdeograph.txt of the UCD for the block CJK Radicals Supplement, each behind its radical:
# NFKC knows two of these alone.
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母"
    "⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑"
    "⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_IDEOGRAPHS = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
_DISGUISED = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")


def find_ideograph(char: str) -> str:
    """The ideograph that a radical or a compatibility ideograph looks like (⽅ → 方, ⻓ → 长); empty for any
    other character. PDF readers hand such ones out where a font draws both with one glyph."""
    if not _DISGUISED.match(char):
        return ""
    right = _IDEOGRAPHS.get(char) or unicodedata.normalize("NFKC", char)
    return right if right != char else ""


def is_chinese(char: str) -> bool:
    """Tell whether `char` is set at full width: East Asian Width W or F, or a Chinese mark."""
    return char in _WIDE_MARKS or unicodedata.east_asian_width(char) in "WF"


def is_invisible(char: str) -> bool:
    """Tell whether `char` has no ink and no width: format characters and variation selectors.

    The soft hyphen is one that fonts have and that means something. Some letters of Unicode are blanks, too:
    fillers of Hangul, a braille cell without dots.
    """
    if char in _BLANK_LETTERS:
        return True
    if char < "\u0300" or char == "\u00ad":
        return False
    return unicodedata.category(char) == "Cf" or "VARIATION SELECTOR" in unicodedata.name(char, "")


def settle_characters(text: str) -> str:
    """`text` as fonts can draw it: without what nobody can see, letters and accents made one.

    No font of ours has the invisible ones or an accent by itself: a font of the system would step in.
    """
    found = {char for char in set(text) if is_invisible(char)}
    text = text.translate({ord(char): None for char in found}) if found else text
    return _ACCENTED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


def squeeze_text(text: str) -> str:
    """`text` for comparing: without white space, soft hyphens and what nobody can see."""
    return "".join(settle_characters(text).replace("\u00ad", "").split())


def format_day(iso: str) -> str:
    """2024年9月30日 for 2024-09-30; empty for what is empty."""
    year, month, day = iso.split("-") if iso else ("", "", "")
    return f"{year}年{int(month)}月{int(day)}日" if iso else ""


def count_words(text: str) -> int:
    """The length of `text` as Word counts it (字数): each Chinese character or mark, each word or number."""
    return len(_WORD.findall("".join(f" {char} " if is_chinese(char) else char for char in text)))


def join_lines(lines: Iterable[str]) -> str:
    """Join lines of one paragraph: a space only where neither neighbour is Chinese.

    CSS Text 4 §4.1.3 drops the break between two wide characters; the bulletin's house style
    also puts no space between Han and Latin, so the break goes there too.
    """
    joined = ""
    for line in map(str.strip, lines):
        if joined and line and not (is_chinese(joined[-1]) or is_chinese(line[0])):
            joined += " "
        joined += line
    return joined


def space_name(name: str) -> str:
    """Set a name of two Han characters with a full-width space, as officialdom does (王　芳)."""
    name = name.strip()
    return "\u3000".join(name) if len(name) == 2 and all(map(is_han, name)) else name


def dash_subtitle(text: str) -> str:
    """A subtitle as it is set: behind a dash, but for a note in brackets, （2025年1月8日通过）."""
    return text if not text or (text[0] in "（(〔" and text[-1] in "）)〕") else f"——{text}"


_CHINESE_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


def parse_number(text: str) -> int | None:
    """Read a whole number up to 999 in ASCII, full-width or Chinese digits; None where it is not one."""
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[0-9]{1,3}", text):
        return int(text)
    match = re.fullmatch(
        r"(?:([一二三四五六七八九])百零?)?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)", text
    )
    if not match or not text:
        return None
    hundreds, tens, ten, ones = match.groups()
    value = 100 * _CHINESE_DIGITS.get(hundreds or "", 0) + _CHINESE_DIGITS.get(ones or "", 0)
    return value + (10 * (_CHINESE_DIGITS.get(tens, 1) if tens else 1) if ten else 0)


def parse_numeral(text: str) -> int | None:
    """Read a number as styles write it, a page's or a list's: of any length in digits, 十二 or 一二."""
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    if len(text) > 1 and all(char in _CHINESE_DIGITS and char != "两" for char in text):
        return int("".join(str(_CHINESE_DIGITS[char]) for char in text))
    return parse_number(text)
