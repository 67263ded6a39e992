"""Plain text → the web and e-mail addresses typed in it, each with the address to open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class AddressKind(Enum):
    """How an address was typed."""

    URL = "url"  # with its scheme: https://www.example.gov.cn/a
    DOMAIN = "domain"  # without one: www.example.gov.cn/a, kj.example.gov.cn
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Address:
    """`text[start:end]` is an address; `target` is what a link to it opens."""

    start: int
    end: int
    kind: AddressKind
    target: str


def _list_names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # RFC 3986 §3.1, of two letters at least
# Chinese stands directly against an address, on both sides: \b and \w would see one word.
_FIND = re.compile(
    r"(?<![A-Za-z0-9+.-])(?P<url>(?:https?|ftps?)://)(?=[A-Za-z0-9\[])"
    r"|(?<![A-Za-z0-9._%+-])[.%+-]*+(?P<local>[A-Za-z0-9_][A-Za-z0-9._%+-]*+)"
    r"@(?P<mail>[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++)"
    r"|(?<![A-Za-z0-9._%+@/\\-])(?P<host>[A-Za-z0-9][A-Za-z0-9-]*+(?:\.[A-Za-z0-9-]++)++)(?![_@\\])",
    re.IGNORECASE,
)
_TAIL = re.compile(r":[0-9]{1,5}(?![0-9])[/?#]?|[/?#]")  # what follows a host: a port, a path
_URL_CHARS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"
)
_NEXT = re.compile(r"[,;](?=(?:https?|ftps?)://|www\.)", re.IGNORECASE)  # a list of addresses without blanks
_NOT_LAST = ".,;:!?'*_~"  # marks of the sentence, not of the address (CommonMark's autolinks of GitHub)
_CLOSING = {")": "(", "]": "["}

_LOCAL = re.compile(r"(?!.*\.\.).{1,64}(?<!\.)")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_WORD = re.compile(r"[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59}", re.IGNORECASE)
# Names that no address ends in: `logo@2x.png` is a file.
_ENDINGS = _list_names(
    "ai avi bak bat bmp cad csv dat db dbf doc docx dll dwg dxf eml eps epub exe gif gz heic htm html "
    "ini jpeg jpg js json log md mdb mov mp msg ods odt ofd otf pdf php png ppt pptx ps psd py rar rs "
    "rtf sh so sql svg tar tif tiff tmp ttf txt vb vsd wav webp wma wmv wps xls xlsx xml yaml yml zip"
)
# A host typed without scheme or www. is one only under these; programs write names with dots, too
# (`user.name`, `main.app`), so domains that are words stay away.
_GENERIC = _list_names("com net org gov edu mil info biz xyz asia mobi vip top")
_COUNTRIES = _list_names(
    "ae ar at au be bg br by ca cc ch cl cn co cz de dk ee eg es eu fi fr gr hk hr hu id ie il in io "
    "ir it jp ke kr kz la lt lu lv ma me mm mn mo mx my nl no nz ph pk pt qa ro ru sa se sg si sk su "
    "th tr tv tw ua uk us uz vn za"
)
# With one label in front, the fewest: `this.is`, `end.in` are sentences that lack a blank.
_SHORT = _list_names("com cn net org gov edu xyz vip hk")
_SUFFIXES = _list_names("ac com edu gov mil net org")  # gov.cn is no host, though it looks like one


def has_scheme(address: str) -> bool:
    """Whether an address says how it is opened (https:, mailto:), which C: does not."""
    return bool(_SCHEME.match(address))


def find_addresses(text: str) -> list[Address]:
    """The addresses in `text`, from left to right; they do not overlap."""
    return list(_find(text))


def _find(text: str) -> Iterator[Address]:
    pairs: dict[int, int] | None = None  # made once, for the first address that may have a path
    position = 0
    while found := _FIND.search(text, position):
        position = found.end()
        if found["url"]:
            kind, start, end = AddressKind.URL, found.start(), found.end()
        elif found["host"]:
            kind, start = AddressKind.DOMAIN, found.start()
            end = start + len(_settle_host(found["host"]))
        else:
            kind, start = AddressKind.EMAIL, found.start("local")
            end = found.start("mail") + len(_settle_domain(found["mail"]))
            if end == found.start("mail") or not _LOCAL.fullmatch(found["local"]):
                continue
        if end == start:
            continue
        tail = _TAIL.match(text, end) if kind is AddressKind.DOMAIN else None
        if tail or kind is AddressKind.URL:
            pairs = _pair_brackets(text) if pairs is None else pairs
            end = _find_url_end(text, start, tail.end() if tail else end, pairs)
        typed = text[start:end]
        match kind:
            case AddressKind.URL:
                target = typed.replace(found["url"], found["url"].lower(), 1)
            case AddressKind.DOMAIN:
                target = f"https://{typed}"
            case AddressKind.EMAIL:
                target = f"mailto:{typed}"
        yield Address(start, end, kind, target)
        position = end


def _settle_domain(typed: str) -> str:
    """What of `typed` is a domain: without what a sentence adds behind it; empty where it is none."""
    labels = typed.rstrip("-").split(".")
    if labels[-1].lower() in _ENDINGS:
        return ""
    while len(labels) > 1 and not _WORD.fullmatch(labels[-1]):
        labels.pop()  # zhang@example.gov.cn.2024年
    return ".".join(labels) if len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) else ""


def _settle_host(typed: str) -> str:
    """What of `typed` is the host of a site: www. before it, or a usual domain, typed as one; else empty."""
    if typed.lower().startswith("www."):
        host = _settle_domain(typed)
        return host if host.count(".") > 1 else ""
    host = typed.rstrip("-")
    *front, last = host.split(".")
    if not all(map(_LABEL.fullmatch, front)):
        return ""
    if len(front) == 1:  # ASP.NET is none, nor is gov.cn
        return host if last in _SHORT and front[0].lower() not in _SUFFIXES else ""
    is_one_case = host[1:] in (host[1:].lower(), host[1:].upper())
    return host if is_one_case and last.lower() in _GENERIC | _COUNTRIES else ""


def _pair_brackets(text: str) -> dict[int, int]:
    """Where each bracket of a stretch of address characters has its partner."""
    pairs: dict[int, int] = {}
    waiting: dict[str, list[int]] = {"(": [], "[": []}
    for index, char in enumerate(text):
        if char in waiting:
            waiting[char].append(index)
        elif char in _CLOSING:
            if stack := waiting[_CLOSING[char]]:
                pairs[index] = stack.pop()
                pairs[pairs[index]] = index
        elif char not in _URL_CHARS:
            waiting = {"(": [], "[": []}
    return pairs


def _find_url_end(text: str, start: int, least: int, pairs: dict[int, int]) -> int:
    """Where an address that reaches at least to `least` ends: ahead of a bracket that has no partner in it,
    and of the marks of a sentence."""
    end = least
    while end < len(text) and text[end] in _URL_CHARS:
        char = text[end]
        if char in "([" and end not in pairs:
            break
        if char in ")]" and pairs.get(end, -1) < start:
            break
        if char in ",;" and _NEXT.match(text, end):
            break
        end += 1
    while end > least and text[end - 1] in _NOT_LAST:
        end -= 1
    return end
