"""The files in an issue's folder → which of them are its articles, and what is odd about the others."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from bulletin.downloads import is_download_name, list_linked_names
from bulletin.errors import Problem, Severity, natural_key
from bulletin.invocation import spell_command
from bulletin.model import Article
from bulletin.source.reader import Reader
from bulletin.workspace import ISSUE_FILE

# Files that may hold an article: what `import` reads, plain text under other names, and what neither takes.
_IMPORTED = (".doc", ".docx", ".wps", ".rtf", ".odt", ".pdf", ".html", ".htm")
_PLAIN = (".txt", ".markdown", ".mdown", ".mkd", ".text")
_NOT_ARTICLES = (*_IMPORTED, *_PLAIN)
NOT_READ = "不是 .md 文件，没有收进本期"
_MOST_MISSING = 3  # numbers in a row; a wider gap is meant: 99-附录

# The number that files are put in order by: 01-甲, 1.2_乙, 3、丙; 5G应用 has none.
_NUMBER = re.compile(r"(\d{1,3}(?:[-.]\d{1,3})*)(?=[-_ .、．，,)）—－\u3000]|$)")
# What programs add to the name of a copy, ahead of it and behind.
_AHEAD = re.compile(r"(?:复件|副本|拷贝|copy of|copy)\s*(?:\(\d+\)\s*)?(?:of\s+)?[-_]?\s*(?=\S)")
_BEHIND = re.compile(
    r"\s*[-_—－]?\s*(?:的?冲突副本|副本|复件|拷贝|备份|copy|backup)\s*\(?\d{0,3}\)?$"
    r"|\s*\(\d{1,2}\)$|\s+\d{1,2}$|\s*[-_]?\s*\([^()]*(?:冲突|conflict)[^()]*\)$|-(?:desktop|laptop|pc)-[a-z0-9]+$"
)


def is_source_name(name: str) -> bool:
    """Whether a file of this name in an issue's folder is read as a source of the issue."""
    return name.lower().endswith(".md") and not name.startswith((".", "~", "_"))


def is_picture_name(name: str) -> bool:
    """Whether a file of this name may be a picture."""
    return name.lower().endswith((".png", ".jpg", ".jpeg", ".svg", ".gif", ".bmp", ".webp", ".tif", ".tiff"))


def list_articles(files: Sequence[Path]) -> list[Path]:
    """The article files in the order a file manager shows them: 2-… before 10-…."""
    # isdir says no to what cannot be looked at, too: then reading it says what is wrong.
    return [
        path
        for path in sorted(files, key=lambda path: natural_key(path.name))
        if is_source_name(path.name) and path.name.lower() != ISSUE_FILE and not os.path.isdir(path)
    ]


def check_left_out(reader: Reader, files: Sequence[Path], articles: Sequence[Article]) -> Iterator[Problem]:
    """A warning for each of `files` that has no part in the issue: neither an article nor linked to."""
    linked = {name.casefold() for article in articles for name in list_linked_names(article.document)}
    typed = "\n".join(line for article in articles for line in article.file.lines)
    names = {unicodedata.normalize("NFKC", path.stem) for path in list_articles(files)}
    for path in sorted(files, key=lambda path: natural_key(path.name)):
        # Office programs put ~$ ahead of the name of an open file; systems hide what begins with a point.
        if path.name.startswith((".", "~", "_")) or (is_source_name(path.name) and not os.path.isdir(path)):
            continue
        own = unicodedata.normalize("NFC", path.name)
        # What is wrong with a link to it is told at the link.
        is_named = own.casefold() in linked or f"({own})" in typed or f"（{own}）" in typed
        explained = _explain_folder(path) if os.path.isdir(path) else _explain_file(path, names)
        if explained and not is_named:
            message, hint = explained
            yield Problem("A103", message, hint, reader.workspace.relative(path), severity=Severity.WARNING)


def _explain_folder(path: Path) -> tuple[str, str] | None:
    names: list[str] = []
    # A folder that cannot be looked into has no say in the issue: this only warns of what lies there.
    with contextlib.suppress(OSError):
        names = sorted(os.listdir(path))
    inside = next((name for name in names if name.lower().endswith(".md")), "")
    hint = f"把“{inside}”等移出来，与 {ISSUE_FILE} 放在一起"
    return ("子文件夹里的文章没有收进本期", hint) if inside else None


