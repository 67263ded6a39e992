"""words.yaml, the office's register of words, and the seed list that ships → words written otherwise."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bulletin.check.passages import Passage
from bulletin.errors import Problem, Severity
from bulletin.mending import compose_yaml
from bulletin.model import Source

REGISTER_FILE = "words.yaml"
CODES = frozenset({"R101", "R102", "R103", "R104"})
_SEED = Path(__file__).with_name("seed_words.yaml")
_NAMES = {
    "写法": "right",
    "误写": "wrong",
    "旧称": "old",
    "简称": "short",
    "除外": "but",
    "改名": "since",
    "说明": "why",
}
_ENGLISH = {
    "word": "right",
    "wrong": "wrong",
    "old": "old",
    "short": "short",
    "except": "but",
    "renamed": "since",
    "note": "why",
}
_KEYS = _NAMES | _ENGLISH
_WIDE_COLON = re.compile(
    rf"[ \t\u3000]*(?:-[ \t]*)?(?:{'|'.join(_KEYS)})[ \t\u3000]*(?P<colon>：)[ \t\u3000]*"
)
_EXAMPLE = "每条写成两行：“- 写法: 部署”和“  误写: 布署”"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the register: how it is written, and what it is written instead.

    `but` are longer words in which a wrong form is right: 党代会报告 for 会报. Before the year `since` an
    office had the name that is wrong now; 0 where that is no matter of years.
    """

    right: str
    wrong: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    why: str = ""
    is_seed: bool = False
    since: int = 0


@dataclass(frozen=True)
class Register:
    """The words of a workspace and of the seed list, looked up by the longest match."""

    words: tuple[Word, ...]

    @cached_property
    def settled(self) -> frozenset[str]:
        """Every form that the register speaks of, besides the right ones."""
        return frozenset(f for word in self.words for f in (*word.wrong, *word.old, *word.short, *word.but))

    @cached_property
    def _meaning(self) -> dict[str, tuple[str, Word]]:
        meaning: dict[str, tuple[str, Word]] = {}
        for word in reversed(self.words):  # the office's own come first and win
            for kind in ("old", "wrong"):
                meaning |= dict.fromkeys(getattr(word, kind), (kind, word))
        return meaning

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # A right word, and one in which a wrong form is right, is matched too, to be passed over whole.
        plain = {form for word in self.words for form in (word.right, *word.but)}
        forms = sorted(plain | self._meaning.keys(), key=lambda form: (-len(form), form))
        return re.compile("|".join(map(re.escape, forms)) or "(?!)")

    def check(self, passages: Sequence[Passage]) -> Iterator[Problem]:
        """Every form that is not how the word is written; the office's own list decides what is wrong."""
        for passage in passages:
            for match in self._pattern.finditer(passage.text):
                kind, word = self._meaning.get(match[0], ("", None))
                if word is None or passage.is_address(match.start()):
                    continue
                if word.since and _is_history(passage, word.since, passages):
                    continue
                why = f"（{word.why}）" if word.why else ""
                hint, fix = f"写作“{word.right}”{why}", None
                if kind == "old":
                    found = "R102", Severity.WARNING, f"“{match[0]}”是旧称"
                elif word.is_seed:
                    found = "R101", Severity.INFO, f"“{match[0]}”多半是“{word.right}”之误"
                else:
                    found, fix = ("R104", Severity.ERROR, f"“{match[0]}”写错了"), word.right
                code, severity, message = found
                yield passage.problem(*match.span(), code, severity, message, hint, fix)
        yield from self._check_first_mentions(passages)

    def _check_first_mentions(self, passages: Sequence[Passage]) -> Iterator[Problem]:
        for word in self.words:
            for short in word.short:
                for article in sorted({passage.article for passage in passages}):
                    own = [p for p in passages if p.article == article and p.role != "Title"]
                    either = re.compile(f"{re.escape(word.right)}|(?P<short>{re.escape(short)})")
                    found = ((p, match) for p in own if (match := either.search(p.text)))
                    for passage, match in itertools.islice(found, 1):
                        if match["short"]:
                            message = f"“{short}”第一次出现没有用全称"
                            hint = f"第一次写“{word.right}（以下简称“{short}”）”"
                            yield passage.problem(*match.span(), "R103", Severity.INFO, message, hint)


_YEAR = re.compile(r"(?:19|20)\d\d(?=[年〕］\])）])")


