"""Tokens of an article → what in its Markdown cannot be printed as it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from bulletin.errors import Problem, Severity, errors_of
from bulletin.hanzi import is_han
from bulletin.markup.slips import check_slips
from bulletin.model import Source

# Below the parser's own limit, past which it would drop text without a word.
_MAX_LEVEL = 40
# A table of 101 columns by 300 rows takes WeasyPrint 44 s; no bulletin prints one.
_MAX_COLUMNS, _MAX_CELLS = 20, 5000
# What cannot be divided must leave room on its page: a table's row, and a note with its line.
_MAX_CELL_LENGTH, _MAX_NOTE_LENGTH = 500, 500
_NO_NOTE = {
    "bullet_list_open": "列表",
    "ordered_list_open": "列表",
    "table_open": "表格",
    "blockquote_open": "引文",
    "heading_open": "小标题",
    "figure_open": "图片",
    "hr": "分隔线",
}
_LINK_SCHEMES = ("http", "https", "mailto", "tel")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_WIDE_DEFINITION = re.compile(r"\s{0,3}\[\^([^\]\s]+)\]：")
_FOOTNOTE_DEFINITION = re.compile(r"\s{0,3}\[\^([^\]\s]+)\]:")


def check_tokens(
    tokens: Sequence[Token], env: Mapping[str, Any], source: Source, first_line: int
) -> list[Problem]:
    """Find what markdown-it would print wrongly, or drop without a word."""
    problems = [
        *_check_blocks(tokens, source),
        *_check_inlines(tokens, source),
        *_check_footnotes(tokens, env, source, first_line),
        *_check_tables(tokens, source),
        *_check_lengths(tokens, source),
        *_check_note_blocks(tokens, source),
        *check_slips(tokens, source),
    ]
    if not errors_of(problems):
        problems += _check_conservation(tokens, source, first_line)
    return problems


def walk_inlines(tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Every child of every inline token, images' alternative text included, with its line from 1."""
    line = 0
    for token in tokens:
        if token.map:
            line = token.map[0]
        for child in token.children or ():
            yield child, (child.map[0] if child.map else line) + 1


def _check_blocks(tokens: Sequence[Token], source: Source) -> Iterator[Problem]:
    too_deep = False
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            yield _refuse_html(source, line, token.content)
        elif token.type == "fence":
            hint = "删去有 ``` 的行；要突出一段话，可在每行前写“> ”作引文"
            yield source.problem(line, "M103", "公报里不排程序代码", hint)
        elif token.level >= _MAX_LEVEL and not too_deep and line:
            too_deep = True
            hint = "减少“>”或列表的层数"
            yield source.problem(line, "M109", "引文或列表套得太深，排不下", hint)
        elif token.type == "list_item_open" and len(token.info) > 3:
            hint = f"如是正文，在点的前面加“\\”：{token.info}\\."
            yield source.problem(line, "M110", f"“{token.info}.”成了列表的编号", hint)


def _refuse_html(source: Source, line: int, html: str) -> Problem:
    if html.lstrip().startswith("<!--"):
        return source.problem(line, "M101", "正文里不能写 HTML 注释", "删去“<!--”到“-->”的话，记到别处")
    hint = "删去尖括号里的标签，用 Markdown 的写法；要印出“<”，写成“\\<”"
    if html.lower().startswith("<br"):
        hint = f"删去“{html}”，空一行就是另起一段"
    return source.problem(line, "M101", "正文里不能写 HTML", hint)


def _check_inlines(tokens: Sequence[Token], source: Source) -> Iterator[Problem]:
    wide = {match[1] for match in map(_WIDE_DEFINITION.match, source.lines) if match}
    for child, line in walk_inlines(tokens):
        if child.type == "html_inline":
            yield _refuse_html(source, line, child.content)
        elif child.type == "link_open":
            yield from _check_link(str(child.attrs.get("href", "")), source, line)
        elif child.type == "text":
            for label in _FOOTNOTE.findall(child.content):
                if label in wide or f"\\[^{label}]" in source.place(line).source:
                    continue
                hint = f"另起一行写“[^{label}]: 注文”，或删去这个标记"
                yield source.problem(line, "M106", f"脚注 [^{label}] 没有注文", hint)


def _check_link(href: str, source: Source, line: int) -> Iterator[Problem]:
    try:
        address = urlsplit(href)
    except ValueError:
        address = urlsplit("")
    if address.scheme.lower() not in _LINK_SCHEMES or not (address.netloc or address.path):
        typed = unquote(href)
        hint = "链接以 https://、http://、mailto: 或 tel: 开头；不要链接的话，只写文字"
        if typed.startswith("www."):
            hint = f"把地址写全：https://{typed}"
        elif typed.lower().endswith((".png", ".jpg", ".jpeg", ".svg")):
            hint = f"如是图片，前面加半角叹号：![图上有什么]({typed})"
        yield source.problem(line, "M104", f"链接“{typed}”打不开" if typed else "链接没有写地址", hint)


def _find_called_notes(tokens: Sequence[Token]) -> set[str]:
    """The labels that the text calls, or a note that the text calls: the others are never printed."""
    calls: dict[str, set[str]] = {}
    note = ""
    for token in tokens:
        if token.type == "footnote_open":
            note = str(token.meta.get("label", ""))
        for child in token.children or ():
            if child.type == "footnote_ref":
                calls.setdefault(note, set()).add(str(child.meta.get("label", "")))
    called: set[str] = set()
    waiting = [*calls.get("", ())]
    while waiting:
        label = waiting.pop()
        if label not in called:
            called.add(label)
            waiting += calls.get(label, ())
    return called


