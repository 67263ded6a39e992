"""A tree in reading order: its inlines with the block they stand in, and their bare text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bulletin.document.tree import (
    Attachments,
    Block,
    Caption,
    Cell,
    Document,
    Entry,
    Figure,
    Figures,
    Heading,
    Inline,
    Inlines,
    Item,
    List,
    Paragraph,
    Picture,
    Quote,
    References,
    Row,
    Signature,
    Span,
    Speech,
    Table,
    Text,
)

Node = Block | Item | Entry | Row | Cell | Caption


def walk_blocks(blocks: Iterable[Block]) -> Iterator[Node]:
    """Every block of `blocks`, item, entry, row, cell and caption, each before what it holds. The text of a
    label of attachments is their own."""
    for block in blocks:
        yield block
        match block:
            case List():
                for item in block.items:
                    yield item
                    yield from walk_blocks(item.blocks)
            case Quote():
                yield from walk_blocks(block.blocks)
            case Signature():
                yield from block.paragraphs
            case Attachments():
                yield from block.entries
            case References():
                yield from walk_blocks((block.title,) if block.title else ())
                yield from block.entries
            case Table():
                yield from (found for found in (block.caption, block.unit) if found)
                for row in (*block.head, *block.rows):
                    yield row
                    yield from row.cells
                yield from block.notes
            case Figures():
                yield from walk_blocks(block.figures)
                yield from (block.caption,) if block.caption else ()
            case Figure():
                yield from (block.caption,) if block.caption else ()
            case _:
                pass


def name_role(node: Node) -> str:
    """The tag (ISO 32000-1 §14.8.4) of what holds inlines itself: H1 is the masthead, H2 the article's title.
    Empty for a figure, whose picture has its own, and for what only holds blocks."""
    match node:
        case Paragraph() | Attachments() | Speech():
            return "P"
        case Entry():
            return "LBody"
        case Heading():
            return f"H{min(node.level + 1, 6)}"
        case Cell():
            return "TH" if node.is_head else "TD"
        case Caption():
            return "Caption"
        case _:
            return ""


def list_inlines(node: Node) -> Inlines:
    """The inlines that a block holds itself; of a figure, its picture."""
    match node:
        case Heading() | Paragraph() | Caption() | Cell():
            return node.children
        case Attachments():
            return node.label
        case Entry() | Speech():
            return (node.label, *node.children)
        case Figure():
            return (node.picture,)
        case _:
            return ()


def walk_inlines(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline of `inlines`, each before what it holds."""
    for inline in inlines:
        yield inline
        if isinstance(inline, Span):
            yield from walk_inlines(inline.children)


def list_all_inlines(document: Document) -> Iterator[Inline]:
    """The inlines that blocks hold themselves: of the text, and then of its notes."""
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            yield from list_inlines(node)


def walk_document(document: Document) -> Iterator[Inline]:
    """Every inline of the text, and then of its notes."""
    return walk_inlines(list_all_inlines(document))


def walk_texts(inlines: Iterable[Inline]) -> Iterator[Text]:
    """Every text among `inlines` that is printed or, of a picture, read out, that is not empty."""
    for inline in walk_inlines(inlines):
        text = inline if isinstance(inline, Text) else inline.alt if isinstance(inline, Picture) else None
        if text is not None and text.content:
            yield text


def list_texts(document: Document) -> Iterator[Text]:
    """Every text of an article and its notes, as walk_texts gives them."""
    return walk_texts(list_all_inlines(document))


def read_text(inlines: Iterable[Inline]) -> str:
    """The bare text of `inlines`; of a picture, what it shows."""
    return "".join(text.content for text in walk_texts(inlines))


def find_offset(inline: Inline) -> int:
    """Where an inline was typed; an empty text stands nowhere (-1)."""
    if isinstance(inline, Text):
        return inline.offsets[0] if inline.offsets else -1
    return inline.offset
