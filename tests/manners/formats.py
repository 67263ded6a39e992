"""Papers → files, in each format by the program that makes it: LibreOffice, Chromium, WeasyPrint, or ours."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.libreoffice import LibreOffice

from . import docx, web
from .docx import render_docx
from .paper import Paper, squeeze, type_radicals
from .plain import render_text
from .scoring import Truth
from .texts import Writer

_SITES = {
    "gov": web.gov_site,
    "portal": web.portal,
    "old": web.old_tables,
    "account": web.account,
    "college": web.college,
    "bare": web.bare,
}
FACES = {
    **dict.fromkeys(("黑体", "微软雅黑"), ("Bulletin Hei",)),
    **dict.fromkeys(("楷体", "楷体_GB2312"), ("Bulletin Latin", "Bulletin Kai")),
}  # what stands in for faces that offices have: see write_font_settings


@dataclass(frozen=True, slots=True)
class Tools:
    """Programs that make files, where they are there."""

    office: LibreOffice | None = None
    chromium: str = ""
    weasyprint: bool = True


def can_make(kind: str, tools: Tools) -> bool:
    """Whether a file of this kind can be made on this machine."""
    base, _, maker = kind.partition("-")
    if base in ("odt", "rtf", "doc") or maker.startswith("libre"):
        return tools.office is not None
    if maker.startswith("chromium"):
        return bool(tools.chromium)
    return tools.weasyprint or not maker.startswith("weasy")


def make_files(
    papers: Sequence[tuple[str, str, Paper]], folder: Path, tools: Tools
) -> dict[str, tuple[Path, Truth]]:
    """Write the file of each (name, kind, paper); its path and the truth of it by name."""
    made: dict[str, tuple[Path, Truth]] = {}
    office: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    for name, kind, meant in papers:
        if not can_make(kind, tools):
            continue
        paper = type_radicals(meant) if meant.radicals else meant
        base, _, maker = kind.partition("-")
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        if base in ("odt", "rtf", "doc") or maker.startswith("libre"):
            made[name] = (place / f"稿件.{base}", _tell(paper, base))
            if _is_made(made[name][0], paper):
                continue
            source = folder / "_office" / base / f"{name}.docx"
            source.parent.mkdir(parents=True, exist_ok=True)
            columns = _count_columns(maker)
            source.write_bytes(
                render_docx(paper, wps=len(name) % 2 == 0, columns=columns, heavy=base == "pdf")
            )
            office[base].append((name, source))
        else:
            made[name] = _make_own(paper, base, maker, place, tools)
        made[name] = (made[name][0], replace(made[name][1], paper=meant))
    for base, sources in office.items():
        target = folder / "_office" / f"{base}-made"
        assert tools.office
        tools.office.convert(base, [source for _, source in sources], target)
        for name, source in sources:
            (target / f"{source.stem}.{base}").rename(made[name][0])
    return made


def _is_made(path: Path, paper: Paper) -> bool:
    """Whether the file of this paper was made before; notes it as made."""
    writers = "".join(Path(module.__file__ or "").read_text("utf-8") for module in (web, docx))
    key = sha256((repr(paper) + writers).encode()).hexdigest()
    note = path.with_suffix(".key")
    if path.exists() and note.exists() and note.read_text("utf-8") == key:
        return True
    note.write_text(key, "utf-8")
    return False


def _count_columns(maker: str) -> int:
    return int(maker[-1]) if maker[-1:].isdigit() else 1


def _tell(paper: Paper, base: str) -> Truth:
    pdf = base == "pdf"
    return Truth(paper, notes=not pdf, merged=not pdf)


def _make_own(paper: Paper, base: str, maker: str, place: Path, tools: Tools) -> tuple[Path, Truth]:
    writer = Writer(Random(squeeze(paper.parts[0].text)))
    path = place / f"稿件.{base}"
    truth = _tell(paper, base)
    if base == "docx":
        path.write_bytes(render_docx(paper, wps=maker == "wps"))
    elif base in ("html", "mht") and maker in _SITES:
        page, credits, free = _SITES[maker](paper, writer)
        truth = Truth(paper, credits, free, levels=False, notes=False)
        charset = "gb18030" if maker == "old" else "utf-8"
        path.write_bytes(web.wrap_mht(page) if base == "mht" else page.encode(charset))
    elif base in ("html", "mht"):
        page = web.word_html(paper)
        truth = Truth(paper, notes=False)
        path.write_bytes(web.wrap_mht(page) if base == "mht" else page.encode())
    elif base == "txt":
        width = {"wrap": 38, "narrow": 30, "gbk": 36}.get(maker, 0)
        text = render_text(paper, width=width, empty=maker == "empty")
        data = text.replace("\n", "\r\n").encode("gb18030") if maker in ("gbk", "ansi") else text.encode()
        path.write_bytes(b"\xef\xbb\xbf" + data if maker == "bom" else data)
        truth = Truth(paper, pictures=False, notes=False, merged=False)
    elif not _is_made(path, paper):
        page = web.render_page(paper, columns=_count_columns(maker))
        if maker.startswith("weasy"):
            _print_weasy(page, path)
        else:
            _print_chromium(page, path, tools.chromium)
    return path, truth


def _print_weasy(page: str, path: Path) -> None:
    from weasyprint import HTML

    HTML(string=page).write_pdf(path)


def _print_chromium(page: str, path: Path, program: str) -> None:
    source = path.with_suffix(".page.html")
    source.write_text(page, "utf-8")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--print-to-pdf={path}", source.as_uri()], check=True, capture_output=True, timeout=120
    )
    source.unlink()
