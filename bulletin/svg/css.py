"""CSS of a drawing → the same CSS of nothing but what is known to draw, written anew from its tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import cssselect2
import tinycss2
from tinycss2 import ast

from bulletin.svg.model import refuse, shorten
from bulletin.svg.numbers import clean_number
from bulletin.svg.vocabulary import (
    DROPPED_FUNCTIONS,
    DROPPED_RULES,
    FUNCTIONS,
    PROPERTIES,
    REFERRING_PROPERTIES,
    SELECTOR_FUNCTIONS,
    TRANSFORMS,
    UNPRINTABLE,
)

Tokens = list[Any]  # of tinycss2.ast, which carries no types

_PLAIN = re.compile(r"[^(\\]*")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_VALUES = {"error", "{} block", "at-keyword"}
_ENDS = {";", "!"}  # of a value: from inside of a function they must not come to stand in the open
_ALWAYS = {"", "all", "screen", "only screen"}  # a drawing looks on paper as it does on a screen
_MAX_TOKENS = 20_000  # that variables may grow to
_MAX_NESTING = 50
_EXTERNAL_HINT = "在画图程序里把用到的图“嵌入”文件再导出，或另存为 PNG"


class _Invalid(ValueError):
    """A value that browsers drop for its syntax, or for a variable that nobody set."""


@dataclass(slots=True)
class Stylist:
    """Cleans the CSS of one drawing.

    `variables` holds each custom property that is set anywhere with its values: a variable with one value
    is replaced by it, for WeasyPrint knows no variables in drawings.
    """

    variables: dict[str, dict[str, Tokens]] = field(default_factory=dict)
    _spent: int = 0
    _known: dict[tuple[str, str], str | None] = field(default_factory=dict)  # what was cleaned before

    def learn(self, css: str, *, is_sheet: bool) -> None:
        """Note the custom properties that `css`, a style sheet or the value of `style`, sets."""
        if "--" not in css:
            return
        blocks = (
            [css] if not is_sheet else [r.content for r in _parse_rules(css) if r.type == "qualified-rule"]
        )
        for block in blocks:
            for declaration in _parse_declarations(block):
                if declaration.name.startswith("--"):
                    value = _trim(declaration.value)
                    self.variables.setdefault(declaration.name, {})[tinycss2.serialize(value)] = value

    def clean_value(self, name: str, css: str, line: int) -> str | None:
        """The value of the presentation attribute `name`; None where browsers would not understand it.

        Raises SvgError for a value that reaches out of the drawing, or calls what is not known.
        """
        # Without function and escape nothing can hide in it; and a transform is no CSS: -2-3 are two numbers.
        if name in TRANSFORMS or _PLAIN.fullmatch(css):
            return clean_number(name, css)
        key = (name, css)
        if key not in self._known:
            self._known[key] = self._clean_property(name, _parse_values(css), line)
        return self._known[key]

    def clean_declarations(self, css: str, line: int) -> str:
        """The value of a `style` attribute; raises SvgError as clean_value does."""
        key = ("style", css)
        if key not in self._known:
            self._known[key] = self._clean_block(css, line, line)
        return self._known[key] or ""

    def clean_sheet(self, css: str, line: int, media: str = "") -> str:
        """The text of a <style> that begins on `line`; raises SvgError as clean_value does."""
        rules = list(self._clean_rules(_parse_rules(css), line - 1, 0))
        return "\n".join(_wrap(_parse_values(media), rules))

    def _clean_rules(self, rules: Sequence[Any], offset: int, depth: int) -> Iterator[str]:
        for rule in rules:
            if rule.type == "qualified-rule":
                selector = self._clean_selector(rule.prelude, offset)
                block = self._clean_block(rule.content, rule.source_line + offset, None, offset)
                if selector and block:
                    yield f"{selector}{{{block}}}"
            elif rule.type == "at-rule" and rule.lower_at_keyword not in DROPPED_RULES:
                line = rule.source_line + offset
                if rule.lower_at_keyword == "import":
                    raise refuse(line, "的样式里有 @import，要从别处取样式", _EXTERNAL_HINT)
                if rule.lower_at_keyword != "media" or depth > _MAX_NESTING:
                    raise refuse(line, f"的样式里有 @{shorten(rule.at_keyword)}，印不出来")
                inner = _parse_rules(rule.content or [])
                yield from _wrap(rule.prelude, list(self._clean_rules(inner, offset, depth + 1)))

    def _clean_selector(self, prelude: Tokens, offset: int) -> str:
        for token in _walk(prelude):
            if token.type == "function" and token.lower_name not in SELECTOR_FUNCTIONS:
                return ""
        try:
            cssselect2.compile_selector_list(prelude)
            return _serialize(_trim(prelude))
        except (cssselect2.SelectorError, _Invalid):
            return ""  # browsers skip the rule, WeasyPrint all that follow it

    def _clean_block(self, block: str | Tokens, line: int, fixed: int | None, offset: int = 0) -> str:
        declarations = []
        for declaration in _parse_declarations(block):
            at = fixed or declaration.source_line + offset
            if declaration.lower_name in UNPRINTABLE:
                raise refuse(at, f"的样式用了 {declaration.lower_name}，印不出来")
            if declaration.lower_name not in PROPERTIES:
                continue
            value = self._clean_property(declaration.lower_name, declaration.value, at)
            if value:
                important = "!important" if declaration.important else ""
                declarations.append(f"{declaration.lower_name}:{value}{important}")
        return ";".join(declarations)

    def _clean_property(self, name: str, tokens: Tokens, line: int) -> str | None:
        try:
            cleaned = _trim(self._clean_tokens(tokens, line))
            if name not in REFERRING_PROPERTIES and any(token.type == "url" for token in _walk(cleaned)):
                return None  # a browser would look for a picture there, and load the drawing once more
            return clean_number(name, _serialize(cleaned))
        except _Invalid:
            return None

    def _clean_tokens(self, tokens: Tokens, line: int, depth: int = 0) -> Tokens:
        if depth > _MAX_NESTING:
            raise refuse(line, "的样式套得太深")
        cleaned: Tokens = []
        for token in tokens:
            if token.type == "url":
                cleaned.append(_clean_url(token.value, token, line))
            elif token.type == "function":
                cleaned += self._clean_function(token, line, depth)
            elif token.type in {"() block", "[] block"}:
                content = self._clean_tokens(token.content, line, depth + 1)
                cleaned.append(type(token)(token.source_line, token.source_column, content))
            elif token.type in _NO_VALUES or (token.type == "literal" and token.value in _ENDS):
                raise _Invalid
            elif token.type == "whitespace":
                cleaned.append(_squeeze(token))
            else:
                cleaned.append(token)
        return cleaned

    def _clean_function(self, token: Any, line: int, depth: int) -> Tokens:
        name = token.lower_name
        if name == "url":
            arguments = _trim(token.arguments)
            if len(arguments) != 1 or arguments[0].type != "string":
                raise refuse(line, "的样式里有 url()，要从别处取东西", _EXTERNAL_HINT)
            return [_clean_url(arguments[0].value, token, line)]
        if name == "light-dark":  # paper is light, and a page beside it
            return self._clean_tokens(_trim(_split(token.arguments)[0]), line, depth + 1)
        if name == "var":
            return self._replace_variable(token, line, depth)
        if name in DROPPED_FUNCTIONS:
            return []
        if name not in FUNCTIONS:
            raise refuse(line, f"的样式里有 {shorten(token.name)}()，印不出来")
        arguments = self._clean_tokens(token.arguments, line, depth + 1)
        return [ast.FunctionBlock(token.source_line, token.source_column, token.name, arguments)]

    def _replace_variable(self, token: Any, line: int, depth: int) -> Tokens:
        first, *rest = _split(token.arguments, once=True)
        name = tinycss2.serialize(_trim(first))
        values = list(self.variables.get(name, {}).values())
        if len(values) > 1:
            raise refuse(line, f"的样式用了 var({shorten(name)})，它有几个值")
        if not values and not rest:
            raise _Invalid
        found = values[0] if values else _trim(rest[0])
        self._spent += 1 + len(found)
        if self._spent > _MAX_TOKENS:
            raise refuse(line, "的样式太复杂")
        return self._clean_tokens(found, line, depth + 1)


def map_declarations(css: str, change: Callable[[str, Tokens], dict[str, Tokens]], *, is_sheet: bool) -> str:
    """Cleaned `css` with each property and value replaced by those that `change` makes of them."""

    def map_block(block: str | Tokens) -> str:
        return ";".join(
            f"{name}:{_serialize(value)}{'!important' if declaration.important else ''}"
            for declaration in _parse_declarations(block)
            for name, value in change(declaration.lower_name, _trim(declaration.value)).items()
        )

    def map_rules(rules: Sequence[Any]) -> Iterator[str]:
        for rule in rules:
            if rule.type == "at-rule":
                inner = "\n".join(map_rules(_parse_rules(rule.content or [])))
                yield f"@media {_serialize(_trim(rule.prelude))}{{{inner}}}"
            else:
                yield f"{_serialize(_trim(rule.prelude))}{{{map_block(rule.content)}}}"

    return "\n".join(map_rules(_parse_rules(css))) if is_sheet else map_block(css)


def _parse_rules(css: str | Tokens) -> Sequence[Any]:
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return [rule for rule in rules if rule.type in {"qualified-rule", "at-rule"}]


def _parse_declarations(block: str | Tokens) -> list[Any]:
    parsed = tinycss2.parse_blocks_contents(block, skip_comments=True, skip_whitespace=True)
    return [item for item in parsed if item.type == "declaration"]


def _parse_values(css: str) -> Tokens:
    tokens: Tokens = tinycss2.parse_component_value_list(css, skip_comments=True)
    return tokens


def _walk(tokens: Tokens) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from _walk(getattr(token, "arguments", None) or getattr(token, "content", None) or [])


def _trim(tokens: Tokens) -> Tokens:
    kept = list(tokens)
    while kept and kept[0].type == "whitespace":
        kept.pop(0)
    while kept and kept[-1].type == "whitespace":
        kept.pop()
    return kept


def _split(tokens: Tokens, *, once: bool = False) -> list[Tokens]:
    """The arguments of a function, at its commas or at the first one."""
    parts: list[Tokens] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == "," and not (once and len(parts) > 1):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _clean_url(address: str, token: Any, line: int) -> Any:
    address = address.strip()
    if not address.startswith("#"):
        raise refuse(line, f"的样式要从别处取“{shorten(address)}”", _EXTERNAL_HINT)
    written = f'url("{tinycss2.serializer.serialize_string_value(address)}")'
    if re.fullmatch(r"#[\w.:-]+", address):
        written = f"url({address})"
    return ast.URLToken(token.source_line, token.source_column, address, written)


def _wrap(prelude: Tokens, rules: list[str]) -> list[str]:
    """`rules` under their media condition, which is left away where it holds for every screen."""
    if any(token.type in {"function", "url", "error", "{} block", "at-keyword"} for token in _walk(prelude)):
        return []  # no browser knows such a condition
    try:
        media = _serialize(_trim(prelude))
    except _Invalid:
        return []
    if media.lower() in _ALWAYS or not rules:
        return rules
    return [f"@media {media}{{{chr(10).join(rules)}}}"]


def _serialize(tokens: Tokens) -> str:
    """`tokens` as text; raises _Invalid for characters that CSS may escape and XML may not hold."""
    css: str = tinycss2.serialize([_squeeze(token) for token in tokens])
    if _NOT_XML.search(css):
        raise _Invalid
    return css


def _squeeze(token: Any) -> Any:
    """A run of spaces and line ends as one space."""
    if token.type == "whitespace":
        return ast.WhitespaceToken(token.source_line, token.source_column, " ")
    return token
