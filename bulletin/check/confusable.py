"""confusable.xz → whether one character is typed for another: it sounds the same, or looks like it."""

from __future__ import annotations

import lzma
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("confusable.xz")


@cache
def _load_table() -> tuple[Mapping[str, Sequence[str]], Mapping[str, str]]:
    """Each character's syllables' characters; those that look like it."""
    sounds: dict[str, list[str]] = {}
    looks: dict[str, str] = {}
    for line in lzma.decompress(_TABLE.read_bytes()).decode("utf-16-le").splitlines():
        key, _, chars = line.partition(" ")
        if key == "#":
            continue
        if key.isascii():  # a syllable and its characters
            for char in chars:
                sounds.setdefault(char, []).append(chars)
        else:
            looks[key] = chars
    return sounds, looks


@cache
def list_alike(char: str) -> frozenset[str]:
    """The characters that sound or look like `char`."""
    sounds, looks = _load_table()
    return frozenset("".join(sounds.get(char, ())) + looks.get(char, "")) - {char}


def is_confusable(char: str, other: str) -> bool:
    """Whether one of the two may be typed for the other."""
    return other in list_alike(char) or char in list_alike(other)