def _check_footnotes(
    tokens: Sequence[Token], env: Mapping[str, Any], source: Source, first_line: int
) -> Iterator[Problem]:
    refs: Mapping[str, int] = env.get("footnotes", {}).get("refs", {})
    called = _find_called_notes(tokens)
    seen: dict[str, int] = {}
    for number, text in enumerate(source.lines[first_line - 1 :], first_line):
        if match := _WIDE_DEFINITION.match(text):
            hint = f"改用半角冒号并空一格：[^{match[1]}]: {text[match.end() :].strip()}"
            yield source.problem(number, "M118", f"注文 [^{match[1]}] 后面是全角冒号", hint)
        match = _FOOTNOTE_DEFINITION.match(text)
        if not match or f":{match[1]}" not in refs:
            continue
        label = match[1]
        if label in seen:
            hint = "给两条注文起不同的名字"
            yield source.problem(
                number, "M108", f"脚注 [^{label}] 的注文写了两遍，第 {seen[label]} 行已有", hint
            )
        elif label not in called:
            hint = f"在正文要加注的地方写“[^{label}]”，或删去这条注文"
            yield source.problem(number, "M107", f"注文 [^{label}] 在正文里没有用到", hint)
        seen.setdefault(label, number)


def _check_note_blocks(tokens: Sequence[Token], source: Source) -> Iterator[Problem]:
    """A note is set in one run (render_notes): a list or a table in it would land in the text."""
    inside = found = False
    for token in tokens:
        if token.type == "footnote_open":
            inside, found = True, False
        elif token.type == "footnote_close":
            inside = False
        elif inside and not found and token.type in _NO_NOTE:
            found = True
            line = token.map[0] + 1 if token.map else 0
            hint = "注文里只写文字；列表、表格、图片移到正文里"
            yield source.problem(line, "M121", f"注文里有{_NO_NOTE[token.type]}，排不下", hint)


def _check_lengths(tokens: Sequence[Token], source: Source) -> Iterator[Problem]:
    inside, length, line = "", 0, 0
    for token in tokens:
        if token.type in {"footnote_open", "th_open", "td_open"}:
            inside, length, line = token.type, 0, 0
        elif token.type == "inline" and inside:
            length += sum(len(child.content) for child in token.children or ())
            line = line or (token.map or [0])[0] + 1
            limit = _MAX_NOTE_LENGTH if inside == "footnote_open" else _MAX_CELL_LENGTH
            if length > limit:
                what = "注文" if inside == "footnote_open" else "单元格里的文字"
                hint = (
                    f"最多 {limit} 个字；移到正文里，或分成几条"
                    if what == "注文"
                    else f"最多 {limit} 个字；分成几行"
                )
                yield source.problem(line, "M120", f"{what}太长，一页排不下", hint)
                inside = ""
        elif token.type in {"footnote_close", "th_close", "td_close"}:
            inside = ""


def _check_tables(tokens: Sequence[Token], source: Source) -> Iterator[Problem]:
    columns = cells = 0
    for token in tokens:
        if token.type == "table_open":
            columns = cells = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            line = token.map[0] + 1
            cells += columns
            typed = escapedSplit(source.lines[line - 1].lstrip(" \t>").rstrip())  # in a quotation, too
            typed = typed[1:] if typed and typed[0] == "" else typed
            typed = typed[:-1] if typed and typed[-1] == "" else typed
            if "|" not in source.lines[line - 1]:
                hint = "不是表格的内容，就在它上面空一行"
                yield source.problem(line, "M119", "这一行没有“|”，却成了表格的一行", hint)
            if len(typed) > columns:
                hint = f"表头有 {columns} 栏，这一行有 {len(typed)} 栏；单元格里的“|”写成“\\|”"
                yield source.problem(line, "M105", "这一行的单元格比表头多，多出的会丢失", hint)
            if columns > _MAX_COLUMNS or cells > _MAX_CELLS:
                hint = f"最多 {_MAX_COLUMNS} 栏、{_MAX_CELLS} 格；拆成几张表，或改作附件"
                yield source.problem(line, "M112", "表格太大，一页排不下", hint)
                columns = 0


def _read_address(address: str) -> str:
    """An address as it was typed: a Chinese domain is kept in its ASCII form (RFC 3492)."""

    def decode(match: re.Match[str]) -> str:
        try:
            return match[0].encode().decode("idna")
        except UnicodeError:
            return match[0]

    return re.sub(r"xn--[a-z0-9-]+", decode, unquote(address))


def _check_conservation(tokens: Sequence[Token], source: Source, first_line: int) -> Iterator[Problem]:
    """No Han character of the source may be missing, whatever rule of Markdown swallowed it."""
    kept: Counter[str] = Counter()
    for token in tokens:
        kept.update(str(token.meta.get("label", "")))
        for child in token.children or ():
            kept.update(child.content)
            kept.update(str(child.meta.get("label", "")))
            kept.update("".join(_read_address(str(value)) for value in child.attrs.values()))
    for number, text in enumerate(source.lines[first_line - 1 :], first_line):
        for char in filter(is_han, text):
            kept[char] -= 1
            if kept[char] < 0:
                hint = "这一行的某个符号被当作了 Markdown 的记号；在它前面加“\\”"
                yield source.problem(number, "M111", f"“{char}”没有进入版面", hint, Severity.ERROR)
                return
