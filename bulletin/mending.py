"""Front-matter lines as a clerk types them → the YAML that was meant, each slip reported at its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node

from bulletin.errors import Problem, Severity, errors_of
from bulletin.model import Key, Source

KEY_LINE = re.compile(
    r"(?P<quote>[\"']?)(?P<key>[^\s:：∶﹕#'\"\[\]{}-][^:：∶﹕#'\"\[\]{}]*?)(?P=quote)"
    r"[ \t\u3000\xa0]*(?P<colon>[:：∶﹕])(?P<rest>.*)"
)
# A name in bold, in quotes or brackets, numbered, or as an item of a list; and other signs for a colon.
_DRESSED = re.compile(
    r"(?:[-*+•·]\s+|[0-9]+\s*[.、．)）]\s*)?[*_“‘「『【〔《<\[]*(?P<key>[\w\s]+?)[*_”’」』】〕》>\]]*\s*"
    r"(?P<colon>[:：∶﹕=＝；;])[*_]*(?P<rest>.*)"
)
_BLANKS = " \t\u3000\xa0"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ITEM = re.compile(r"[ \t\u3000]*(?P<dash>[-－–—―•·])(?P<gap>[ \t\u3000]*)(?P<rest>.*)")
_BLOCK_TEXT = re.compile(r"[|>][+-]?[1-9]?[+-]?[ \t]*(#.*)?")
_QUOTED = re.compile(r"""("(?:[^"\\]|\\["\\])*"|'(?:[^']|'')*')[ \t]*(?:[ \t]#.*)?""")
_UNCLOSED = re.compile(r"""("(?:[^"\\]|\\["\\])*\\?|'(?:[^']|'')*)""")
_FLOW_LIST = re.compile(r"""\[[^\[\]{}"'&*!@`%|>#]*\][ \t]*(?:[ \t]#.*)?""")
# To YAML each of these at the start is a mark; its text would be lost, or blamed in English.
_MARKS = "!&*@`%[]{},|>"
_BOLD = re.compile(r"\*+([^*]+)\*+")
_LINE_BREAK = re.compile(r"(?:\\[nrN])+")
_MAX_RETRIES = 20


