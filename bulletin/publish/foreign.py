"""Files that stand in the live site and that no publish wrote (CNAME, a search engine's proof) → those that
the next release carries over, and those that it leaves behind, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bulletin.errors import Problem, Severity
from bulletin.publish.manifest import RECORDS, Manifest, find_parents
from bulletin.publish.release import is_safe

MOST_FILES = 100
MOST_BYTES = 20 << 20
UNREADABLE = "没有权限读"
_STATE = ".bulletin"  # our own, on every target
# What git takes for a repository on one system or another, and refuses in a tree; .github is none.
_REPOSITORY = re.compile(r"\.git(?:[^a-z].*)?|git~.*", re.IGNORECASE | re.DOTALL)
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stray:
    """A file of the live site that its manifest does not list: its size in bytes, 0 where carrying it over
    costs nothing; whether it `is_plain`, neither a link nor something else that is no file."""

    is_plain: bool
    size: int = 0


@dataclass(frozen=True, slots=True)
class Foreign:
    """What became of the strays of a release that was replaced: names `kept`, in order, and `lost` ones with
    the reason."""

    kept: tuple[str, ...] = ()
    lost: Mapping[str, str] = field(default_factory=dict)

    def lose(self, lost: Mapping[str, str]) -> Foreign:
        """The same, where more of them turned out to be `lost`."""
        return Foreign(tuple(name for name in self.kept if name not in lost), {**self.lost, **lost})


def settle_strays(strays: Mapping[str, Stray], new: Manifest, live: Manifest) -> Foreign:
    """Which of the `strays` of `live` go over into `new`. Those near the root come first where there are
    too many: what proves a domain lies there."""
    files, total, lost = 0, 0, {}
    kept = []
    judge = _Judge(new, live)
    for name in sorted(strays, key=lambda name: (name.count("/"), name)):
        stray = strays[name]
        reason = judge.find_fault(name, stray)
        if not reason and files + 1 > MOST_FILES:
            reason = f"超过 {MOST_FILES} 个文件"
        if not reason and total + stray.size > MOST_BYTES:
            reason = f"合起来超过 {MOST_BYTES >> 20} MB"
        if reason:
            lost[name] = reason
        else:
            kept.append(name)
            files, total = files + 1, total + stray.size
    return Foreign(tuple(sorted(kept)), dict(sorted(lost.items())))


class _Judge:
    """Says of one stray after the other why it cannot be kept."""

    def __init__(self, new: Manifest, live: Manifest) -> None:
        self._names = new.everything.keys()
        self._folders = find_parents(self._names)
        # A folder that the site had and has no more: an issue or an article that was taken from its readers.
        self._gone = find_parents(live.files) - find_parents(new.files)
        self._withdrawn = set(_list_withdrawn(new))

    def find_fault(self, name: str, stray: Stray) -> str:
        """Why it is not kept, "" where it is."""
        parents = find_parents([name])
        if not stray.is_plain:
            return "是链接，不是普通文件"
        if not all(map(_is_safe_segment, name.split("/"))) or name.partition("/")[0] == _STATE:
            return "名字不能用在网站上"
        if name in self._names:
            return "网站自己也有这个文件，用了网站的"
        if name in self._folders or not self._names.isdisjoint(parents):
            return "与网站自己的文件夹、文件重名"
        if name.partition("/")[0] in self._withdrawn or not self._gone.isdisjoint(parents):
            return "它的文件夹从网站上撤下了"
        return ""


def _is_safe_segment(segment: str) -> bool:
    """As `is_safe`, but it may be hidden: .well-known is where servers look for proofs (RFC 8615)."""
    return is_safe(segment.lstrip(".")) and is_safe("x" + segment) and not _REPOSITORY.fullmatch(segment)


def _list_withdrawn(manifest: Manifest) -> Iterator[str]:
    records = manifest.facts.get(RECORDS)
    for name, record in (records if isinstance(records, dict) else {}).items():
        if isinstance(record, dict) and record.get("withdrawn"):
            yield name


def describe_foreign(foreign: Foreign) -> list[Problem]:
    """What the clerk is told (D207): nothing was taken away without a word."""
    problems = []
    if foreign.kept:
        message = f"保留了不是本程序写的文件：{_list_names([_show_name(name) for name in foreign.kept])}"
        hint = "这是管网站的人放的；不要了，在网站上删去就不再有"
        problems.append(Problem("D207", message, hint, severity=Severity.INFO))
    if foreign.lost:
        names = [f"{_show_name(name)}（{reason}）" for name, reason in foreign.lost.items()]
        message = f"没有保留不是本程序写的文件：{_list_names(names)}"
        hint = "还要用的，从上一版里取回（文件夹在 releases/ 里，git 在上一次提交里），"
        hint += "见 docs/发布.md“别人放的文件”"
        problems.append(Problem("D207", message, hint, severity=Severity.WARNING))
    return problems


def _list_names(names: list[str]) -> str:
    more = f"，等 {len(names)} 个" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more


def _show_name(name: str) -> str:
    """A name that somebody else gave, as a terminal can show it."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in name)
