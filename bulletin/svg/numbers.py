"""The value of an attribute that is made of numbers → the same, or None where browsers ignore it.

Programs write `NaN` and `undefined`, which a browser passes over in silence and WeasyPrint prints, or
stumbles over; and WeasyPrint takes a size in words for none at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

# Atomic groups: digits are never given back, so that a long list is read in one go.
_NUMBER = r"(?>[+-]?(?>[0-9]+\.?[0-9]*|\.[0-9]+)(?>[eE][+-]?[0-9]+)?)"
_UNIT = r"(?:px|pt|pc|mm|cm|in|q|em|rem|ex|ch|vw|vh|deg|grad|rad|turn|%)?"
_NUMBERS = re.compile(rf"\s*(?:{_NUMBER}[\s,]*)+")
_LENGTHS = re.compile(rf"\s*(?:{_NUMBER}{_UNIT}[\s,]*)+", re.IGNORECASE)
_ONE_NUMBER = re.compile(rf"\s*{_NUMBER}%?\s*")
_ONE_LENGTH = re.compile(rf"\s*{_NUMBER}{_UNIT}\s*", re.IGNORECASE)
_ONE_ANGLE = re.compile(rf"\s*({_NUMBER})(deg|grad|rad|turn)?\s*")
_DEGREES = {"grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
_FUNCTION = re.compile(rf"[\s,]*([A-Za-z0-9]+)\s*\(\s*((?:{_NUMBER}{_UNIT}[\s,]*)*)\)[\s,]*")
_HUGE = re.compile(r"[eE]\+?[0-9]{2}|(?<![.0-9])[0-9]{13}")
_S = r"[\s,]*"
_PAIR = rf"(?>{_NUMBER}{_S}{_NUMBER}{_S})"
_ARC = rf"(?>(?>{_NUMBER}{_S}){{3}}[01]{_S}[01]{_S}{_PAIR})"
_STEP = (
    rf"(?>[MmLlTt]\s*{_PAIR}+|[HhVv]\s*(?>{_NUMBER}{_S})+|[SsQq]\s*(?>{_PAIR}{{2}})+|[Cc]\s*(?>{_PAIR}{{3}})+"
    rf"|[Aa]\s*{_ARC}+|[Zz]\s*)"
)
_PATH = re.compile(rf"\s*(?=[Mm]){_STEP}+")
_POINTS = re.compile(rf"\s*{_PAIR}+")
# What a browser does without being told is left away: WeasyPrint takes `auto` for no size at all.
_WORDS = frozenset({"inherit", "none", "normal", "left", "center", "right", "top", "bottom"})
_DIRECTIONS = frozenset({"auto", "auto-start-reverse", "inherit"})
_SLANTS = {"normal", "italic", "oblique", "inherit"}
_SIZES = {
    "xx-small": "9px",
    "x-small": "10px",
    "small": "13px",
    "medium": "16px",
    "large": "18px",
    "x-large": "24px",
    "xx-large": "32px",
    "xxx-large": "48px",
    "smaller": "0.8333em",
    "larger": "1.2em",
}
_COUNTS = {"matrix": (6,), "translate": (1, 2), "scale": (1, 2), "rotate": (1, 3), "skew": (1, 2)}
_COUNTS |= dict.fromkeys(("skewX", "skewY", "translateX", "translateY", "scaleX", "scaleY"), (1,))
# What these do in depth is not seen in print.
_FLAT = {f"{name}{axis}" for name in ("translate", "scale", "rotate") for axis in ("3d", "Z")}
_FLAT |= {"matrix3d", "rotateX", "rotateY", "perspective"}


def clean_number(name: str, value: str) -> str | None:
    """The `value` of attribute or property `name`, None where it is to be made of numbers and is not."""
    clean = _CLEANERS.get(name)
    if clean is None:
        return value
    return None if _HUGE.search(value) else clean(value)


def _match(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def clean(value: str) -> str | None:
        return value if pattern.fullmatch(value) or value.strip() in _WORDS else None

    return clean


def _clean_opacity(value: str) -> str | None:
    return value if _ONE_NUMBER.fullmatch(value) or value.strip() == "inherit" else None


def _clean_limit(value: str) -> str | None:
    return _clean_opacity(value) if "%" not in value else None


def _clean_box(value: str) -> str | None:
    return value if _NUMBERS.fullmatch(value) and len(re.findall(_NUMBER, value)) == 4 else None


def _clean_size(value: str) -> str | None:
    word = value.strip().lower()
    return _SIZES.get(word) or (value if _ONE_LENGTH.fullmatch(value) or word == "inherit" else None)


def _clean_angle(value: str) -> str | None:
    match = _ONE_ANGLE.fullmatch(value)
    if match and match[2] in _DEGREES:
        return f"{float(match[1]) * _DEGREES[match[2]]:.6g}"
    return match[1] if match else value if value.strip() in _DIRECTIONS else None


def _clean_path(value: str) -> str | None:
    match = _PATH.match(value)  # drawn as far as it can be read
    return match[0] if match else None


def _clean_points(value: str) -> str | None:
    match = _POINTS.match(value)
    return match[0] if match else None


def _clean_slant(value: str) -> str | None:
    word = (value.split() or [""])[0].lower()
    return word if word in _SLANTS else None


def _clean_transform(value: str) -> str | None:
    if value.strip() in _WORDS:
        return value
    at = 0
    for match in _FUNCTION.finditer(value):
        found = len(re.findall(_NUMBER, match[2]))
        if match.start() != at or (match[1] not in _FLAT and found not in _COUNTS.get(match[1], ())):
            return None
        at = match.end()
    return value if at == len(value) else None


_ONE = """width height cx cy r rx ry x1 y1 x2 y2 fx fy fr offset stroke-width stroke-dashoffset letter-spacing
 word-spacing markerWidth markerHeight refX refY textLength startOffset kerning"""
_CLEANERS: dict[str, Callable[[str], str | None]] = {
    **dict.fromkeys(_ONE.split(), _match(_ONE_LENGTH)),
    **dict.fromkeys(("x", "y", "dx", "dy", "stroke-dasharray"), _match(_LENGTHS)),
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity", "stop-opacity"), _clean_opacity),
    **dict.fromkeys(("flood-opacity", "solid-opacity"), _clean_opacity),
    **dict.fromkeys(("transform", "gradientTransform", "patternTransform"), _clean_transform),
    "stroke-miterlimit": _clean_limit,
    "viewBox": _clean_box,
    "font-size": _clean_size,
    "d": _clean_path,
    "rotate": _match(_NUMBERS),
    "orient": _clean_angle,
    "points": _clean_points,
    "font-style": _clean_slant,
}