class Mender:
    """Reads the lines of one block of front matter, reports what is wrong, and mends it."""

    def __init__(
        self, source: Source, block: range, allowed: Mapping[str, Key], problems: list[Problem]
    ) -> None:
        self._source = source
        self._numbers = block
        self._allowed = allowed
        self._problems = problems
        self._key: Key | None = None  # the key that the next lines may continue
        self._names = False  # it takes names, and none stands on its own line
        self._block_text = False  # its text is a block after | or >
        self._tabbed = -1  # the last line that began with a Tab
        self._prose = False  # the last line was no field at all
        self.lines = [source.lines[number - 1] for number in block]

    def mend(self) -> list[str]:
        """Mend every line; lines and columns of the YAML are those of the result."""
        for i, number in enumerate(self._numbers):
            self.lines[i] = self._mend_line(number, self.lines[i])
        return self.lines

    def _report(self, number: int, code: str, message: str, hint: str, *, warn: bool = False) -> None:
        severity = Severity.WARNING if warn else Severity.ERROR
        self._problems.append(self._source.problem(number, code, message, hint, severity))

    def _mend_line(self, number: int, line: str) -> str:
        text = line.strip(_BLANKS)
        indented = line[:1] in {*_BLANKS}
        if not text or text.startswith("#"):
            return line
        if self._block_text and indented:
            return self._mend_tab(number, line)
        match = KEY_LINE.fullmatch(text)
        dressed = _DRESSED.fullmatch(text)
        if dressed and not (match and match["key"] in self._allowed) and dressed["key"] in self._allowed:
            return self._undress_field(number, dressed)
        if match and (match["key"] in self._allowed or not indented):
            return self._mend_field(number, match)
        item = _ITEM.fullmatch(line)
        if item and (self._names or item["dash"] == "-"):
            return self._mend_item(number, line, item)
        if not indented:
            return self._mend_prose(number, text)
        if self._names:  # names one below the other, without their hyphens
            return f"  - {_quote(text)}"
        return self._mend_tab(number, line)

    def _mend_tab(self, number: int, line: str) -> str:
        """An indented line with spaces in place of a Tab; of several in a row, the first is reported."""
        text = line.lstrip(" \t")
        if "\t" not in line[: len(line) - len(text)]:
            return line
        if self._tabbed != number - 1:
            hint = f"把行首的 Tab 换成两个空格（下面的行也一样）：  {text}"
            self._report(number, "Y107", "行首是制表符（Tab），这里只能用空格", hint)
        self._tabbed = number
        return "  " + text

    # One field: `key: value`

    def _mend_field(self, number: int, match: re.Match[str]) -> str:
        key, colon, value = match["key"], match["colon"], match["rest"].strip(_BLANKS)
        compact = _UNSEEN.sub("", re.sub(r"\s", "", key))
        spaced = key not in self._allowed and compact in self._allowed
        known = self._allowed.get(compact if spaced else key)
        if self._prose and not known:
            return ""
        self._prose = False
        self._key, self._names = known, bool(known and known.many and not value)
        self._block_text = bool(_BLOCK_TEXT.fullmatch(value))
        tight = bool(value) and match["rest"][0] not in _BLANKS
        if not known and tight and colon == ":":
            return f"{key}:"  # reported as an unknown key
        before = len(self._problems)
        mended = self._mend_value(number, compact if spaced else key, value)
        if not (spaced or tight or colon != ":"):
            return f"{key}: {mended}".rstrip()
        slips = errors_of(self._problems[before:])
        if slips:
            del self._problems[before:]  # the hint below mends the value too
        meant = f"{compact if spaced else key}: {mended if slips else value}".rstrip()
        if colon != ":":
            message = f"“{key}”后面是全角冒号" if colon == "：" else f"“{key}”后面的“{colon}”不是半角冒号"
            self._report(number, "Y104", message, f"改用半角冒号并空一格：{meant}")
        elif _UNSEEN.search(key):
            self._report(number, "Y109", f"“{compact}”里有看不见的字符", f"删去这一行，重打一遍：{meant}")
        elif spaced:
            self._report(number, "Y109", f"“{key}”中间不能有空格", f"改成：{meant}")
        elif tight:
            self._report(number, "Y105", f"“{key}:”后面少一个空格", f"改成：{meant}")
        return f"{compact if spaced else key}: {mended}".rstrip()

    def _undress_field(self, number: int, match: re.Match[str]) -> str:
        """Mend a field whose name is in bold, in quotes, numbered, or followed by another sign."""
        plain = KEY_LINE.fullmatch(f"{match['key']}: {match['rest'].strip(_BLANKS)}")
        if plain is None:
            return ""
        before = len(self._problems)
        mended = self._mend_field(number, plain)
        slips = errors_of(self._problems[before:])
        if slips:
            del self._problems[before:]
        hint = f"改成：{mended if slips else plain[0]}"
        if match["colon"] in "=＝；;":
            self._report(number, "Y114", f"“{match['key']}”后面不是冒号", hint)
        else:
            self._report(number, "Y109", f"“{match['key']}”前后不能有别的符号", hint)
        return mended

    def _mend_value(self, number: int, key: str, value: str) -> str:
        if not value or self._block_text:
            return value
        if value.startswith("#"):
            hint = f"如是正文，用单引号括起来：{key}: {_quote(value)}；如是注释，请另起一行写"
            self._report(number, "Y112", f"“{value}”被当作注释，不会印出", hint, warn=True)
            return value
        if value[0] in "\"'":
            return self._mend_quoted(number, key, value)
        many = bool(self._key and (self._key.many or self._key.listed))
        if value[0] in "[{" and many and _FLOW_LIST.fullmatch(value):
            return value
        if many and (value[0] in "[{" or value.startswith("- ")):
            names = value.strip("[]{}- ")
            self._report(number, "Y106", f"内容不能以“{value[0]}”开头", f"改成：{key}: {names}")
            return _quote(names)
        if match := _BOLD.fullmatch(value):
            self._report(number, "Y106", f"内容不能以“{value[0]}”开头", f"不用加星号：{key}: {match[1]}")
            return _quote(match[1])
        if value[0] in _MARKS or value.startswith(("- ", "? ", ": ")):
            hint = f"用单引号括起来：{key}: {_quote(value)}"
            self._report(number, "Y106", f"内容不能以“{value[0]}”开头", hint)
            return _quote(value)
        plain = re.split(r"[ \t]#", value)[0].rstrip(_BLANKS)
        if re.search(r":[ \t]|:$", plain):
            second = next((n for n in self._allowed if re.search(rf"\s{n}\s*:", plain)), "")
            hint = f"用单引号把内容括起来：{key}: {_quote(value)}；或改用全角冒号“：”"
            if second:
                hint = f"一行只写一项：“{second}”另起一行"
            self._report(number, "Y108", "内容里的半角冒号会被当作又一项", hint)
            return _quote(value)
        return value

    def _mend_quoted(self, number: int, key: str, value: str) -> str:
        mark = value[0]
        if _QUOTED.fullmatch(value):
            return value
        inside = value[1:-1] if len(value) > 1 and value.endswith(mark) else value
        if _UNCLOSED.fullmatch(value) and self._runs_on(number, mark):
            return value
        if mark not in value[1:]:
            hint = f"补上后一个引号，或两个都不要：{key}: {value[1:]}"
            self._report(number, "Y113", f"引号 {mark} 没有配对", hint)
            return _quote(value[1:])
        if mark == '"' and (parts := _LINE_BREAK.split(inside))[1:]:
            return self._mend_breaks(number, key, parts)
        if mark == '"' and value.count(mark) % 2 == 0 and "\\" not in value:
            message = f"引号 {mark} 只括住了一部分"
            meant = re.sub('"([^"]*)"', r"“\1”", value)
            hint = f"改成中文的引号：{key}: {meant}"
        elif mark == '"' and "\\" in value:
            message, hint = "双引号里的“\\”有特殊的意思", f"改用单引号：{key}: {_quote(inside)}"
        else:
            message, hint = (
                f"引号 {mark} 只括住了一部分",
                f"用单引号把内容整个括起来：{key}: {_quote(inside)}",
            )
        self._report(number, "Y108", message, hint)
        return _quote(inside)

    def _mend_breaks(self, number: int, key: str, parts: Sequence[str]) -> str:
        """A text whose new lines are written as programmers write them: a title has them in another way, and
        the other fields have none."""
        joined = "".join(part.strip() for part in parts)
        hint = f"改成：{key}: {_quote(joined)}"
        if self._key and self._key.has_breaks:
            first, rest = parts[0].strip(), joined[len(parts[0].strip()) :]
            hint = (
                f'要换行，就分成两行写：上一行 {key}: "{first}\\ ，下一行先空两格，再写 {rest}"；'
                f"不换行，就写 {key}: {_quote(joined)}"
            )
        self._report(number, "Y108", "“\\n”不会印成换行", hint)
        return _quote(joined)

    def _runs_on(self, number: int, mark: str) -> bool:
        """Whether the text that `mark` opens on line `number` runs on, indented, as YAML wants it; it may
        hold a colon where the mark closes it."""
        for after in range(number + 1, self._numbers.stop):
            following = self._source.lines[after - 1]
            if following[:1] not in {*_BLANKS}:
                return False
            text = following.strip(_BLANKS)
            if text.endswith(mark) or KEY_LINE.fullmatch(text) is None:
                return True
        return False

    # Lists of names, and lines that are neither

    def _mend_item(self, number: int, line: str, match: re.Match[str]) -> str:
        rest = match["rest"].strip(_BLANKS)
        if not self._names or not rest:
            return self._mend_tab(number, line)
        if match["dash"] != "-":
            self._report(number, "Y115", f"“{match['dash']}”不是半角减号", f"改成：- {rest}")
        elif not match["gap"]:
            self._report(number, "Y115", "“-”后面少一个空格", f"改成：- {rest}")
        elif rest[0] in _MARKS:
            self._report(number, "Y106", f"内容不能以“{rest[0]}”开头", f"改成：- {_quote(rest)}")
        elif rest[0] in "\"'" and _QUOTED.fullmatch(rest):
            return f"  - {rest}"
        elif re.search(r":[ \t]|:$", rest):
            self._report(number, "Y108", "内容里的半角冒号会被当作又一项", f"改成：- {_quote(rest)}")
        elif " #" in rest:
            return f"  - {rest}"
        return f"  - {_quote(rest)}"

    def _mend_prose(self, number: int, text: str) -> str:
        """A line at the margin without a colon: a key that lost it, or a text that is no field."""
        key, _, rest = text.replace("\u3000", " ").replace("\t", " ").partition(" ")
        if key in self._allowed and rest.strip():
            meant = f"{key}: {rest.strip()}"
            self._report(number, "Y114", f"“{key}”后面没有冒号", f"改成：{meant}")
            self._prose, self._names = False, False
            return f"{key}: {_quote(rest.strip())}"
        if not self._prose and number - 1 in self._numbers and self._source.lines[number - 2].endswith("\\"):
            hint = f"接着上一行的，行首空两格：“  {text}”"
            self._report(number, "Y103", "这里应该是“名称: 内容”", hint)
        elif not self._prose:
            hint = "每行写一项，如“编辑: 王芳”，冒号用半角，后面空一格"
            if any("\u3400" <= char <= "\u9fff" for char in text) and self._source.path.endswith(".md"):
                hint += "；如果正文从这里开始，在它上面加一行“---”"
            self._report(number, "Y103", "这里应该是“名称: 内容”", hint)
        self._prose = True
        return ""


