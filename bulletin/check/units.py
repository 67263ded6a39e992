"""Units and letters: symbols of units, names that are not legal or not whole, the case of abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

# The symbol of each unit as GB 3100—93 and GB 3101—93 have it, by what is typed instead behind a number.
_SYMBOLS = {
    "kW·h": ("KWH", "KWh", "Kwh", "KwH", "kwh", "kWH", "KW·h", "KW·H", "kw·h", "Kw·h"),
    "kW": ("KW", "Kw", "kw"),
    "MW": ("Mw", "mw"),
    "kg": ("Kg", "KG", "kG"),
    "km": ("Km", "KM", "kM"),
    "km²": ("KM2", "Km2", "km2", "KM²", "Km²"),
    "cm": ("CM", "Cm", "cM"),
    "mm": ("MM", "Mm", "mM"),
    "m²": ("M2", "m2", "M²"),
    "m³": ("M3", "m3", "M³"),
    "mg": ("Mg", "MG", "mG"),
    "mL": ("ML", "Ml"),
    "kV": ("KV", "Kv", "kv"),
    "kV·A": ("KVA", "kva", "Kva"),
    "Hz": ("HZ", "hz", "hZ"),
    "kHz": ("KHZ", "Khz", "khz", "KHz"),
    "MHz": ("MHZ", "Mhz", "mhz"),
    "GHz": ("GHZ", "Ghz", "ghz"),
    "kPa": ("KPA", "Kpa", "kpa", "KPa"),
    "MPa": ("MPA", "Mpa", "mpa"),
    "dB": ("DB", "db", "Db"),
}
_LETTER = re.compile("[A-Za-z]")
_BY_TYPED = {typed: symbol for symbol, forms in _SYMBOLS.items() for typed in forms}
_SYMBOL = re.compile(
    rf"(?:(?<=\d)|(?<=[\d万亿] ))({'|'.join(map(re.escape, sorted(_BY_TYPED, key=len, reverse=True)))})"
    r"(?![A-Za-z0-9²³])|(?<=[万亿])(KWH|KWh|Kwh|kwh|kWH|KW|Kw|kw|Mw)(?![A-Za-z0-9])"
)


def check_unit_symbols(passage: Passage) -> Iterator[Finding]:
    """The symbol of a unit in the wrong case: Kg, KWH (GB 3100—93 6.4: only units named after persons, and M
    for mega, are capital)."""
    if not _LETTER.search(passage.text):
        return
    for match in _SYMBOL.finditer(passage.text):
        if not passage.is_address(match.start()):
            right = _BY_TYPED[match[0]]
            yield Finding(*match.span(), f"计量单位写成了“{match[0]}”", f"写成“{right}”", right)


_ENERGY = re.compile(
    r"(?:发电量?(?!装机)|用电量?|售电量|供电量|耗电量?|电量|节电|节约电)(?:(?!装机|规模|容量|能力)[^，。；、\d]){0,8}\d[\d.,]*[万亿]*(千瓦)(?!时|[·.]?小时|装机|级|的)"
)
_PIECE = re.compile(
    r"(?<=[\d几多余万亿千百])(平方|立方)(?![千公厘毫分微]?[米里尺寸]|公里|英[尺里寸]|[根和差反律数的]|厘|毫|码|英|分米)"
)
_MEASURES = re.compile(r"(?<=[\d万亿])(公分|公倾|公升)(?!母|子)")
_NAMES = {"公分": "厘米", "公倾": "公顷", "公升": "升"}


def check_unit_names(passage: Passage) -> Iterator[Finding]:
    """A unit that is not legal (公分), not whole (5000平方) or of something else (发电5亿千瓦)."""
    text = passage.text
    if not any(name in text for name in ("千瓦", "平方", "立方", "公")):
        return
    for match in _ENERGY.finditer(text):
        yield Finding(*match.span(1), "“千瓦”是功率，不是电量", "电量写“千瓦时”")
    for match in _PIECE.finditer(text):
        yield Finding(*match.span(1), f"“{match[1]}”少了“米”", f"写成“{match[1]}米”")
    for match in _MEASURES.finditer(text):
        yield Finding(*match.span(1), f"“{match[1]}”不是法定计量单位", f"写成“{_NAMES[match[1]]}”")


# Abbreviations as they are written, by what they are in lower case.
_ABBREVIATIONS = (
    "GDP",
    "CPI",
    "PPI",
    "PMI",
    "PM2.5",
    "PM10",
    "GPS",
    "LED",
    "VR",
    "ICU",
    "ATM",
    "CNG",
    "LNG",
    "LPG",
    "APEC",
    "WTO",
    "VOCs",
    "DNA",
    "RNA",
    "PPP",
    "EPC",
    "B2B",
    "O2O",
    "BIM",
    "ERP",
    "RFID",
    "NFC",
    "IPO",
    "BRT",
    "FDI",
    "R&D",
    "CEO",
    "MBA",
    "KTV",
    "NGO",
    "ISO",
    "AIDS",
    "AED",
    "ETF",
    "GEP",
    "ESG",
    "CT",
    "AI",
    "AR",
    "CO2",
    "SO2",
    "NOx",
    "Wi-Fi",
    "App",
    "SUV",
    "MPV",
    "IPTV",
    "NB-IoT",
    "UPS",
    "USB",
    "PDF",
    "POS",
    "PPT",
    "PLC",
    "CRM",
    "OA",
    "KPI",
    "CBD",
    "HIV",
    "ADAS",
    "PCR",
)
_CANONICAL = {word.lower(): word for word in _ABBREVIATIONS} | {"wifi": "Wi-Fi"}
_ALLOWED = {"WiFi", "APP", "Etf", "CO2"} | set(_ABBREVIATIONS)
_LETTERS = re.compile(
    r"(?<![A-Za-z0-9.@/_&-])(?:(?:pm|Pm|pM)(?:2[.．]5|10)|[A-Za-z]{2,5}(?:-[A-Za-z]{2,3})?|[bB]2[bB]|[oO]2[oO]|[cC][oO]2|[sS][oO]2|[rR]&[dD])"
    r"(?![A-Za-z0-9.@/_&-])"
)
_GENERATION = re.compile(
    r"(?<![A-Za-z0-9.])([345]g)(?=基站|网络|时代|技术|应用|融合|工厂|手机|通信|信号|产业|套餐|项目|用户|建设|\+|＋)"
)
_ACID = re.compile(r"(?<![A-Za-z])(PH|Ph|ph)(?=值|为\d|[<>≤≥=＝]?\d)")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_WORDS_TOO = {"ar", "ct", "pos", "oa"}  # in lower case they may be something else


def check_letter_case(passage: Passage) -> Iterator[Finding]:
    """An abbreviation in another case than it has: Gdp, pm2.5, 5g, PH值."""
    text = passage.text
    if not _LETTER.search(text):
        return
    for pattern in (_GENERATION, _ACID):
        for match in pattern.finditer(text):
            right = match[1].upper() if pattern is _GENERATION else "pH"
            yield Finding(*match.span(1), f"“{match[1]}”的大小写不对", f"写成“{right}”", right)
    for match in _LETTERS.finditer(text):
        typed = match[0]
        right = _CANONICAL.get(typed.lower().replace("．", "."))
        if right is None or typed in _ALLOWED or typed in _WORDS_TOO or passage.is_address(match.start()):
            continue
        around = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if any(_CHINESE.match(char) or char in "（）“”、，" for char in around if char):
            yield Finding(*match.span(), f"“{typed}”的大小写不对", f"写成“{right}”", right)
