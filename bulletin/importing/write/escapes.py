"""Words as they print → the same in Markdown, the marks escaped that would mean something else there."""

from __future__ import annotations

import re

_MARKS = r"`*_{}\[\]()#＃+.!|｜<>~^&=:$-"  # what a backslash is an escape before, beside another backslash
_BACKSLASHES = rf"\\+(?=[{_MARKS}])"  # each is printed once where it is written twice
_ALWAYS = re.compile(rf"{_BACKSLASHES}|\*|\[(?=\^)|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)")
_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_OPENING = re.compile(r"[#＃>|｜]|[-+](?=\s|$)|(?=-{2,}\s*-?)-|[-_*](?:\s*[-_*]){2,}|`{3}|~{3}")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CLOSING_HASHES = re.compile(r"(?<=\s)#+\s*$")
_ANY = re.compile(rf"{_BACKSLASHES}|[`*_{{}}\[\])#＃+.!|｜<>~^&=:$-]")  # \( begins a formula
_RISKY = re.compile(r"[\\`*_{}\[\]#!！|<~^&$]")
_LAST = re.compile(r"\\+$")


def escape_text(text: str) -> str:
    """Escape what Markdown would take for a mark, and nothing else: an editor has to read it."""
    return _LINK.sub(r"\\[", _ALWAYS.sub(_escape, text))


def escape_all(text: str) -> str:
    """Escape every mark that our Markdown knows."""
    return _ANY.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return match[0] * 2 if match[0].startswith("\\") else f"\\{match[0]}"


def escape_end(text: str) -> str:
    """Escape the backslashes at the end of `text`, for a mark to follow."""
    return _LAST.sub(lambda match: match[0] * 2, text)


def may_need_escapes(text: str) -> bool:
    """Whether `text` has any mark that may mean something within a line."""
    return bool(_RISKY.search(text))


def guard_opening(text: str) -> str:
    """Escape what at the start of a line would open a list, a heading, a table, a rule or a fence."""
    return "\n".join(map(_guard_line, text.strip().split("\n")))


def guard_code(line: str) -> str:
    """A line of code; the blanks that set it in, which a paragraph has not, do not break."""
    words = line.strip()
    lead = line[: len(line) - len(line.lstrip())].expandtabs(4)
    return "\u00a0" * len(lead) + _guard_line(re.sub(r" {2,}", lambda gap: "\u00a0" * len(gap[0]), words))


def _guard_line(text: str) -> str:
    text = text.strip()
    if match := _NUMBER.match(text):
        return f"{match[1]}\\{text[len(match[1]) :]}"
    return f"\\{text}" if _OPENING.match(text) else text


def guard_heading(text: str) -> str:
    """A heading on one line; hashes at its end are words (CommonMark §4.2 takes them for marks)."""
    return _CLOSING_HASHES.sub(lambda match: f"\\{match[0]}", " ".join(text.split("\n")))
