"""A picture of a web page → where it is, and whether it is one that a site puts on all of its pages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.etree import _Element as Element

# Behind the first those of the programs that fetch a picture when a reader comes to it.
ADDRESSES = (
    "src",
    "data-src",
    "data-original",
    "data-original-src",
    "data-actualsrc",
    "data-lazy-src",
    "img-src",
)
# Signs for kinds of files, buttons, codes to scan.
_ORNAMENT = re.compile(
    r"\bqlogo\.cn/|/avatars?/|(?:^|/)(?:css|skins?|themes?|templates?|icons?|emoji|fileTypeImages)/|"
    r"(?:^|/)(?:(?:\w{1,16}_)?icons?|ico|logo|btn|button|arrow|spacer|blank|loading|qr_?code|ewm|share|next_?page"
    r"|prev_?page|back_?top|original)[-_]?\w{0,12}\.(?:gif|png|jpe?g|svg|webp|ico)$",
    re.IGNORECASE,
)
_ORNAMENT_MOST = 6_000  # bytes of one that was saved with its page
_ICON = 40  # pixels: what is smaller shows the kind of a file, or a rule


def list_addresses(picture: Element) -> list[str]:
    """Where a picture may be: the surest first."""
    return [picture.get(name, "") for name in ADDRESSES]


def is_small(picture: Element) -> bool:
    """Tell whether a page shows a picture as small as a sign."""
    sides = (picture.get(side, "").removesuffix("px") for side in ("width", "height"))
    return any(side.isdecimal() and len(side) < 6 and 0 < int(side) < _ICON for side in sides)


def is_ornament(addresses: Sequence[str], taken: bytes | None) -> bool:
    """Tell whether a picture is one of a site, by its name; what was `taken` with the page is small then."""
    named = any(
        not address.startswith("data:") and _ORNAMENT.search(address.partition("?")[0])
        for address in addresses
    )
    return named and not len(taken or b"") > _ORNAMENT_MOST
