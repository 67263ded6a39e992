"""The lines of a web page that say where its article comes from → paragraphs that say it as articles do
(作者：…, 来源：…), and what of them is over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bulletin.hanzi import is_han
from bulletin.importing.model import Block, Kind, Leftover, Look, Reason, Run
from bulletin.importing.names import is_personal_name
from bulletin.importing.patterns import parse_source
from bulletin.importing.read.webnames import NO_NAMES, Names
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webwords import (
    find_date,
    find_original,
    find_publisher,
    is_publisher,
    split_publication,
)

_WRITTEN = re.compile(r"[【（(\[]?\s*(?:文字?|作\s*者|撰\s*文|供\s*稿)\s*[/／｜|丨：:].{2,40}")
_LINE = 100  # characters of a line that says who wrote an article, and when
_POST = 20  # characters of what an author is, under the name
_OTHER_WORDS = 16  # Han characters that it may have besides: 字数 阅读 评论 喜欢 分类专栏


@dataclass
class Credits:
    """The paragraphs, what is left of the lines, and the labels that were put to names."""

    names: Names = NO_NAMES
    items: list[Item] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    def name(self, item: Item, label: str, name: str) -> None:
        """Put a paragraph of a name, which stood in `item` without its `label`."""
        self.added.append(label)
        self._append(item, Run(label), Run(name))

    def leave(self, text: str) -> None:
        """Leave what says nothing of an article."""
        if any(map(str.isalnum, text)):
            self.left.append(Leftover(" ".join(text.split()), Reason.NAVIGATION))

    def read_line(self, item: Item) -> None:
        """Read a line of publication: the source and the author in it, by a label or the name of a paper."""
        text = item.text.replace("\n", " ")
        seen: set[str] = set()
        if name := find_publisher(text):
            self.name(item, "来源：", name)
            text = text.replace(name, "", 1)
            seen.add("来源")
        pieces = [*split_publication(text)]
        mentioned = self._find_mentioned(text, marked=True)
        if mentioned and not any(kind == "author" for kind, _ in pieces) and f"：{mentioned}" not in text:
            sourced = any(kind == "source" for kind, _ in pieces) or bool(name)
            if label := self._find_label(mentioned, marked=True, sourced=sourced):
                self.name(item, label, mentioned)
                seen.add(label[:2])
            else:
                self.leave(mentioned)
            pieces = [*split_publication(text.replace(mentioned, " ", 1))]
        for kind, piece in pieces:
            if kind and piece[:2] not in seen:
                self._append(item, Run(piece))
                seen.add(piece[:2])
            else:
                self.leave(piece)

    def read_name(self, item: Item, ahead: bool) -> bool:
        """Read a line that is the name of a paper and stands `ahead` of the text, or one that names whom an
        article was taken from; False where it is neither."""
        text = item.text.strip()
        if ahead and is_publisher(text) and not self.items:
            self.name(item, "来源：", text)
            return True
        source, author = find_original(text)
        if not source:
            return False
        # The account that took the article from another is not the source of it.
        for other in self.items:
            self.leave(other.text)
        self.items.clear()
        for label, name in (("作者：", author), ("来源：", source)):
            if name:
                self.name(item, label, name)
                text = text.replace(name, "", 1)
        self.leave(text)
        return True

    def has(self, label: str) -> bool:
        """Whether there is a paragraph of a label: 作者, 来源."""
        return any(item.text.startswith(label) for item in self.items)

    def _find_mentioned(self, text: str, *, marked: bool) -> str:
        """Whom a line names that the head names, too, or, with `marked`, an element; "" for none."""
        known = self.names.said | (self.names.marked if marked else frozenset())
        found = (name for name in known if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))
        return max(found, key=lambda name: (name in self.names.marked, len(name), name), default="")

    def _find_label(self, name: str, *, marked: bool, sourced: bool = False) -> str:
        """The label for a name; "" where it is known who is. Who is neither a person nor keeps a blog is an
        account that published the article, and so its source, unless it is `sourced`."""
        handle = name in self.names.authors and not any(map(is_han, name))
        label = "作者" if self.names.blog or handle or is_personal_name(name) else "来源"
        taken = self.has(label) or (label == "来源" and (sourced or not marked))
        return "" if taken or not name else f"{label}："

    def read_author(self, item: Item) -> bool:
        """Read a short line under the title that names the author, and says little more than a date; False
        where it does not."""
        text = " ".join(item.text.split())
        if len(text) > _LINE or "。" in text:
            return False
        name = self._find_mentioned(text, marked=True)
        label = self._find_label(name, marked=True)
        rest = text.replace(name, " ", 1)
        if not label or sum(map(is_han, find_date(rest)[1])) > _OTHER_WORDS:
            return False
        self.name(item, label, name)
        self.leave(rest)
        return True

    def find_beside(self, lines: Sequence[Item]) -> None:
        """Find the author in lines around the article, which say when it was put up, and so by whom."""
        for item in lines:
            text = " ".join(item.text.split())
            if len(text) > _LINE or not find_date(text)[0]:
                continue
            name = self._find_mentioned(text, marked=False)
            if label := self._find_label(name, marked=False):
                self.name(item, label, name)
                self.added.append(name)  # the line itself is left
                return

    def is_again(self, item: Item) -> bool:
        """Whether a line says no more than whose the article is, which is known: 文｜王芳, 来源｜某报."""
        text = " ".join(item.text.split())
        names = dict(other.text.split("：", 1) for other in self.items if "：" in other.text)
        author, source = names.get("作者", ""), names.get("来源", "")
        written = (
            bool(_WRITTEN.fullmatch(text)) and bool(author) and text.rstrip("】）)] 。").endswith(author)
        )
        sourced = (
            bool(source) and (parse_source(text) or text.partition("来源")[2].strip("：:｜|丨 ")) == source
        )
        return len(text) <= _LINE and (written or sourced)

    def find_source(self, item: Item) -> None:
        """Take the source that the head of a page of the government names, where its lines name none."""
        if self.names.source and not self.has("来源"):
            self.name(item, "来源：", self.names.source)
            self.added.append(self.names.source)

    def read_card(self, item: Item) -> bool:
        """Read what shows who an author is, a picture or a name with its post; False where it is neither."""
        if item.block.kind is Kind.IMAGE:
            return True
        if self.has("作者") and len(item.text.strip()) <= _POST:
            self.leave(item.text)
            return True
        name = next((run.text.strip() for run in item.block.runs if run.text.strip()), "")
        if not is_personal_name(name) or self.has("作者"):
            return False
        self.name(item, "作者：", name)
        self.leave(item.text.replace(name, "", 1))
        return True

    def _append(self, item: Item, *runs: Run) -> None:
        block = Block(runs, look=Look(12.0, False, "left", 0))
        self.items.append(replace(item, block=block, links=0.0))
