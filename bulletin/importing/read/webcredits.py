"""The lines of a web page that say where its article comes from → paragraphs that say it as articles do
(作者：…, 来源：…), and what of them is over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bulletin.importing.model import Block, Kind, Leftover, Look, Reason, Run
from bulletin.importing.names import is_personal_name
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webwords import (
    find_original,
    find_publisher,
    is_publisher,
    split_publication,
)


@dataclass
class Credits:
    """The paragraphs, what is left of the lines, and the labels that were put to names."""

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
        for kind, piece in split_publication(text):
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

    def read_card(self, item: Item) -> bool:
        """Read what shows who an author is, a picture or a name with its post; False where it is neither."""
        if item.block.kind is Kind.IMAGE:
            return True
        name = next((run.text.strip() for run in item.block.runs if run.text.strip()), "")
        if not is_personal_name(name) or any(other.text.startswith("作者") for other in self.items):
            return False
        self.name(item, "作者：", name)
        self.leave(item.text.replace(name, "", 1))
        return True

    def _append(self, item: Item, *runs: Run) -> None:
        block = Block(runs, look=Look(12.0, False, "left", 0))
        self.items.append(replace(item, block=block, links=0.0))
