"""WeasyPrint → loaded, whatever this machine has around it, and fenced: the one place where it is changed.

What we change in WeasyPrint is `PATCHES`, what we count on besides is `CALLS` and `READS`; both are looked
at before the first page, and an engine that is otherwise is refused by name (E318), for its pages would be
other ones, or none. The stand-ins are put in place once, with the first import, and stay for the life of the
process: taking them off again would let two typesettings put each other's back. A stand-in does nothing by
itself. It asks for the hook of whoever calls, in a context variable, which no other thread sees; where there
is none, as for a program that uses WeasyPrint beside us, WeasyPrint's own function runs as it always did.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import functools
import importlib
import inspect
import io
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bulletin.errors import MACHINE_AT_FAULT, fail
from bulletin.invocation import forget_preparation, spell_requirement

_FONTCONFIG = Path(__file__).with_name("fontconfig.xml")
# The version that every commit is tested with, and the first one that may be quite another: what
# pyproject.toml admits. Between the two, corrections are trusted as far as the fence below holds.
TESTED = "70.0"
_FIRST, _BEYOND = 70, 71

Hook = Callable[..., Any]  # called in place of a patched function, with that function before its arguments


@dataclass(frozen=True, slots=True)
class Patch:
    """A function that a hook may stand in for: `place` is `module:name` where WeasyPrint looks it up,
    `signature` its parameters in the version that was tested, `why` what it does wrong for us."""

    place: str
    signature: str
    why: str


LINES = Patch(
    "weasyprint.layout.block:iter_line_boxes",
    "(context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes, "
    "first_letter_style, first_line_style)",
    "Lines are broken by Unicode alone and justified by their spaces: see docs/line-breaking.md.",
)
MAX_CONTENT = Patch(
    "weasyprint.layout.preferred:inline_max_content_width",
    "(context, box, outer=True, is_line_start=False)",
    "A box that shrinks to its text has no room for the gaps that the composer sets in it.",
)
MAKE_PAGE = Patch(
    "weasyprint.layout.page:make_page",
    "(context, root_box, page_type, resume_at, page_number, page_state)",
    "A note is lost whose line fits only because the notes before it moved on; #1564 is a neighbour.",
)
REMAKE_PAGE = Patch(
    "weasyprint.layout.page:remake_page",
    "(index, context, root_box, html)",
    "A page made again forgets the notes that the page before hands on.",
)
MAKE_ALL_PAGES = Patch(
    "weasyprint.layout:make_all_pages",
    "(context, root_box, html, pages)",
    "A page behind the text that notes alone fill is dropped when page numbers are filled in.",
)
SETTLED = Patch(
    "weasyprint.layout:layout_backgrounds",
    "(page, get_image_from_uri)",
    "Nothing in the flow can stand at the foot of a page, the notes above it, nor be centred in its lines.",
)
TABLE = Patch(
    "weasyprint.layout.block:table_layout",
    "(context, table, bottom_space, skip_stack, containing_block, page_is_empty, absolute_boxes, "
    "fixed_boxes)",
    "The head of a table that goes on says what it said, and a cell over rows is not there again.",
)
BLOCK = Patch(
    "weasyprint.layout.block:block_level_layout_switch",
    "(context, box, bottom_space, skip_stack, containing_block, page_is_empty, absolute_boxes, fixed_boxes, "
    "adjoining_margins, first_letter_style, first_line_style, discard, max_lines)",
    "What is turned by a transform is split where the page ends as if it were not.",
)
SUBSET = Patch(
    "weasyprint.pdf.fonts:Font.subset",
    "(self, to_unicode, hinting)",
    "The system's libharfbuzz-subset is missing on many systems, and its versions cut differently.",
)
MARKED = Patch(
    "weasyprint.pdf.stream:Stream.marked",
    "(self, box, tag)",
    "Page furniture is tagged as text, not marked as an artifact: #1836.",
)
ADD_TAGS = Patch(
    "weasyprint.pdf:add_tags",
    "(pdf, document, pdf_version, page_streams)",
    "A tag is made of every box, so that a paragraph over two pages is two: #2902, #2903.",
)
STREAM_DATA = Patch(
    "pydyf:Stream.data",
    "(self)",
    "One stream in a hundred ends in a line end, which validators take for no part of it.",
)
PATCHES = (
    LINES,
    MAX_CONTENT,
    MAKE_PAGE,
    REMAKE_PAGE,
    MAKE_ALL_PAGES,
    SETTLED,
    TABLE,
    BLOCK,
    SUBSET,
    MARKED,
    ADD_TAGS,
    STREAM_DATA,
)

# What else we call that WeasyPrint does not document, and how.
CALLS = {
    "weasyprint.text.line_break:strut": "(style)",
    "weasyprint.layout.percent:resolve_one_percentage": "(box, property_name, refer_to)",
    "weasyprint.formatting_structure.boxes:InlineBox": "(element_tag, style, element, children)",
    "weasyprint.formatting_structure.boxes:Box.descendants": "(self, placeholders=False)",
    "weasyprint.formatting_structure.boxes:Box.translate": "(self, dx=0, dy=0, ignore_floats=False)",
    "weasyprint.formatting_structure.boxes:ParentBox.copy_with_children": "(self, new_children)",
    "weasyprint.formatting_structure.boxes:ParentBox.deepcopy": "(self)",
    "weasyprint.formatting_structure.boxes:TextBox.copy_with_text": "(self, text)",
    "weasyprint.css:ComputedStyle.copy": "(self)",
    "weasyprint.css.properties:Dimension": "(value, unit)",
    "pydyf:Stream.begin_marked_content": "(self, tag, property_list=None)",
    "pydyf:Stream.end_marked_content": "(self)",
}
# `module:class` or `module:function` → the attributes that it has, or sets, and that we read.
READS = {
    "weasyprint.layout:LayoutContext": "current_footnote_area excluded_shapes footnotes page_bottom "
    "reported_footnotes target_collector",
    "weasyprint.css.targets:TargetCollector": "counter_lookup_items target_lookup_items",
    "weasyprint.css.targets:TargetLookupItem": "page_maker_index",
    "weasyprint.css.targets:CounterLookupItem": "cached_page_counter_values missing_target_counters "
    "page_maker_index parse_again",
    "weasyprint.layout:initialize_page_maker": "page_maker",
    "weasyprint.document:Document": "fonts pages",
    "weasyprint.document:Document._render": "_html",
    "weasyprint.document:Page": "_page_box anchors height links",
    "weasyprint.formatting_structure.boxes:Box": (
        "border_box_x border_box_y border_height border_width children content_box_x content_box_y element "
        "element_tag footnote is_in_normal_flow is_leader is_table_wrapper link_annotation margin_height "
        "margin_width rowspan style"
    ),
    "weasyprint.formatting_structure.boxes:TextBox": "text",
    "weasyprint.formatting_structure.boxes:FootnoteAreaBox": "page",
    "weasyprint.formatting_structure.boxes:TableRowGroupBox": "is_header",
    "weasyprint.formatting_structure.boxes": "BlockBox BlockLevelBox LineBox MarginBox TableBox TableCellBox",
    "weasyprint.layout.absolute:AbsolutePlaceholder": "_box",
    "weasyprint.css:ComputedStyle": "cascaded root_style",
    "weasyprint.pdf.fonts:Font": "family file_content index missing",
    "weasyprint.pdf.stream:Stream": "_tags artifact",
    "pydyf:Stream": "compress extra stream",
    "pydyf:PDF": "add_object catalog objects page_references",
}

_no_hooks: Mapping[Patch, Hook] = {}
_hooks: ContextVar[Mapping[Patch, Hook]] = ContextVar("hooks", default=_no_hooks)
_loading = threading.RLock()
_is_ready = False
_typesetting = threading.RLock()


def import_weasyprint() -> Any:
    """WeasyPrint, with the stand-ins of PATCHES in place.

    Raises OSError where its system libraries are missing, and BulletinError (E318) where it is not the engine
    that this program was made for. Prints nothing.
    """
    global _is_ready
    with _loading:
        if not _is_ready:
            _load()
            check_engine()
            for patch in PATCHES:
                _stand_in(patch)
            _is_ready = True
    import weasyprint

    return weasyprint


def _load() -> None:
    """Import WeasyPrint as it is.

    On Linux its search for its libraries runs gcc and ldconfig, a fifth of a build's time, before it tries
    the names that the loader knows at once: answer that search with nothing. What it says in English of
    libraries and fonts that are missing is said by our own messages, where it matters.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        with use_own_fonts(), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import weasyprint  # noqa: F401
    finally:
        ctypes.util.find_library = search


