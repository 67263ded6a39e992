"""Lines of a source file → its front-matter fields, every value text, every field with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bulletin.errors import Problem, Severity
from bulletin.hanzi import join_lines
from bulletin.model import ARTICLE, ISSUE, KEYS, SERIES, Key, Source, keys_for

_FENCE = re.compile(r"-{3}\s*")
_FENCE_END = re.compile(r"(-{3}|\.{3})\s*")
# What Word's and an input method's corrections make of three hyphens.
_FALSE_FENCE = re.compile(r"[-—–－‐‑―]{2,5}\s*")
_KEY_LINE = re.compile(
    r"(?P<key>[^\s:：#'\"\[\]{}-][^:：#'\"\[\]{}]*?)[ \t\u3000]*(?P<colon>[:：])(?P<rest>.*)"
)
_MAX_RETRIES = 20
_WHERE = {SERIES: "bulletin.yaml", ISSUE: "issue.md", ARTICLE: "文章文件"}


@dataclass(frozen=True, slots=True)
class Field:
    """A front-matter value as typed, in the order of a list where it was one."""

    values: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        """The value of a key that holds one text."""
        return "".join(self.values[:1])


def split_front_matter(source: Source, problems: list[Problem]) -> tuple[range, int]:
    """Find the front matter: its line numbers (from 1, without the fences), the body's first line."""
    lines = source.lines
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines):
        return range(0), 1
    if not _FENCE.fullmatch(lines[first]):
        _check_false_fence(source, first + 1, problems)
        return range(0), first + 1
    for i in range(first + 1, len(lines)):
        if _FENCE_END.fullmatch(lines[i]):
            return range(first + 2, i + 1), i + 2
    problems.append(
        source.problem(
            first + 1,
            "Y101",
            "开头的“---”没有配对的结束行",
            "在各项（标题、编辑等）写完之后另起一行，写三个半角减号“---”，正文写在它下面",
        )
    )
    return range(0), len(lines) + 1


def _check_false_fence(source: Source, line: int, problems: list[Problem]) -> None:
    """Report a fence typed in full-width dashes, or front matter without its opening fence."""
    typed = source.lines[line - 1]
    following = source.lines[line] if _FALSE_FENCE.fullmatch(typed) and line < len(source.lines) else typed
    match = _KEY_LINE.fullmatch(following)
    if match and match["key"] in keys_for(ISSUE) | keys_for(ARTICLE):
        hint = (
            "把这一行改成三个半角减号“---”"
            if following is not typed
            else "在这一行上面加一行“---”，各项写完后再加一行“---”"
        )
        problems.append(source.problem(line, "Y102", "开头的各项没有用“---”围起来", hint))


def parse_fields(source: Source, block: range, place: str, problems: list[Problem]) -> dict[str, Field]:
    """Parse the YAML lines in `block` (numbers from 1) as the keys allowed at `place`.

    Every scalar is text as typed (YAML 1.2 plain scalars are never resolved): 04366683 keeps
    its zero. All problems are gathered: a broken line is set aside and the rest is read on.
    """
    allowed = keys_for(place)
    shadow = [source.lines[number - 1] for number in block]
    for i, number in enumerate(block):
        shadow[i] = _mend_line(source, number, shadow[i], allowed, problems)
    root = _compose(source, block, shadow, problems)
    if root is None:
        return {}
    if not isinstance(root, MappingNode):
        line = block.start + root.start_mark.line
        hint = "每行写一项，如“编辑: 李涛”，冒号用半角，后面空一格"
        problems.append(source.problem(line, "Y103", "这里应该是“名称: 内容”", hint))
        return {}
    fields: dict[str, Field] = {}
    for key_node, value_node in root.value:
        _read_pair(source, block, key_node, value_node, allowed, place, fields, problems)
    return fields


def _mend_line(
    source: Source, number: int, line: str, allowed: Mapping[str, Key], problems: list[Problem]
) -> str:
    """Report what a clerk's keyboard does to `key: value`, and return the line as it was meant."""
    match = _KEY_LINE.fullmatch(line)
    if not match:
        return line
    key, colon, rest = match["key"], match["colon"], match["rest"]
    value = rest.strip()
    meant = f"{key}: {value}"
    if colon == "：" and (key in allowed or ":" not in rest):
        problems.append(
            source.problem(number, "Y104", f"“{key}”后面是全角冒号", f"改用半角冒号并空一格：{meant}")
        )
        return _quote(key, value)
    if colon == ":" and key in allowed and rest and not rest[0].isspace():
        problems.append(source.problem(number, "Y105", f"“{key}:”后面少一个空格", f"改成：{meant}"))
        return _quote(key, value)
    if colon == ":" and value[:1] in {"!", "&", "*"}:
        # A tag, an anchor or an alias to YAML: its text would be lost or blamed in English.
        problems.append(
            source.problem(
                number, "Y106", f"内容不能以“{value[0]}”开头", f"用单引号括起来：{_quote(key, value)}"
            )
        )
        return _quote(key, value)
    return line


def _quote(key: str, value: str) -> str:
    if value[:1] in {"'", '"', "[", "|", ">"} or not value:
        return f"{key}: {value}"
    return f"{key}: '{value.replace(chr(39), chr(39) * 2)}'"