def _is_history(passage: Passage, since: int, passages: Sequence[Passage]) -> bool:
    """Whether a passage names a year before `since`, or its article, where it names none, no later one."""
    if years := _YEAR.findall(passage.text):
        return any(int(year) < since for year in years)
    own = (other.text for other in passages if other.article == passage.article)
    years = [year for text in own for year in _YEAR.findall(text)]
    return bool(years) and all(int(year) < since for year in years)


def parse_register(source: Source, problems: list[Problem], *, is_seed: bool = False) -> list[Word]:
    """Read a register; what cannot be read is a problem with its line."""
    lines = [_mend_colon(source, number, line, problems) for number, line in enumerate(source.lines, 1)]
    root = compose_yaml(source, range(1, len(lines) + 1), lines, problems)
    if root is None:
        return []
    if not isinstance(root, SequenceNode):
        problems.append(source.problem(1, "X103", f"{REGISTER_FILE} 应该是一列词", _EXAMPLE))
        return []
    words: list[Word] = []
    for node in root.value:
        line = node.start_mark.line + 1
        fields = _read_fields(node, source, problems)
        if fields is None:
            continue
        if not fields.get("right"):
            problems.append(source.problem(line, "X103", "这一条没有“写法”", _EXAMPLE))
            continue
        forms = {name: fields.get(name, ()) for name in ("wrong", "old", "short", "but")}
        why, since = ("".join(fields.get(name, ())) for name in ("why", "since"))
        if since and not re.fullmatch(r"(?:19|20)\d\d", since):
            problems.append(
                source.problem(line, "X103", f"“改名”后面的“{since}”不是年份", "写成四位的年份，如 2018")
            )
            continue
        known = {word.right for word in words} | {fields["right"][0]}
        if both := known & {form for name in ("wrong", "old") for form in forms[name]}:
            message = f"“{min(both)}”又是写法，又是误写或旧称"
            problems.append(source.problem(line, "X105", message, "只留一样"))
            continue
        words.append(Word(fields["right"][0], **forms, why=why, is_seed=is_seed, since=int(since or 0)))
    return words


def _mend_colon(source: Source, number: int, line: str, problems: list[Problem]) -> str:
    """`line` with the colon that YAML knows behind its key; a Chinese one would swallow the line."""
    match = _WIDE_COLON.match(line)
    if not match:
        return line
    problems.append(source.problem(number, "X103", "冒号是全角的“：”", "改成半角的“:”，后面空一格"))
    return f"{line[: match.start('colon')]}: {line[match.end() :]}"


def _read_fields(node: Node, source: Source, problems: list[Problem]) -> dict[str, tuple[str, ...]] | None:
    """The fields of an entry; None where it is none, or a field cannot be read: the problem says which."""
    if not isinstance(node, MappingNode):
        line = node.start_mark.line + 1
        problems.append(source.problem(line, "X103", f"{REGISTER_FILE} 的这一条看不懂", _EXAMPLE))
        return None
    fields: dict[str, tuple[str, ...]] = {}
    is_whole = True
    for key, value in node.value:
        line = key.start_mark.line + 1
        typed = str(key.value).strip() if isinstance(key, ScalarNode) else ""
        name = _KEYS.get(typed)
        items = value.value if isinstance(value, SequenceNode) else [value]
        message, hint = "", _EXAMPLE
        if name is None:
            message, hint = f"“{typed}”不是词表里的项", f"可以写：{'、'.join(_NAMES)}"
        elif name in fields:
            message, hint = f"“{typed}”写了两次", "几个词写在一行，用“、”隔开"
        elif not all(isinstance(item, ScalarNode) for item in items):
            message, hint = f"“{typed}”后面看不懂", "几个词写在一行，用“、”隔开"
        if name is None or message:
            problems.append(source.problem(line, "X103", message, hint))
            is_whole = False
            continue
        parts = [str(item.value).strip() for item in items]
        if name not in {"right", "why", "since"}:
            parts = [part for text in parts for part in re.split("[、，,]", text)]
        fields[name] = tuple(part.strip() for part in parts if part.strip())
    return fields if is_whole else None


@cache
def load_seed() -> tuple[Word, ...]:
    """The list that ships."""
    problems: list[Problem] = []
    source = Source(_SEED.name, tuple(_SEED.read_text("utf-8").split("\n")))
    words = parse_register(source, problems, is_seed=True)
    assert not problems, problems
    return tuple(words)
