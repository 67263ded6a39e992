"""A character as a foreign file has it → the ideograph that it stands for."""

from __future__ import annotations

from functools import lru_cache

from bulletin.hanzi import find_ideograph

# Programs of the days of GBK give its last 80 ideographs, 0xFE50–0xFEA0, private codes in their order …
_FIRST, _LAST = 0xE815, 0xE864
# … of which GB 18030—2022 (4.5) has moved those to Unicode that codecs after GB 18030—2000 still leave there.
_MOVED = dict(
    zip(
        "\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
        "\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
        strict=True,
    )
)


@lru_cache(maxsize=2_000)
def find_meant(char: str) -> str:
    """The ideograph that `char`, a radical, a compatibility ideograph or a private code of GBK, stands for;
    "" for any other character."""
    if not _FIRST <= ord(char) <= _LAST:
        return find_ideograph(char)
    if char in _MOVED:
        return _MOVED[char]
    trail = 0x50 + ord(char) - _FIRST
    trail += trail >= 0x7F  # which is no second byte of GBK
    meant = bytes((0xFE, trail)).decode("gb18030")
    return find_ideograph(meant) or meant
