"""One issue of a workspace → its PDF and its web page in dist/: the workflow, in reading order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from bulletin.characters import explain_character
from bulletin.document.fragment import Notes, name_article
from bulletin.document.tree import Picture
from bulletin.document.walk import walk_document
from bulletin.errors import (
    MACHINE_AT_FAULT,
    WORKSPACE_BUSY,
    BulletinError,
    Problem,
    fail,
)
from bulletin.files import NO_ROOM, explain_temporary_error, remove_leftovers, write_files
from bulletin.fonts import FontSet, Role, list_licences, subset_web_fonts
from bulletin.fonts.web import WebFont
from bulletin.html import (
    PrintedIssue,
    collect_text,
    render_bodies,
    render_print,
    render_print_fonts,
    render_web,
    render_web_style,
)
from bulletin.invocation import spell_command
from bulletin.manifest import MANIFEST, describe_build, list_outputs, read_output
from bulletin.model import Asset, Issue, IssueId, Place
from bulletin.pdf import TypesetPdf, TypesettingError, typeset
from bulletin.prepare import Prepared, prepare, stop_on_problems
from bulletin.probe import blame_machine, probe_machine
from bulletin.qr import QR_FILE, draw_qr, locate_issue, show_address
from bulletin.source import Reading
from bulletin.svg import set_svg_fonts
from bulletin.templates import Templates
from bulletin.workspace import ISSUE_FILE, SERIES_FILE, Workspace

if TYPE_CHECKING:
    from bulletin.proof import Proof

_COVER_LABEL = "封面"
_LOCK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class BuiltIssue:
    """What a build made: the issue, the PDF's path, its pages and bytes, and notices for the editor."""

    id: IssueId
    pdf: Path
    pages: int
    size: int
    problems: tuple[Problem, ...]


def build_issue(workspace: Workspace, issue_id: IssueId, *, strict: bool = False) -> BuiltIssue:
    """Build issue `issue_id` into the workspace's out folder: all of its files, or none.

    Raises BulletinError with every problem at once; with `strict`, for a warning too.
    """
    return build_prepared(prepare(Reading(workspace), issue_id, strict=strict), strict=strict)


def build_prepared(prepared: Prepared, *, strict: bool = False) -> BuiltIssue:
    """Build an issue that has been read: see build_issue."""
    issue, workspace = prepared.issue, prepared.workspace
    folder = workspace.output_folder(issue.id)
    # Web fonts are cut beside the typesetting: that is half of a build's work, and the page numbers it
    # does not know yet are digits, which it adds.
    with ThreadPoolExecutor(max_workers=1) as beside:
        cutting = beside.submit(cut_web_fonts, prepared, folder)
        printed = typeset_issue(prepared)
        proofs = prove_print(prepared, printed)
        cut = cutting.result()
    problems = [*prepared.problems, *(problem for proof in proofs.values() for problem in proof.problems)]
    stop_on_problems(problems, strict=strict)
    files = _collect_outputs(prepared, printed, cut)
    files[MANIFEST] = describe_build(
        workspace, issue, prepared.fonts, printed.page_of, printed.pages, files, proofs
    )
    with hold_workspace(workspace):
        remove_leftovers(folder)
        write_files(folder, files, stale=list_outputs(folder) - files.keys())
    pdf = folder / f"{issue.id}.pdf"
    return BuiltIssue(issue.id, pdf, printed.pages, len(printed.data), tuple(problems))


def typeset_issue(prepared: Prepared) -> TypesetPdf:
    """Typeset an issue; its blocks are listed with the lines they were typed on.

    Raises BulletinError, led back to the editor's lines.
    """
    issue, fonts, templates = prepared.issue, prepared.fonts, prepared.templates
    find_resource = _make_finder(issue, fonts, templates)
    faces = {face.family: face.data for face in fonts.faces}
    year, month, day = map(int, (issue.date or f"{issue.id.year}-1-1").split("-"))
    date = datetime(year, month, day, tzinfo=UTC)

    bodies = render_bodies(issue, templates, Notes.AT_FOOT, located=True)
    html = render_print(issue, templates, bodies, located=True)
    try:
        return typeset(html, find_resource, faces, {0: _COVER_LABEL}, _list_printed_sources(issue), date)
    except TypesettingError as error:
        if error.messages and (lacks := probe_machine()):
            raise blame_machine(lacks) from error
        raise BulletinError(_explain_typesetting(issue, error)) from error
    except OSError as error:  # a library of the system is missing, or there is no room for temporary files
        if error.errno in NO_ROOM:
            raise explain_temporary_error(error) from error
        if lacks := probe_machine():
            raise blame_machine(lacks) from error
        hint = "再运行一次；还是这样，运行 " + spell_command("doctor")
        raise fail("E317", f"排版中断了（{error}）", hint, exit_code=MACHINE_AT_FAULT) from error


def _list_printed_sources(issue: Issue) -> dict[str, bytes]:
    """The text files that were printed, by name, for the archive; a draft is nobody's business."""
    printed = {SERIES_FILE, *(article.file.path for article in issue.articles)}
    kept = [name for name in sorted(issue.sources) if name in printed or name.endswith(f"/{ISSUE_FILE}")]
    return {name.rpartition("/")[2]: issue.sources[name] for name in kept}


def _make_finder(issue: Issue, fonts: FontSet, templates: Templates) -> Callable[[str], bytes | None]:
    known: dict[str, bytes] = {"fonts.css": render_print_fonts(fonts).encode()}
    known |= {f"fonts/{face.file}": face.data for face in fonts.faces}
    known |= {asset.name: _prepare_image(asset, fonts) for asset in issue.assets}
    if show_address(issue):
        known[QR_FILE] = draw_qr(locate_issue(issue))

    def find_resource(name: str) -> bytes | None:
        data = known.get(name)
        return data if data is not None else templates.read(name)

    return find_resource


