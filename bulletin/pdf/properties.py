"""A box of the layout → what the style sheet declares for it in custom properties, our own words of CSS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def declares(box: Any, name: str, value: str) -> bool:
    """Whether a rule for the element of a box itself gives the custom property `name` that value: boxes
    inside inherit it and are not meant."""
    key = f"__{name}"
    if key not in getattr(box.style, "cascaded", ()):
        return False
    return "".join(getattr(token, "value", "") for token in box.style[key] or ()).strip() == value


def walk_inside(box: Any) -> Iterator[Any]:
    """A box and those in it that are in the flow or have been put in place."""
    from weasyprint.layout.absolute import AbsolutePlaceholder

    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    yield box
    for child in box.children:
        yield from walk_inside(child)
