"""Tokens of an article → what in its Markdown has no place in a bulletin, before a tree is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from bulletin.errors import Problem, Severity
from bulletin.model import Source

# Below the parser's own limit, past which it would drop text without a word.
_MAX_LEVEL = 40
# A table of 101 columns by 300 rows takes WeasyPrint 44 s; no bulletin prints one.
_MAX_COLUMNS, MAX_CELLS = 40, 5000


def refuse_tokens(tokens: Sequence[Token], source: Source) -> Iterator[Problem]:
    """Find HTML, program code, what is nested too deep, numbers that were no list, too many cells."""
    too_deep = False
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            yield _refuse_html(source, line, token.content)
        elif token.type == "fence":
            hint = f"删去有 {token.markup} 的行；要突出一段话，可在每行前写“> ”作引文"
            yield source.problem(line, "M103", "公报里不排程序代码", hint)
        elif token.level >= _MAX_LEVEL and not too_deep and line:
            too_deep = True
            hint = "减少“>”或列表的层数"
            yield source.problem(line, "M109", "引文或列表套得太深，排不下", hint)
        elif token.type == "list_item_open" and len(token.info) > 3:
            hint = f"如是正文，在点的前面加“\\”：{token.info}\\."
            yield source.problem(line, "M110", f"“{token.info}.”成了列表的编号", hint)
        elif token.type == "inline":
            yield from _refuse_inline_html(token, source)
    yield from _refuse_cells(tokens, source)


def _refuse_inline_html(inline: Token, source: Source) -> Iterator[Problem]:
    line = (inline.map or [0])[0] + 1
    for child in inline.children or ():
        if child.type == "html_inline":
            yield _refuse_html(source, line, child.content)
        line += (child.type in {"softbreak", "hardbreak"}) + child.content.count("\n")


def _refuse_html(source: Source, line: int, html: str) -> Problem:
    if html.lstrip().startswith("<!--"):
        return source.problem(line, "M101", "正文里不能写 HTML 注释", "删去“<!--”到“-->”的话，记到别处")
    hint = "删去尖括号里的标签，照编辑手册开头的表写；要印出“<”，写成“\\<”"
    if re.match(r"</?(?:table|t[rdh]|tbody|thead)\b", html.lstrip(), re.IGNORECASE):
        hint = "删去这些标签，表格每行写成“| 甲 | 乙 |”，第二行写“| --- | --- |”；"
        hint += "或从 Word、网页里复制表格，直接粘贴"
    if html.lower().startswith("<br"):
        hint = f"删去“{html}”，空一行就是另起一段；表格的格子里才可以用 <br> 换行"
    return source.problem(line, "M101", "正文里不能写 HTML", hint)


def _join_rows(line: int, cells: int, columns: int, source: Source) -> str:
    """The row above `line` and this one as one row, where a new line in a cell parted them: the one above has
    no bar at its end, this one none at its start, and together they have no more cells than the head."""
    above, text = source.lines[line - 2].strip(), source.lines[line - 1].strip()
    if not above.startswith("|") or above.endswith("|") or text.startswith("|") or cells > columns + 1:
        return ""
    return f"{above}<br>{text}" if text.endswith("|") else f"{above}<br>{text} |"


def _refuse_cells(tokens: Iterable[Token], source: Source) -> Iterator[Problem]:
    columns = cells = before = 0
    for token in tokens:
        if token.type == "table_open":
            columns = cells = before = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            line, typed = token.map[0] + 1, int(token.meta["cells"])
            cells += columns
            if columns > 1 and (joined := _join_rows(line, before + typed, columns, source)):
                hint = f"单元格里换行写 <br>，两行合成一行：{joined}"
                yield source.problem(line, "M126", "这一行像是上一行没有写完的单元格", hint, Severity.WARNING)
            elif "|" not in source.lines[line - 1]:
                hint = "不是表格的内容，就在它上面空一行"
                yield source.problem(line, "M119", "这一行没有“|”，却成了表格的一行", hint)
            if typed > columns:
                hint = f"表头有 {columns} 栏，这一行有 {typed} 栏；单元格里的“|”写成“\\|”"
                yield source.problem(line, "M105", "这一行的单元格比表头多，多出的会丢失", hint)
            if columns > _MAX_COLUMNS or cells > MAX_CELLS:
                hint = f"最多 {_MAX_COLUMNS} 栏、{MAX_CELLS} 格；拆成几张表，或改作附件"
                yield source.problem(line, "M112", "表格太大，一页排不下", hint)
                columns = 0
            before = typed
