"""Lines of a source file → its front-matter fields, every value text, every field with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bulletin.errors import Problem, Severity
from bulletin.hanzi import join_lines
from bulletin.mending import KEY_LINE, Mender, compose_yaml
from bulletin.model import ARTICLE, ISSUE, KEYS, SERIES, Key, Source, keys_for

_FENCE = re.compile(r"-{3}\s*")
_FENCE_END = re.compile(r"(-{3}|\.{3})\s*")
# What Word's and an input method's corrections make of three hyphens.
_FALSE_FENCE = re.compile(r"[-—–－‐‑―─━]{2,6}\s*")
_LIST_ITEM = re.compile(r"\s*[-－–—]\s*[^\s-].*")
_BREAK = (
    "\ufdd0"  # a noncharacter that YAML lets pass: a backslash at a line's end, which it would read itself
)
_BROKEN_LINE = re.compile(r"(?<!\\)\\(?=[ \t]*$)")
_WHERE = {SERIES: " bulletin.yaml ", ISSUE: " issue.md ", ARTICLE: "文章的 .md 文件"}


@dataclass(frozen=True, slots=True)
class Field:
    """A front-matter value as typed, in the order of a list where it was one; its first line and its last.

    `places` are the line and column, from 1, of each character of a value that is one text, or a list of
    texts one after the other; `lines` those of a text in which a line's end was asked for.
    """

    values: tuple[str, ...]
    line: int
    last: int
    places: tuple[tuple[int, int], ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The value of a key that holds one text."""
        return "".join(self.values[:1])


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the front matter stands: the lines of its fields, from 1 and without the fences; the first line
    of the body; whether a fence opens it and none closes it."""

    block: range
    body: int
    is_open: bool = False


def split_front_matter(source: Source, problems: list[Problem]) -> FrontMatter:
    """Find the front matter of a file.

    Where a fence is missing or typed with the wrong dashes, that is reported and the fields are
    found all the same: a draft stays a draft, and no second problem follows from the first.
    """
    lines = source.lines
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines):
        return FrontMatter(range(0), 1)
    if _FENCE.fullmatch(lines[first]):
        start = first + 1
    elif _FALSE_FENCE.fullmatch(lines[first]) and first + 1 < len(lines) and _is_field(lines[first + 1]):
        hint = "把这一行改成三个半角减号“---”"
        problems.append(source.problem(first + 1, "Y102", "开头的各项没有用“---”围起来", hint))
        start = first + 1
    elif _is_field(lines[first]):
        return _read_unfenced(source, first, problems)
    else:
        return FrontMatter(_find_late_fields(source, first, problems), first + 1)
    return _find_end(source, start, problems)


def _find_end(source: Source, start: int, problems: list[Problem]) -> FrontMatter:
    """Find the fence that closes the fields from line index `start`, or where they end without."""
    for i in range(start, len(source.lines)):
        if _FENCE_END.fullmatch(source.lines[i]):
            return FrontMatter(range(start + 1, i + 1), i + 2)
        if _FALSE_FENCE.fullmatch(source.lines[i]):
            hint = "把这一行改成三个半角减号“---”"
            problems.append(source.problem(i + 1, "Y102", "各项的结束行不是三个半角减号", hint))
            return FrontMatter(range(start + 1, i + 1), i + 2)
    end = _end_of_fields(source, start)
    hint = (
        f"在第 {end} 行下面加一行“---”，正文写在它下面"
        if end > start
        else "各项（标题、作者等）写在两行“---”之间，正文写在第二行“---”下面"
    )
    problems.append(source.problem(start, "Y101", "开头的“---”没有配对的结束行", hint))
    return FrontMatter(range(start + 1, end + 1), end + 1, is_open=True)


def _read_unfenced(source: Source, first: int, problems: list[Problem]) -> FrontMatter:
    """Report fields without an opening fence, and find them."""
    end = _end_of_fields(source, first)
    closed = end < len(source.lines) and (
        _FENCE_END.fullmatch(source.lines[end]) or _FALSE_FENCE.fullmatch(source.lines[end])
    )
    hint = "在这一行上面加一行“---”" + ("" if closed else f"，再在第 {end} 行下面加一行“---”")
    problems.append(source.problem(first + 1, "Y102", "开头的各项没有用“---”围起来", hint))
    return FrontMatter(range(first + 1, end + 1), end + 2 if closed else end + 1)


def _find_late_fields(source: Source, first: int, problems: list[Problem]) -> range:
    """Report fenced fields that stand below the first line of text."""
    lines = source.lines
    for i in range(first + 1, len(lines) - 1):
        if _FENCE.fullmatch(lines[i]) and _is_field(lines[i + 1]):
            end = _end_of_fields(source, i + 1)
            if end < len(lines) and _FENCE.fullmatch(lines[end]):
                hint = f"把第 {i + 1} 到 {end + 1} 行剪切，粘贴到文件的最前面"
                problems.append(source.problem(i + 1, "Y116", "开头的各项不在文件的最前面", hint))
                return range(i + 2, end + 1)
    return range(0)


def _end_of_fields(source: Source, start: int) -> int:
    """The index after the last line, from `start` on, that can belong to front matter."""
    end = start
    for i in range(start, len(source.lines)):
        line = source.lines[i]
        if _is_field(line) or (end == i and (line[:1] in {" ", "\t"} or _LIST_ITEM.fullmatch(line))):
            end = i + 1
        elif line.strip() and not line.startswith("#"):
            break
    return end


def _is_field(line: str) -> bool:
    match = KEY_LINE.fullmatch(line.strip())
    return match is not None and match["key"] in keys_for(ISSUE) | keys_for(ARTICLE)


def parse_fields(source: Source, block: range, place: str, problems: list[Problem]) -> dict[str, Field]:
    """Parse the YAML lines in `block` (numbers from 1) as the keys allowed at `place`.

    Every scalar is text as typed (YAML 1.2 plain scalars are never resolved): 04710001 keeps
    its zero. All problems are gathered: a broken line is set aside and the rest is read on.
    """
    allowed = keys_for(place)
    lines = _keep_breaks(Mender(source, block, allowed, problems).mend())
    root = compose_yaml(source, block, lines, problems)
    if root is None:
        return {}
    reading = _Reading(source, block, lines, place, problems)
    if not isinstance(root, MappingNode):
        line = block.start + root.start_mark.line
        hint = "每行写一项，如“编辑: 王芳”，冒号用半角，后面空一格"
        problems.append(source.problem(line, "Y103", "这里应该是“名称: 内容”", hint))
        return {}
    fields: dict[str, Field] = {}
    for key_node, value_node in root.value:
        _read_pair(reading, key_node, value_node, allowed, fields)
    return fields


def _keep_breaks(lines: Sequence[str]) -> list[str]:
    """`lines` with _BREAK for a backslash at the end of one that an indented one follows."""
    return [
        _BROKEN_LINE.sub(_BREAK, line) if after[:1] in {" ", "\t"} and after.strip() else line
        for line, after in zip_longest(lines, lines[1:], fillvalue="")
    ]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A block of front matter while its nodes are read: their marks count in its mended `lines`."""

    source: Source
    block: range
    lines: Sequence[str]
    place: str
    problems: list[Problem]

    def report(
        self, line: int, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(self.source.problem(line, code, message, hint, severity))


def _read_pair(
    reading: _Reading,
    key_node: Node,
    value_node: Node,
    allowed: Mapping[str, Key],
    fields: dict[str, Field],
) -> None:
    line = reading.block.start + key_node.start_mark.line
    name = (
        str(key_node.value).strip()
        if isinstance(key_node, ScalarNode)
        else reading.lines[key_node.start_mark.line]
    )
    key = allowed.get(name)
    if key is None:
        reading.report(line, "Y109", f"不认识“{name}”这一项", _suggest(name, reading.place))
        return
    if key.name in fields:
        message = f"“{key.chinese}”写了两遍，第 {fields[key.name].line} 行已有"
        reading.report(line, "Y110", message, "只留一行")
        return
    values = _read_values(reading, value_node, key, line)
    if values is not None:
        style = value_node.style if isinstance(value_node, ScalarNode) else None
        parts = _split_lines(values[0], style) if key.has_breaks and values else ()
        values = (join_lines(parts),) if parts else tuple(_restore_breaks(value, style) for value in values)
        last = reading.block.start + _find_end_line(reading.lines, value_node)
        has_places = len(values) == 1 or (key.listed and bool(values))
        places = _place_text(reading, value_node, "".join(values)) if has_places else ()
        fields[key.name] = Field(values, line, last, places, parts)


def _split_lines(text: str, style: str | None) -> tuple[str, ...]:
    """The lines in which `text` was asked to be set: broken by a backslash at a line's end, and as they stand
    in a block after `|`; empty where there is but one."""
    marked = text.replace("\n", _BREAK) if style == "|" else text
    lines = [line for part in marked.split(_BREAK) if (line := part.strip())]
    return tuple(lines) if len(lines) > 1 else ()


def _restore_breaks(text: str, style: str | None) -> str:
    """`text` with its backslashes as typed; in double quotes one at a line's end is YAML's own, and joins."""
    return re.sub(f"{_BREAK}\\s*", "", text) if style == '"' else text.replace(_BREAK, "\\")


def _read_values(reading: _Reading, node: Node, key: Key, line: int) -> tuple[str, ...] | None:
    if isinstance(node, ScalarNode):
        _check_comment(reading, node)
        if key.listed and node.style in {"|", ">"}:
            return _split_paragraphs(reading.lines[node.start_mark.line + 1 : node.end_mark.line])
        text = _scalar_text(reading.lines, node)
        return tuple(_split_names(text)) if key.many else ((text,) if text else ())
    if key.listed and isinstance(node, SequenceNode):
        if all(isinstance(item, ScalarNode) for item in node.value):
            return tuple(_scalar_text(reading.lines, item) for item in node.value)
    elif key.many and isinstance(node, SequenceNode):
        items = [item for item in node.value if isinstance(item, ScalarNode)]
        if len(items) == len(node.value):
            for item in items:
                _check_comment(reading, item)
            return tuple(name for item in items for name in _split_names(item.value))
    hint = (
        f"写成“{key.chinese}: 王芳、张伟”，或每行一个“- 王芳”"
        if key.many
        else f"写成一行：“{key.chinese}: 内容”"
    )
    message = f"“{key.chinese}”应该是" + ("一个名字或一列名字" if key.many else "一行文字")
    reading.report(line, "Y111", message, hint)
    return None


def _split_paragraphs(lines: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs of a block, between blank lines, each joined to one line."""
    groups = groupby(lines, key=lambda line: bool(line.strip()))
    return tuple(join_lines(group) for is_text, group in groups if is_text)


def _place_text(reading: _Reading, node: Node, text: str) -> tuple[tuple[int, int], ...]:
    """Where each character of a scalar's text stands: in order, between its marks. Of one that is written as
    an escape the place is where the text before it ends."""
    places: list[tuple[int, int]] = []
    start = node.start_mark
    line = reading.block.start + start.line
    typed = reading.source.lines[line - 1]
    # A line that was mended is not as long as it was typed: there the value begins behind the first colon.
    is_typed = typed == reading.lines[start.line].replace(_BREAK, "\\")
    column = int(start.column) if is_typed else max(typed.find(":"), typed.find("："), -1) + 1
    for char in text:
        at, seen = line, column
        while at < reading.block.start + node.end_mark.line + 1 and at <= len(reading.source.lines):
            found = reading.source.lines[at - 1].find(char, seen)
            if found >= 0:
                line, column = at, found + 1
                break
            at, seen = at + 1, 0
        places.append((line, max(column, 1)))
    return tuple(places)


def _find_end_line(lines: Sequence[str], node: Node) -> int:
    """The index of the last line of `node` that is not blank; to YAML, a block ends where the next begins."""
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _find_end_line(lines, node.value[-1])
    end = node.end_mark.line - (node.end_mark.column == 0)
    while end > node.start_mark.line and not "".join(lines[end : end + 1]).strip():
        end -= 1
    return max(int(end), int(node.start_mark.line))


def _scalar_text(lines: Sequence[str], node: ScalarNode) -> str:
    """The value as text; a fold inside Chinese leaves no space (CSS Text 4 §4.1.3)."""
    start, end = node.start_mark, node.end_mark
    if node.style == ">":
        return join_lines(lines[start.line + 1 : end.line])
    if node.style is None and end.line > start.line:
        folded = list(lines[start.line : end.line + 1])
        folded[-1] = folded[-1][: end.column]
        folded[0] = folded[0][start.column :]
        return join_lines(folded)
    return str(node.value).strip()


def _check_comment(reading: _Reading, node: ScalarNode) -> None:
    """Warn where ` #` cuts a value short: to YAML it starts a comment, to a clerk it is text."""
    at, tail = node.end_mark.line, ""
    if node.style not in {"|", ">"} and node.value and at < len(reading.lines):
        tail = reading.lines[at][node.end_mark.column :].strip()
    if tail.startswith("#"):
        message = f"“{tail}”被当作注释，不会印出"
        around = "把它移到引号里面" if node.style else "用单引号把整个内容括起来"
        hint = f"如是正文，{around}；如是注释，请另起一行写"
        reading.report(reading.block.start + at, "Y112", message, hint, Severity.WARNING)


_LONGEST_NAME = 4  # a Chinese one


def _split_names(text: str) -> list[str]:
    """Split a line of names; a space inside a Chinese name is how it was set, not part of it, one behind the
    office or the post of somebody is (市科技局副局长　王芳).

    Two single characters in a row are one name (王　芳　张　伟 are two people); a space after a longer
    one parts it from the next: nobody is called 张伟王小芳.
    """
    parts = text.split()
    if parts and all(re.fullmatch(r"[\u3400-\u9fff]{1,4}", part) for part in parts):
        return _pair_characters(parts)
    return [_close_name(name.strip()) for name in re.split(r"[、，,；;/]", text) if name.strip()]


def _close_name(name: str) -> str:
    """One name of a line without the spaces between its characters."""
    parts = re.split(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", name)
    if len("".join(parts)) > _LONGEST_NAME:
        parts = _pair_characters(parts)
        return "\u3000".join(parts)
    return "".join(parts)


def _pair_characters(parts: Sequence[str]) -> list[str]:
    names: list[str] = []
    half = ""
    for part in parts:
        if len(part) > 1:
            names += [half, part] if half else [part]
            half = ""
        elif half:
            names.append(half + part)
            half = ""
        else:
            half = part
    return [*names, half] if half else names


# What offices call fields elsewhere, and their names here.
_MEANT = {
    "题目 题名 篇名 篇题 文题 大标题 主标题 正标题 总标题 文章标题 文章题目 名称": "标题",
    "副题 小标题 次标题": "副标题",
    "撰稿 撰稿人 撰文 执笔 执笔人 署名 文 作者姓名 供稿人 记者 通讯员": "作者",
    "出处 摘自 转自 原载 稿源 稿件来源 文章来源 信息来源 供稿 供稿单位": "来源",
    "专栏 板块 版块 分类 类别 栏目名称": "栏目",
    "按语 编辑按 编按": "编者按",
    "提要 内容提要 概要 导读 简介": "摘要",
    "关键词 关键字 主题词": "标签",
    "责编 责任编辑 主编 编辑人员 编辑人": "编辑",
    "主办 主办单位 编印单位 编发单位 印发单位 单位": "编辑单位",
    "联系电话 电话号码 联系方式": "电话",
    "出版日期 印发日期 发布日期 出刊日期 时间": "日期",
    "期次 期数 刊期 刊号": "期号",
    "总期数 总期次 总第": "总期号",
    "刊头 报头 刊物名称": "刊名",
}


def _suggest(name: str, place: str) -> str:
    elsewhere = [key for key in KEYS if name in (key.chinese, key.name)]
    if elsewhere:
        return f"“{name}”要写在{'或'.join(_WHERE[p] for p in elsewhere[0].places)}里"
    meant = next((right for words, right in _MEANT.items() if name in words.split()), "")
    if any(meant == key.chinese and place in key.places for key in KEYS):
        return f"是不是“{meant}”？把“{name}”改成“{meant}”"
    names = [n for key in KEYS if place in key.places for n in (key.chinese, key.name)]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    known = "、".join(key.chinese for key in KEYS if place in key.places)
    return (f"是不是“{near[0]}”？" if near else "") + f"这里可以写：{known}"
