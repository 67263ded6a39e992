"""The content of one paragraph → its runs, and what hangs on it: pictures, text boxes, what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from bulletin.hanzi import is_han
from bulletin.importing.model import INSET, Reason, Run
from bulletin.importing.read.docx.blanks import Blanks
from bulletin.importing.read.docx.drawings import (
    SHAPES,
    Drawing,
    is_formula,
    read_picture,
    walk_outside_boxes,
)
from bulletin.importing.read.docx.fields import DRAWN_FIELDS, draw_field, read_form_field
from bulletin.importing.read.docx.formulas import has_loose_accent, read_formula
from bulletin.importing.read.docx.placing import Lines
from bulletin.importing.read.docx.styles import ParagraphLook, RunLook, Styles
from bulletin.importing.read.docx.symbols import find_symbol
from bulletin.importing.read.docx.unseen import is_unseen
from bulletin.importing.read.docx.xml import attr, child, pick_alternative, tag, walk
from bulletin.importing.read.raised import RaisedRuns, place_text

_DROPPED_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
_DRAWN_BY_HAND = 3  # shapes that make a drawing; fewer are a rule, a frame, an arrow
LONGEST_LABEL = 16  # em of a word that says what a part of a drawing is
_LEAST_LABELS, _MEAN_LABEL = 5, 6  # text boxes of one drawing, and em of these on the average
_RAISED = 4  # half-points: by less, text is only moved to stand well beside other
_RAISED_LONGEST = 4  # characters that are set so by hand
_ADDRESS = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_THROUGH = {
    "hyperlink",
    "ins",
    "moveTo",
    "smartTag",
    "sdt",
    "sdtContent",
    "customXml",
    "fldSimple",
    "dir",
    "bdo",
}


@dataclass
class Inline:
    """What one paragraph holds: runs with their looks by character, pictures, text boxes, left-overs (text,
    why), and how often what else was met; words that no element of text holds; words with the address, or the
    relation, that they are a link to; whether a page begins with it, or behind it; whether a contents list of
    Word has it."""

    runs: list[Run] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)
    heavy: int = 0
    pictures: list[Drawing] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    left: list[tuple[str, Reason]] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    added: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    opens_page: bool = False
    ends_page: bool = False
    listed: bool = False


@dataclass
class _Field:
    """A field that is open: its instruction so far, the form it fills in, whether its result has begun."""

    code: str = ""
    form: Element | None = None
    shown: bool = False
    start: int = 0  # of the runs of its result

    @property
    def name(self) -> str:
        return (self.code.split() or [""])[0].upper()


class InlineReader:
    """Reads paragraphs in their order; a field may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        self._look = ParagraphLook()
        self._out = Inline()
        self._blanks = Blanks()
        self._lines = Lines()
        self._raised = RaisedRuns()
        self._base = 0

    def read(self, paragraph: Element, look: ParagraphLook) -> Inline:
        """Read one paragraph."""
        self._look, self._out, self._blanks, self._lines = look, Inline(), Blanks(), Lines()
        self._raised, self._base = RaisedRuns(), self._find_base(paragraph)
        for element in paragraph:
            self._read_element(element)
        self._out.met["script"] += self._raised.join(self._out.runs)
        self._out.runs = self._blanks.mark(self._out.runs)
        # A contents list goes on over paragraphs; one that is not drawn was never ended.
        within = _DROPPED_FIELDS | {"PAGEREF"}
        self._fields = [item for item in self._fields if item.shown and item.name not in within]
        return self._out

    def _read_element(self, element: Element) -> None:
        name = tag(element)
        if name == "r":
            self._read_run(element)
        elif name in _THROUGH:
            if name in {"ins", "moveTo"}:
                self._out.met[name] += 1
            if name == "fldSimple" and (attr(element, "instr").split() or [""])[0].upper() in _DROPPED_FIELDS:
                self._leave_field(element)
                return
            start = len(self._out.runs)
            for inner in element:
                self._read_element(inner)
            if name == "hyperlink" and attr(element, "id"):
                self._out.links.append((self._read_since(start), attr(element, "id")))
        elif name in {"del", "moveFrom"}:
            self._out.met[name] += 1
            self._leave(element, Reason.DELETED)
        elif name in {"oMath", "oMathPara"}:
            self._out.met["oMath"] += 1
            look = self._styles.look_of_run(self._look, None)
            runs = read_formula(element)
            self._out.met["accent"] += has_loose_accent(runs)
            for run in runs:
                self._add(run.text, look, run.script)
        elif not name.endswith("Pr"):  # whatever may stand around runs; properties hold none
            for inner in pick_alternative(element):
                self._read_element(inner)

    def _leave(self, element: Element, why: Reason) -> None:
        text = "".join(_list_words(element))
        if text.strip():
            self._out.left.append((text, why))

    def _leave_field(self, element: Element) -> None:
        """Leave the words of an instruction or a page number out, those of a text box in it with them."""
        text = "".join(_list_words(element))
        if any(map(is_han, text)):
            self._out.left.append((text, Reason.FIELD))

    def _read_run(self, run: Element) -> None:
        properties = child(run, "rPr")
        look = self._styles.look_of_run(self._look, properties)
        marked = False  # the words behind the call of a note are its mark (§17.11)
        for element in self._walk_run(run):
            name = tag(element)
            if marked and name in {"t", "sym"}:
                self._out.left.append((element.text or "", Reason.NOTE_MARK))
                continue
            if name in {"fldChar", "instrText"}:
                self._read_field(element, name)
            elif self._is_dropped():
                self._leave_field(element)
            elif name == "t" and self._is_no_page(element.text or ""):
                self._out.left.append((element.text or "", Reason.FIELD))
            elif name == "t" and (look.hidden or is_unseen(run, look)):
                self._out.left.append((element.text or "", Reason.HIDDEN))
            elif name == "t":
                text = self._read_text(element.text or "", properties)
                self._count_marks(text, look)
                self._add_raised(text, look)
            elif name == "delText":
                self._out.left.append((element.text or "", Reason.DELETED))
            elif name in {"tab", "ptab"}:
                self._add("\t", look)
            elif name in {"br", "cr"}:
                self._read_break(attr(element, "type"), look)
            elif name == "noBreakHyphen":
                self._add("-", look)
            elif name == "sym":
                self._add(self._read_symbol(element), look)
            elif name in {"footnoteReference", "endnoteReference"}:
                self._out.runs.append(Run(note=f"{name[0]}{attr(element, 'id')}"))
                marked = attr(element, "customMarkFollows") in {"1", "true", "on"}
            elif name == "ruby":
                self._read_ruby(element)
            elif name in {"drawing", "pict", "object"}:
                self._read_drawing(element)

    @staticmethod
    def _walk_run(run: Element) -> Iterator[Element]:
        for element in run:
            if tag(element) == "AlternateContent":
                yield from pick_alternative(element)
            else:
                yield element

    def _read_field(self, element: Element, name: str) -> None:
        kind = attr(element, "fldCharType")
        if name == "instrText":
            if self._fields:
                self._fields[-1].code += element.text or ""
        elif kind == "begin":
            self._fields.append(_Field(form=child(element, "ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
            self._fields[-1].start = len(self._out.runs)
        elif kind == "end" and self._fields:
            closed = self._fields.pop()
            self._out.listed |= closed.name == "PAGEREF" and "_Toc" in closed.code
            look = self._styles.look_of_run(self._look, None)
            if match := _ADDRESS.match(closed.code):
                self._out.links.append((self._read_since(closed.start), match[1]))
            if closed.name in DRAWN_FIELDS:
                text = draw_field(closed.code)
                self._add(text, look)
                if not text:
                    self._out.left.append((closed.code, Reason.FIELD))
            elif closed.form is not None and not closed.shown:
                chosen = read_form_field(closed.form)
                self._out.added.append(chosen)
                self._add(chosen, look)

    def _read_since(self, start: int) -> str:
        return "".join(run.text for run in self._out.runs[start:]).strip()

    def _is_dropped(self) -> bool:
        """Whether what comes now is the number of a page, or an instruction."""
        return any(item.name in _DROPPED_FIELDS or not item.shown for item in self._fields)

    def _read_text(self, text: str, properties: Element | None) -> str:
        """The text of a run; older programs write characters of symbol fonts as U+F020 to U+F0FF in it."""
        if not any("\uf020" <= char <= "\uf0ff" for char in text):
            return text
        fonts = child(properties, "rFonts")
        font = attr(fonts, "ascii") or attr(fonts, "hAnsi") or attr(fonts, "eastAsia")
        return "".join(
            self._find_symbol(font, ord(char)) if "\uf020" <= char <= "\uf0ff" else char for char in text
        )

    def _count_marks(self, text: str, look: RunLook) -> None:
        """Count what is lost of a look, where there is ink."""
        inked = bool(text.strip())
        self._out.met["strike"] += look.struck and inked
        self._out.met["underline"] += look.underlined and inked
        self._out.met["marked"] += look.marked and inked

    def _find_base(self, paragraph: Element) -> int:
        """How far a paragraph that is moved as a whole is raised, in half-points: nothing in it is."""
        heights: Counter[int] = Counter()
        if any(tag(element) == "position" for element in walk(paragraph)):
            for run in walk(paragraph):
                if tag(run) == "r":
                    ink = "".join("".join(_list_words(run)).split())
                    heights[self._styles.look_of_run(self._look, child(run, "rPr")).raised] += len(ink)
        return 0 if heights[0] else max(heights, key=lambda raised: heights[raised], default=0)

    def _add_raised(self, text: str, look: RunLook) -> None:
        """Add text with the characters for where it stands, or the mark; plain where there is neither."""
        place, raised = look.place, look.raised - self._base
        if not place and abs(raised) >= _RAISED and 0 < len(text.strip()) <= _RAISED_LONGEST:
            place = "superscript" if raised > 0 else "subscript"
        if place not in {"superscript", "subscript"}:
            self._add(text, look)
            return
        set_text, mark = place_text(text, place)
        self._raised.add(len(self._out.runs), text, place)
        self._add(set_text, look, mark)

    def _read_break(self, kind: str, look: RunLook) -> None:
        """A break of a line; one of a page parts lines as well, and is remembered where it does not."""
        has_ink = any(run.text.strip() for run in self._out.runs) or bool(self._out.pictures)
        if kind == "page":
            self._out.opens_page = self._out.opens_page or not has_ink
            self._out.ends_page = True
        if kind != "page" or has_ink:
            self._add("\n", look)

    def _is_no_page(self, text: str) -> bool:
        """Whether a contents line says that its page number is lost: 错误！未定义书签。"""
        return bool(self._fields) and self._fields[-1].name == "PAGEREF" and not text.strip().isdecimal()

    def _read_symbol(self, element: Element) -> str:
        try:
            return self._find_symbol(attr(element, "font"), int(attr(element, "char"), 16))
        except (ValueError, OverflowError):  # no number, or none of a character
            return ""

    def _find_symbol(self, font: str, code: int) -> str:
        found = find_symbol(font, code)
        self._out.met["sym"] += not found
        return found or "□"

    def _read_ruby(self, ruby: Element) -> None:
        for part in ruby:
            if tag(part) == "rubyBase":
                for element in part:
                    self._read_element(element)
            elif tag(part) == "rt":
                self._leave(part, Reason.PHONETIC)

    def _read_drawing(self, drawing: Element) -> None:
        described = ""
        parts = [*walk_outside_boxes(drawing)]
        formula = any(is_formula(element) for element in parts)
        shows, shapes = False, 0
        labels = _list_labels(parts)
        if labels:
            self._out.met["shapes"] += 1
            self._out.left.append((" ".join(labels), Reason.DIAGRAM))
        for element in parts:
            name = tag(element)
            if labels and name == "txbxContent":
                continue
            if name == "docPr":
                described = attr(element, "descr") or described
            elif name == "blip" or (name == "imagedata" and attr(element, "id")):
                picture = read_picture(element, described, formula=formula)
                self._out.pictures.append(self._lines.place(picture, element))
                self._out.ends_page = False
            elif name == "txbxContent" or (name == "textpath" and attr(element, "string")):
                self._out.boxes.append(element)
            elif name == "relIds" or (name == "chart" and attr(element, "id")):
                self._out.met["diagram"] += 1
            elif name == "OLEObject" and not formula:
                self._out.met["object"] += 1
            else:
                shapes += name in SHAPES
                continue
            shows = shows or name != "docPr"
        if not shows and shapes:
            self._out.met["shapes" if shapes >= _DRAWN_BY_HAND else "shape"] += 1

    def _add(self, text: str, look: RunLook, script: str = "") -> None:
        text = text.replace(INSET, "")
        if not text:
            return
        ink = len("".join(text.split()))
        self._out.sizes[look.size] += ink
        self._out.heavy += ink if look.heavy else 0
        if ink:
            self._out.ends_page = False
        if self._lines.add(text):
            self._out.pictures = self._lines.leave(self._out.pictures)
        is_form = any(item.name == "FORMTEXT" for item in self._fields)
        self._blanks.add(len(self._out.runs), look.underlined or is_form)
        self._out.runs.append(Run(text, look.heavy, script=script))


def _list_words(element: Element) -> Iterator[str]:
    """All the words below an element, those of WordArt with them."""
    for inner in walk(element):
        if tag(inner) in {"t", "delText"}:
            yield inner.text or ""
        elif tag(inner) == "textpath":
            yield attr(inner, "string")


def _list_labels(parts: Sequence[Element]) -> list[str]:
    """The words of a drawing made of shapes, where they only say what its parts are, as in a map or a flow
    chart; none where its text boxes hold text."""
    boxes = [element for element in parts if tag(element) == "txbxContent"]
    texts = ["".join(e.text or "" for e in walk(box) if tag(e) == "t").strip() for box in boxes]
    texts = [text for text in texts if text]
    widths = [measure_label(text) for text in texts]
    if len(texts) < _LEAST_LABELS or max(widths) > LONGEST_LABEL:
        return []
    return texts if sum(widths) <= _MEAN_LABEL * len(texts) else []


def measure_label(text: str) -> float:
    """The width of a label, in em."""
    return sum(1.0 if is_han(char) else 0.5 for char in text)


def join_inlines(first: Inline, second: Inline) -> Inline:
    """The content of two paragraphs that are one."""
    return Inline(
        [*first.runs, *second.runs],
        first.sizes + second.sizes,
        first.heavy + second.heavy,
        [*first.pictures, *(replace(picture, line=-1) for picture in second.pictures)],
        [*first.boxes, *second.boxes],
        [*first.left, *second.left],
        first.met + second.met,
        [*first.added, *second.added],
        [*first.links, *second.links],
        first.opens_page,
        second.ends_page,
        first.listed or second.listed,
    )