def _prepare_image(asset: Asset, fonts: FontSet) -> bytes:
    if not asset.name.endswith(".svg"):
        return asset.data
    return set_svg_fonts(asset.data, [face.family for face in fonts.stacks[Role.LETTERING]])


def prove_print(prepared: Prepared, printed: TypesetPdf) -> dict[str, Proof]:
    """Read the finished PDF back and compare it with the issue, before anybody else reads it."""
    from bulletin.proof import prove_pdf

    issue = prepared.issue
    named = {name_article(number): article for number, article in enumerate(issue.articles, 1)}
    lost = [article for name, article in named.items() if name not in printed.page_of]
    if lost:
        hint = '在 templates/ 的 print.html 里，给文章的标题写上 id="{{ article.id }}"'
        raise BulletinError(
            article.file.problem(article.line, "L106", f"模板没有给“{article.title}”的标题留标识", hint)
            for article in lost
        )
    faces = {face.family: face.data for face in prepared.fonts.faces}
    return prove_pdf(printed.data, issue, faces, printed.page_of)


def _explain_typesetting(issue: Issue, error: TypesettingError) -> Iterator[Problem]:
    """Lead what WeasyPrint says back to the editor's line where a character is the cause."""
    for char in error.missing:
        yield explain_character(char, issue)
    for anchor, source, overflow in error.overflows[:1]:
        named = {name_article(number): article for number, article in enumerate(issue.articles, 1)}
        article = named.get(anchor, issue.articles[0])
        path, _, lines = source.rpartition(":")
        files = [other.file for other in issue.articles if other.file.path == path]
        line = int(lines.partition("-")[0]) if files else article.line
        place = (files[0] if files else article.file).place(line)
        hint = "多半是表格的栏太多、太宽：减少栏数，或拆成几张表；太长的注文移到正文里"
        yield place.problem("L105", f"“{overflow[:20]}”排到了版心外面", hint)
    for family in error.foreign_fonts:
        hint = "字体用 var(--font-body) 等写法，或在 bulletin.yaml 里写“正文字体: …”用自备的字体"
        yield Problem("L104", f"模板用了本刊没有的字体“{family}”", hint, "templates")
    # Where a character is missing, lines come out of measure, too.
    for message in error.messages if not error.missing else ():
        drawings = [asset for asset in issue.assets if asset.name in message and asset.name.endswith(".svg")]
        if drawings:
            name = drawings[0].path.rpartition("/")[2]
            hint = "请另存为 PNG，或在画图程序里导出纯图形"
            place = _find_picture(issue, drawings[0])
            yield place.problem("P111", f"图片“{name}”的图形有错，排版引擎画不出来", hint)
            continue
        hint = "多半是 templates/ 里的模板或样式有错；删去工作区里改过的模板再试"
        yield Problem("L103", f"排版引擎报告：{message}", hint, f"issues/{issue.id}")


def _find_picture(issue: Issue, asset: Asset) -> Place:
    """The line that an article shows `asset` on; of a picture of the cover, its file."""
    for article in issue.articles:
        for picture in walk_document(article.document):
            if isinstance(picture, Picture) and article.assets.get(picture.address) == asset:
                return article.file.place(article.document.find_line(picture.offset))
    return issue.places.get("cover_image", Place(asset.path))


def cut_web_fonts(prepared: Prepared, folder: Path) -> tuple[WebFont, ...]:
    """The web fonts of an issue; those that an earlier build left in `folder` are not made again."""
    unknown = PrintedIssue(f"{prepared.issue.id}.pdf", 0, 0, defaultdict(int))
    page = render_web(prepared.issue, prepared.templates, prepared.web_bodies, unknown)
    text = collect_text(page, prepared.templates)
    return subset_web_fonts(prepared.fonts, text, lambda name: read_output(folder, name))


def _collect_outputs(prepared: Prepared, printed: TypesetPdf, cut: Sequence[WebFont]) -> dict[str, bytes]:
    """Every file of the issue's folder under dist/, the PDF first: a reader may hold it open."""
    issue, templates = prepared.issue, prepared.templates
    name = f"{issue.id}.pdf"
    known = PrintedIssue(name, len(printed.data), printed.pages, printed.page_of)
    page = render_web(issue, templates, prepared.web_bodies, known)
    style = render_web_style(prepared.fonts, cut, templates)
    files = {name: printed.data}
    files |= {font.name: font.data for font in cut}
    files |= {f"fonts/{path.name}": path.read_bytes() for path in list_licences()}
    files |= issue.attached
    return files | {"style.css": style, "index.html": page.encode()}


@contextmanager
def hold_workspace(workspace: Workspace) -> Iterator[None]:
    """Hold the out folder while writing; waits for another run, and gives up after a minute.

    The lock is the operating system's: one that a dead process held is free at once.
    """
    try:
        workspace.out.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(workspace.out / ".lock", timeout=_LOCK_SECONDS)
        with lock:
            yield
    except filelock.Timeout as error:
        hint = "等它做完再运行；如果没有别的窗口在运行 bulletin，重新启动电脑后再试"
        raise fail("E304", "另一个 bulletin 正在写这个工作区", hint, exit_code=WORKSPACE_BUSY) from error
    except OSError as error:
        hint = "检查这个文件夹和它的权限，或用 --out 换一个能写的文件夹"
        message = f"输出文件夹“{workspace.out}”写不进去"
        raise fail("E305", message, hint, exit_code=MACHINE_AT_FAULT) from error