def hook(hooks: Mapping[Patch, Hook]) -> AbstractContextManager[None]:
    """Let `hooks` be called in place of what they stand in for, by this thread and inside this block."""
    import_weasyprint()
    return _set_hooks(hooks)


@contextmanager
def _set_hooks(hooks: Mapping[Patch, Hook]) -> Iterator[None]:
    token = _hooks.set({**_hooks.get(), **hooks})
    try:
        yield
    finally:
        _hooks.reset(token)


@contextmanager
def take_turn() -> Iterator[None]:
    """Wait for other threads of this process to finish their pages, then hold the engine.

    Pango's font maps, of which we keep one, are not for two threads at a time, and WeasyPrint has one log.
    Work beside each other belongs in processes: they share the cores, threads would share one.
    """
    with _typesetting:
        yield


def _stand_in(patch: Patch) -> None:
    """Put a function that asks for a hook in the place of `patch`."""
    owner, name = _find_owner(patch.place)
    found = vars(owner)[name]
    original: Callable[..., Any] = _get_function(found)

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        replacement = _hooks.get().get(patch)
        return replacement(original, *args, **kwargs) if replacement else original(*args, **kwargs)

    setattr(owner, name, property(call, doc=found.__doc__) if isinstance(found, property) else call)


def _get_function(found: Any) -> Any:
    return found.fget if isinstance(found, property) else found


