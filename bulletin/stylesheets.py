"""Style sheets → what our own code has to know of them and nowhere says again: faces, sizes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tinycss2

from bulletin.document.tables import TableSize
from bulletin.fonts import Role

if TYPE_CHECKING:
    from cssselect2 import Matcher

_ROLES = {role.value: role for role in Role}
_SILENT = ("script", "style")
_TABLE = re.compile(r"table(?:\.(?P<name>[\w-]+))?")
_MOST_KEPT = 8  # sets of style sheets: a preview sees a new one with each save of one


def collect_faces(page: str, sheets: Sequence[bytes]) -> dict[Role, str]:
    """The text of a page of HTML by the roles whose stacks of faces may set it, as its style `sheets` say.

    An element is set in the role that the last of its rules names (`font-family: var(--font-heading)`), and
    what stands in it counts to that one and to those around it, up to an element that goes back to the
    body's: a sheet of a layout may leave a rule out. Conditions of `@media` are taken to hold. Source: CSS
    Cascading 4 §6, of one origin.
    """
    import tinyhtml5  # as WeasyPrint reads it, and loaded with it
    from cssselect2 import ElementWrapper

    matcher = _make_matcher(tuple(sheets))
    root = tinyhtml5.parse(page, namespace_html_elements=False)
    roles: dict[Any, frozenset[Role]] = {None: frozenset()}
    texts: defaultdict[Role, list[str]] = defaultdict(list)
    for element in ElementWrapper.from_html_root(root).iter_subtree():
        node = element.etree_element
        around = roles[element.parent.etree_element if element.parent else None]
        named = [role for *_, pseudo, role in matcher.match(element) if pseudo is None][-1:]
        roles[node] = frozenset(named) if named == [Role.BODY] else around.union(named)
        for role in roles[node] if node.text and node.tag not in _SILENT else ():
            texts[role].append(node.text)
        for role in around if node.tail else ():
            texts[role].append(node.tail)
    return {role: "".join(found) for role, found in texts.items()}


@lru_cache(maxsize=_MOST_KEPT)
def read_table_sizes(sheets: tuple[bytes, ...]) -> tuple[TableSize, ...]:
    """What the sheets say of `table` and `table.NAME`: in `--room` the ems of text that fit side by side, in
    `--padding` the white of a cell; a later rule holds against an earlier one, no other selector counts."""
    said: defaultdict[str, dict[str, float]] = defaultdict(dict, {"": {}})
    for rule in _walk_sheets(sheets):
        names = [_TABLE.fullmatch(part.strip()) for part in tinycss2.serialize(rule.prelude).split(",")]
        for declaration in tinycss2.parse_blocks_contents(rule.content):
            if declaration.type != "declaration" or declaration.name not in {"--room", "--padding"}:
                continue
            value = next((token.value for token in declaration.value if token.type == "number"), 0.0)
            for match in filter(None, names):
                said[match["name"] or ""][declaration.name] = value
    padding = said[""].get("--padding", 0.0)
    sizes = (
        TableSize(name, values.get("--room", float("inf")), values.get("--padding", padding))
        for name, values in said.items()
        if "--room" in values or not name
    )
    return tuple(sorted(sizes, key=lambda size: size.room))


def _walk_sheets(sheets: Iterable[bytes]) -> Iterator[Any]:
    for sheet in sheets:
        yield from _walk_rules(tinycss2.parse_stylesheet_bytes(sheet, skip_comments=True)[0])


@lru_cache(maxsize=_MOST_KEPT)
def _make_matcher(sheets: tuple[bytes, ...]) -> Matcher:
    """The rules of the sheets that name a role, each with it."""
    from cssselect2 import Matcher, compile_selector_list
    from cssselect2.parser import SelectorError

    matcher = Matcher()
    for rule in _walk_sheets(sheets):
        found = list(filter(None, map(_read_role, tinycss2.parse_blocks_contents(rule.content))))
        if not found:
            continue
        try:
            selectors = compile_selector_list(rule.prelude)
        except SelectorError:  # a browser leaves it out, too
            continue
        for selector in selectors:
            matcher.add_selector(selector, found[-1])
    return matcher


def _walk_rules(rules: Iterable[Any]) -> Iterator[Any]:
    """Every rule with a selector, those inside `@media` and `@supports` included."""
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"} and rule.content:
            yield from _walk_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True))


def _read_role(declaration: Any) -> Role | None:
    """The role whose stack a declaration names."""
    if declaration.type != "declaration" or declaration.lower_name not in {"font", "font-family"}:
        return None
    for token in declaration.value:
        if token.type == "function" and token.lower_name == "var":
            names = [part.value for part in token.arguments if part.type == "ident"]
            return _ROLES.get(names[0]) if names else None
    return None