def _explain_file(path: Path, articles: set[str]) -> tuple[str, str] | None:
    """What to say of a file that may be meant as an article; None for pictures and the like."""
    lower, suffix = path.name.lower(), path.suffix.lower()
    if ".md." in lower and suffix in _NOT_ARTICLES:
        right = path.name[: lower.index(".md.") + 3]
        hint = f"给文件改名为“{right}”；看不见末尾的“{path.suffix}”，就先在文件夹的“查看”里勾选“文件扩展名”"
        return NOT_READ, hint
    if suffix in _PLAIN:
        return NOT_READ, f"是文章就改名为“{path.stem}.md”；不是文章就移到别的文件夹"
    if suffix in _IMPORTED:
        if unicodedata.normalize("NFKC", path.stem) in articles:
            return NOT_READ, f"已经有“{path.stem}.md”；这是原稿，就移到别的文件夹"
        issue, name = path.parent.name, path.parent.parent.name
        command = spell_command("import", f"{name}/{issue}/{path.name}", "--issue", issue, "--article")
        offer = f"；要给读者下载，{_link_to(path)}" if is_download_name(path.name) else ""
        return NOT_READ, f"是文章就导入：{command}，再把它移到别的文件夹{offer}"
    if is_download_name(path.name):
        hint = f"要给读者下载，{_link_to(path)}；要印的内容写进文章；不用了就移到别的文件夹"
        return "没有哪篇文章链接这个文件，读者下载不到", hint
    if unicodedata.normalize("NFKC", lower).replace("。", ".").endswith(".md"):
        return NOT_READ, "文件名末尾的“.md”要用半角的点"
    return None


def _link_to(path: Path) -> str:
    name = f"<{path.name}>" if " " in path.name else path.name
    return f"在文章里写“[{path.stem}]({name})”"


# The names of the articles beside each other


def find_original(name: str, others: Sequence[str]) -> str | None:
    """The file among `others` that the file `name` is a copy of, going by its name; None where it is none."""
    by_stem = {_fold(other): other for other in others if other != name}
    stem = _fold(name)
    while True:
        match = _BEHIND.search(stem)
        ahead = _AHEAD.match(stem)
        if match and match.start():
            stem = stem[: match.start()]
        elif ahead:
            stem = stem[ahead.end() :]
        else:
            return None
        if stem in by_stem:
            return by_stem[stem]


def _fold(name: str) -> str:
    """The name of a file without its suffix, for comparing."""
    return unicodedata.normalize("NFKC", name.rpartition(".")[0]).casefold().strip()


def check_numbers(folder: str, names: Sequence[str], beside: Sequence[str]) -> Iterator[Problem]:
    """Two of the articles `names` with one number, which says nothing of their order, and numbers that are
    left out between them; `beside` are other files, which may have these."""
    numbered: dict[tuple[int, ...], list[str]] = {}
    for name in names:
        if number := read_number(name):
            numbered.setdefault(number, []).append(name)
    for number, same in numbered.items():
        if len(same) > 1:
            shown = "、".join(f"“{name}”" for name in same)
            message = f"{len(same)} 个文件用了同一个编号 {'.'.join(map(str, number))}：{shown}"
            hint = "照这个次序印出；次序不对，就给文件改编号"
            yield Problem("A127", message, hint, f"{folder}/{same[-1]}", severity=Severity.WARNING)
    taken = {number for name in beside if (number := read_number(name))}
    simple = sorted(number[0] for number in numbered if len(number) == 1)
    if len(simple) < len(numbered) or len(names) > sum(map(len, numbered.values())):
        return  # numbered in another way, or not all of them
    for before, after in pairwise(simple):
        missing = [n for n in range(before + 1, after) if (n,) not in taken]
        if 0 < len(missing) <= _MOST_MISSING and after - before - 1 <= _MOST_MISSING:
            shown = "、".join(map(str, missing))
            first, last = numbered[(before,)][-1], numbered[(after,)][0]
            message = f"文件的编号不连着，缺 {shown}：“{first}”后面是“{last}”"
            hint = "漏了一篇就补上；没有漏，可以不管，或给文件改编号"
            yield Problem("A128", message, hint, f"{folder}/{last}", severity=Severity.WARNING)


def read_number(name: str) -> tuple[int, ...]:
    """The number at the start of a file's name; empty where there is none."""
    match = _NUMBER.match(unicodedata.normalize("NFKC", name).removesuffix(".md"))
    return tuple(int(part) for part in re.split(r"[-.]", match[1])) if match else ()