def _find_owner(place: str) -> tuple[Any, str]:
    """The module or class that `place` is an attribute of, and the attribute's name."""
    module, _, path = place.partition(":")
    owner = importlib.import_module(module)
    *classes, name = path.split(".")
    for part in classes:
        owner = getattr(owner, part)
    return owner, name


def check_engine() -> None:
    """Raise BulletinError (E318), the machine's fault, where WeasyPrint is not what this program can work
    with: a version that pyproject.toml does not admit, or one that lacks what we replace, call or read."""
    import weasyprint

    installed = getattr(weasyprint, "__version__", "")
    strange = not _FIRST <= _read_major(installed) < _BEYOND
    differences = list(find_differences())
    if not strange and not differences:
        return
    forget_preparation()
    message = f"排版引擎 WeasyPrint {installed} 不能用：本程序是用 {TESTED} 试过的，别的版本会排得不一样"
    if differences:
        message = (
            f"排版引擎 WeasyPrint {installed} 和试过的 {TESTED} 不一样（{differences[0]}"
            + (f" 等 {len(differences)} 处" if len(differences) > 1 else "")
            + "），不能用"
        )
    raise fail("E318", message, explain_tested(), exit_code=MACHINE_AT_FAULT)


def read_version() -> str:
    """The version of WeasyPrint that is installed, as 70.0; empty where there is none. Nothing is loaded."""
    try:
        return version("weasyprint")
    except PackageNotFoundError:
        return ""


def _read_major(installed: str) -> int:
    first = installed.partition(".")[0]
    return int(first) if first.isdecimal() else 0


def explain_tested() -> str:
    """How to get the version that was tested into this installation."""
    return f"换成试过的版本：{spell_requirement(f'weasyprint=={TESTED}')}"


def find_differences() -> Iterator[str]:
    """The names of what we replace, call or read that this engine lacks, or has with other parameters."""
    for place, signature in {**{patch.place: patch.signature for patch in PATCHES}, **CALLS}.items():
        if _read_signature(place) != signature:
            yield place.replace(":", ".")
    for place, names in READS.items():
        known = _list_attributes(place)
        yield from (f"{place.replace(':', '.')}.{name}" for name in names.split() if name not in known)


def _read_signature(place: str) -> str:
    """The parameters of a function; of a property, of what reads it; empty where there is no such thing."""
    try:
        owner, name = _find_owner(place)
        return str(inspect.signature(_get_function(vars(owner)[name])))
    except (ImportError, AttributeError, KeyError, TypeError, ValueError):
        return ""


def _list_attributes(place: str) -> frozenset[str]:
    """What a module or class holds, and the names in the code of a constructor or function: attributes that
    are set on an instance stand nowhere else."""
    try:
        if ":" not in place:
            return frozenset(vars(importlib.import_module(place)))
        owner, name = _find_owner(place)
        found = getattr(owner, name)
    except (ImportError, AttributeError):
        return frozenset()
    classes = found.__mro__ if isinstance(found, type) else ()
    held = {attribute for part in classes for attribute in vars(part)}
    for function in [vars(part).get("__init__") for part in classes] or [found]:
        if code := getattr(function, "__code__", None):
            held.update(code.co_names, (text for text in code.co_consts if isinstance(text, str)))
    return frozenset(held)


@contextmanager
def use_own_fonts() -> Iterator[None]:
    """Let fontconfig, where it starts inside this block, know none of the machine's fonts and rules.

    Without /etc/fonts it would complain, with thousands of fonts take seconds, and draw with one of them
    what a document's own fonts lack.
    """
    kept = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_FONTCONFIG)
    try:
        yield
    finally:
        if kept is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = kept


def read_pango_version() -> str:
    """The version of Pango, as 1.50.12; raises OSError where it is missing."""
    with _loading:
        _load()
    from weasyprint.text import ffi

    number = ffi.pango.pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