def _quote(value: str) -> str:
    return f"'{value.replace(chr(39), chr(39) * 2)}'"


def compose_yaml(source: Source, block: range, lines: list[str], problems: list[Problem]) -> Node | None:
    """Parse mended lines to YAML nodes; one that still cannot be parsed is reported and left out."""
    for _ in range(_MAX_RETRIES):
        if not any(line.strip() and not line.lstrip().startswith("#") for line in lines):
            return None
        try:
            root: Node | None = YAML(typ="safe", pure=True).compose("\n".join(lines) + "\n")
            return root
        except MarkedYAMLError as error:
            # An unclosed quote or bracket is where it begins, not where the text ends.
            marks = [mark for mark in (error.context_mark, error.problem_mark) if mark]
            begun = "scanning" in (error.context or "") or "flow" in (error.context or "")
            mark = marks[0] if begun and marks else (marks[-1] if marks else None)
            at = min(mark.line if mark else 0, len(lines) - 1)
        except (YAMLError, ValueError, OverflowError, RecursionError):
            # A character that YAML forbids, an escape beyond Unicode, brackets a thousand deep: the
            # parser names no line, so it is the first odd one, else the longest.
            odd = [i for i, line in enumerate(lines) if not line.replace("\t", "").isprintable()]
            at = odd[0] if odd else max(range(len(lines)), key=lambda i: len(lines[i]))
        while at > 0 and not lines[at].strip():
            at -= 1
        problems.append(_explain_broken_line(source, block.start + at))
        lines[at] = ""
    return None


def _explain_broken_line(source: Source, number: int) -> Problem:
    line = source.lines[number - 1].strip(_BLANKS)
    match = KEY_LINE.fullmatch(line)
    if not line.replace("\t", "").isprintable():
        message = "这一行里有看不见的字符"
        return source.problem(number, "Y108", message, "删去这一行，不要粘贴，重打一遍")
    if match and (value := match["rest"].strip(_BLANKS)):
        hint = f"内容里有 YAML 的特殊符号，用单引号整个括起来：{match['key']}: {_quote(value)}"
    else:
        hint = "每行写一项，如“编辑: 王芳”；多人时下一行空两格写“- 王芳”"
    return source.problem(number, "Y108", "这一行不合 YAML 的写法", hint)
