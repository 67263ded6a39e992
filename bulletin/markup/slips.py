"""The tree of an article → marks of Markdown typed not quite right, which would be printed as letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bulletin.document.tree import Document, Inline, Paragraph, Span, Text
from bulletin.document.walk import find_offset, list_inlines, walk_blocks
from bulletin.downloads import is_file_address
from bulletin.errors import Problem, Severity
from bulletin.markup.doubts import UNPAIRED_STARS
from bulletin.markup.foreign import OTHER as _OTHER
from bulletin.markup.foreign import is_typed
from bulletin.model import Source

_TABLE_ROW = re.compile(r"\s*[|｜].*[|｜].*[|｜]\s*")
_HEADING = re.compile(r"(?P<marks>[#＃]{1,6})[ \u3000]*(?P<text>[^#＃\s].*)")
_HEADING_MARKS = re.compile(r"\s*(?P<marks>[#＃]{2,6})[ \u3000]*")
_HASHTAG = re.compile(r"[#＃][^#＃\s]+.*")
_TOPIC = re.compile(r"(?:[#＃][^#＃\s]{1,40}[#＃])")  # #科技周#
_IMAGE = re.compile(
    r"[!！][\[［【](?P<alt>[^\]］】]*)[\]］】]\s*[(（](?P<name>(?:[^()（）\ufffc]|[(（][^()（）\ufffc]*[)）])+)(?:[)）]|$)"
)
_FILE = re.compile(
    r"[\[［【](?P<text>[^\]］】\[［【\ufffc]{1,200})[\]］】]\s*(?P<open>[(（])(?P<name>[^()（）\ufffc]{1,200})[)）]"
)
_LINK = re.compile(
    r"[\[［【](?P<text>[^\[\]［］【】]+)[\]］】]\s*[(（]\s*(?P<href>(?:https?[:：]//|www\.)[^)）\ufffc]*)(?:[)）]|$)"
)
_STARS = re.compile(r"(?<![*＊\\])(?:\*?＊＊|＊\*)(?![*＊])")


def check_slips(document: Document, source: Source) -> Iterator[Problem]:
    """Find what an editor meant as a heading, a table, an image, a link or bold, and is none."""
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            texts = _texts_by_line(document, list_inlines(node), source)
            if isinstance(node, Paragraph):
                yield from _check_table(texts, source)
                for line, text in texts.items():
                    yield from _check_heading(line, text, source)
            for line, text in texts.items():
                yield from _check_marks(line, text, source)


def _texts_by_line(document: Document, inlines: Iterable[Inline], source: Source) -> dict[int, str]:
    """The plain text of each source line, counted from 1; a mark that was understood is `_OTHER`, and so is a
    character behind a backslash, which says that it is meant."""
    texts: dict[int, str] = {}

    def read_content(text: Text) -> str:
        shown, before = "", -2
        for char, offset in zip(text.content, text.offsets, strict=True):
            hidden = False
            if before != offset - 1:
                line, column = document.find_place(offset)
                hidden = column > 1 and source.lines[line - 1][column - 2 : column - 1] == "\\"
            shown += _OTHER if hidden else char
            before = offset
        return shown

    def add(inlines: Iterable[Inline]) -> None:
        for inline in inlines:
            line = document.find_line(find_offset(inline))
            if isinstance(inline, Text):
                texts[line] = texts.get(line, "") + read_content(inline)
                continue
            if isinstance(inline, Span) and is_typed(inline):
                add(inline.children)
                continue
            texts[line] = texts.get(line, "") + _OTHER
            if isinstance(inline, Span):
                add(inline.children)
                texts[max(texts)] += _OTHER

    add(inlines)
    return texts


def _check_table(texts: dict[int, str], source: Source) -> Iterator[Problem]:
    rows = [line for line in texts if _TABLE_ROW.fullmatch(source.place(line).source)]
    rows = [
        line for line in rows if "^^" not in source.place(line + 1).source
    ]  # M140 says where that belongs
    if rows:
        columns = source.place(rows[0]).source.replace("｜", "|").strip().strip("|").count("|") + 1
        hint = f"竖线用半角；表头下面一行写“{'| --- ' * min(columns, 20)}|”，栏数与表头相同，表的上面空一行"
        typed = source.place(rows[0]).source
        if len(rows) == 1 and not re.search(r"[|｜]\s|\s[|｜]", typed.strip()):  # |a|+|b|≥|a+b|
            message = "这一行的竖线会照印出来"
            yield source.problem(
                rows[0], "M113", message, f"是表格的话，{hint}；不是，不用管", Severity.WARNING
            )
            return
        yield source.problem(rows[0], "M113", "这张表没有认出来，会照印竖线", hint)


def _check_heading(line: int, text: str, source: Source) -> Iterator[Problem]:
    match = _HEADING.fullmatch(text.strip())
    if match and "\t" in match["text"]:
        return  # a cell of a pasted table: M151
    if not match or _TOPIC.match(text.strip()):
        return
    marks = "#" * len(match["marks"])
    severity = Severity.WARNING if match["marks"] == "#" and _HASHTAG.fullmatch(text) else Severity.ERROR
    hint = f"井号用半角，后面空一格：{marks} {match['text'].replace(_OTHER, '')}；要印出井号，在它前面加“\\”"
    problem = source.problem(line, "M114", "小标题没有认出来，会照印井号", hint, severity)
    typed = _HEADING_MARKS.match(source.lines[line - 1])
    if typed and len(marks) > 1:  # one mark may be the article's title, or a topic
        start, end = typed.start("marks") + 1, typed.end() + 1
        problem = replace(problem, column=start, end_column=end, fix=f"{marks} ")
    yield problem


def _check_marks(line: int, text: str, source: Source) -> Iterator[Problem]:
    for match in _IMAGE.finditer(text):
        name = match["name"].strip()
        if match[0].startswith("！") and "." not in name:  # ……！【掌声】（全场起立）
            continue
        name = f"<{name}>" if re.search(r"\s", name) else name
        reason = "文件名里有空格，要加尖括号" if name.startswith("<") else "符号都用半角，括号成对"
        hint = f"{reason}：![{match['alt']}]({name})"
        yield source.problem(line, "M115", "图片没有认出来，会照印成文字", hint)
    for match in _LINK.finditer(text):
        if match.start() and text[match.start() - 1] in "!！":
            continue
        href = match["href"].replace("：", ":").strip("。，； ")
        reason = "，脚注写到外面" if _OTHER in match["text"] else ""
        hint = f"括号都用半角，前后成对{reason}：[{match['text'].replace(_OTHER, '')}]({href})"
        yield source.problem(line, "M116", "链接没有认出来，会照印成文字", hint, Severity.WARNING)
    for match in _FILE.finditer(text):
        name = match["name"].strip()
        if is_file_address(name) and text[match.start() - 1 : match.start()] not in {"!", "！"}:
            is_plain = (
                text[match.start()] == "[" and match["open"] == "("
            )  # else 【附件】（名单.xlsx） may be meant
            shown, reason = (
                (name, "括号都用半角")
                if not re.search(r"\s", name)
                else (f"<{name}>", "文件名里有空格，要加尖括号")
            )
            hint = f"{reason}：[{match['text']}]({shown})"
            severity = Severity.ERROR if is_plain else Severity.WARNING
            yield source.problem(line, "M116", "要下载的文件没有认出来，会照印成文字", hint, severity)
    if _STARS.search(text) and _STARS.search(source.place(line).source):
        yield source.problem(line, *UNPAIRED_STARS, Severity.WARNING)