def _compose(source: Source, block: range, shadow: list[str], problems: list[Problem]) -> Node | None:
    """Parse to YAML nodes; a line that cannot be parsed is reported, blanked, and the rest read."""
    for _ in range(_MAX_RETRIES):
        yaml = YAML(typ="safe", pure=True)
        try:
            root: Node | None = yaml.compose("\n".join(shadow) + "\n")
            return root
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = min(mark.line if mark else 0, len(shadow) - 1)
        except YAMLError:  # a character that YAML forbids, e.g. U+FFFE: it carries no line
            at = next((i for i, line in enumerate(shadow) if not line.isprintable()), 0)
        # The parser blames the line after an unclosed quote or bracket: go back to a line with text.
        while at > 0 and not shadow[at].strip():
            at -= 1
        problems.append(_explain_broken_line(source, block.start + at, shadow[at]))
        shadow[at] = ""
        if not any(line.strip() for line in shadow):
            return None
    return None


def _explain_broken_line(source: Source, number: int, line: str) -> Problem:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return source.problem(number, "Y107", "行首有制表符（Tab）", "删去行首的 Tab，或改用空格")
    match = _KEY_LINE.fullmatch(line)
    if match and match["rest"].strip():
        quoted = f"{match['key']}: '{match['rest'].strip().replace(chr(39), chr(39) * 2)}'"
        hint = f"内容里有 YAML 的特殊符号，用单引号整个括起来：{quoted}"
    else:
        hint = "每行写一项，如“编辑: 李涛”；多人时下一行空两格写“- 李涛”"
    return source.problem(number, "Y108", "这一行不合 YAML 的写法", hint)


def _read_pair(
    source: Source,
    block: range,
    key_node: Node,
    value_node: Node,
    allowed: Mapping[str, Key],
    place: str,
    fields: dict[str, Field],
    problems: list[Problem],
) -> None:
    line = block.start + key_node.start_mark.line
    name = key_node.value if isinstance(key_node, ScalarNode) else ""
    key = allowed.get(name.strip())
    if key is None:
        problems.append(source.problem(line, "Y109", f"不认识“{name}”这一项", _suggest(name, place)))
        return
    if key.name in fields:
        problems.append(
            source.problem(
                line,
                "Y110",
                f"“{key.chinese}”写了两遍，第 {fields[key.name].line} 行已有",
                "只留一行",
            )
        )
        return
    values = _read_values(source, block, value_node, key, problems)
    if values is not None:
        fields[key.name] = Field(values, line)


def _read_values(
    source: Source, block: range, node: Node, key: Key, problems: list[Problem]
) -> tuple[str, ...] | None:
    line = block.start + node.start_mark.line
    if isinstance(node, ScalarNode):
        _check_comment(source, block, node, problems)
        text = _scalar_text(source, block, node)
        return tuple(_split_names(text)) if key.many else ((text,) if text else ())
    if key.many and isinstance(node, SequenceNode):
        items = [item for item in node.value if isinstance(item, ScalarNode)]
        if len(items) == len(node.value):
            for item in items:
                _check_comment(source, block, item, problems)
            return tuple(name for item in items for name in _split_names(item.value))
    hint = (
        f"写成“{key.chinese}: 李涛、王芳”，或每行一个“- 李涛”"
        if key.many
        else f"写成一行：“{key.chinese}: 内容”"
    )
    message = f"“{key.chinese}”应该是" + ("一个名字或一列名字" if key.many else "一行文字")
    problems.append(source.problem(line, "Y111", message, hint))
    return None


def _scalar_text(source: Source, block: range, node: ScalarNode) -> str:
    """The value as text; a fold inside Chinese leaves no space (CSS Text 4 §4.1.3)."""
    first, last = node.start_mark.line, node.end_mark.line
    if node.style == ">":
        body = [source.lines[number - 1] for number in block][first + 1 : last]
        return join_lines(body)
    if node.style is None and last > first:
        return join_lines(_plain_lines(source, block, node))
    return str(node.value).strip()


def _plain_lines(source: Source, block: range, node: ScalarNode) -> Sequence[str]:
    start, end = node.start_mark, node.end_mark
    lines = [source.lines[number - 1] for number in block][start.line : end.line + 1]
    lines[-1] = lines[-1][: end.column]
    lines[0] = lines[0][start.column :]
    return lines


def _check_comment(source: Source, block: range, node: ScalarNode, problems: list[Problem]) -> None:
    """Warn where ` #` cuts a value short: to YAML it starts a comment, to a clerk it is text."""
    number = block.start + node.end_mark.line
    if node.style is None and number in block:
        tail = source.lines[number - 1][node.end_mark.column :]
        if tail.lstrip().startswith("#"):
            problems.append(
                source.problem(
                    number,
                    "Y112",
                    f"“{tail.strip()}”被当作注释，不会印出",
                    "如是正文，用单引号把整个内容括起来；如是注释，请另起一行写",
                    Severity.WARNING,
                )
            )


def _split_names(text: str) -> list[str]:
    """Split a line of names; a space inside a Chinese name is how it was set, not part of it."""
    names = re.split(r"[、，,；;/]", text)
    return [re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", n.strip()) for n in names if n.strip()]


def _suggest(name: str, place: str) -> str:
    elsewhere = [key for key in KEYS if name in (key.chinese, key.name)]
    if elsewhere:
        places = "或".join(_WHERE[p] for p in elsewhere[0].places)
        return f"“{name}”要写在 {places} 里"
    names = [n for key in KEYS if place in key.places for n in (key.chinese, key.name)]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    known = "、".join(key.chinese for key in KEYS if place in key.places)
    return (f"是不是“{near[0]}”？" if near else "") + f"这里可以写：{known}"
