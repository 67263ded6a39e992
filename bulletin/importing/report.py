"""Drafts and their files → the report: what was recognised, guessed, left over, and the sum of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bulletin.errors import Problem, Severity
from bulletin.importing.draft import Written
from bulletin.importing.model import Draft, Kind, Remark, count_han

_FIELD_NAMES = {
    "title": "刊名",
    "number": "期号",
    "date": "日期",
    "publisher": "编辑单位",
    "editor": "编辑",
    "phone": "电话",
    "total": "总期号",
    "layout": "版式",
}
_MOST_SHOWN = 40  # characters of a left-over on the screen
_USED = "已写成"  # says of a left-over that its words are in the draft in another form
_CONTENTS_DIFFER = {"I121", "I122", "I123"}


def list_guesses(drafts: Sequence[Draft], written: Written) -> list[Problem]:
    """What an editor has to look at, each as a warning with its code and its place in the source."""
    problems = []
    for draft in drafts:
        for remark in draft.remarks:
            if remark.guess:
                problems.append(_make_warning(remark, draft.file))
    problems += [_make_warning(remark, remark.origin.file) for remark in written.remarks if remark.guess]
    return problems


def _make_warning(remark: Remark, file: str) -> Problem:
    place = f"（{remark.origin.place}）" if remark.origin.place else ""
    return Problem(remark.code, remark.message + place, "对照原稿看一看", file, severity=Severity.WARNING)


def check_balance(draft: Draft) -> list[Problem]:
    """Hold the Han characters of the source against those that came out and those left over.

    A difference is an error of ours: it is reported, never kept quiet.
    """
    found = draft.words + draft.added
    out = count_output(draft) + count_han(item.text for item in draft.left)
    if found == out:
        return []
    lost, gained = found - out, out - found
    parts = [f"少了“{_show(lost)}”"] * bool(lost) + [f"多了“{_show(gained)}”"] * bool(gained)
    hint = "这是程序的错：请对照原稿改正，并把原稿和这份报告交给维护的人"
    return [Problem("I141", f"汉字对不上：{'，'.join(parts)}", hint, draft.file, severity=Severity.WARNING)]


def _show(counts: Counter[str], most: int = 30) -> str:
    text = "".join(counts.elements())
    return text[:most] + ("……" if len(text) > most else "")


def count_output(draft: Draft) -> Counter[str]:
    """The Han characters of the articles of a draft: titles, text, cells, notes."""
    texts: list[str] = []
    for article in draft.articles:
        texts.append(article.title)
        texts += [block.all_text() for block in article.blocks]
        texts += ["".join(run.text for run in runs) for runs in article.notes.values()]
    return count_han(texts)


def render_report(
    drafts: Sequence[Draft], written: Written, problems: Sequence[Problem], *, whole: bool
) -> str:
    """The report in Chinese: whole for the file, or for the screen, without what is certain."""
    recognised = [
        *_list_fields(drafts, written),
        *_list_articles(written),
        *_list_facts(drafts, written, whole),
    ]
    sections = (
        ("认出了这些", recognised),
        ("请核对：程序拿不准，或原稿前后不同", [_show_problem(problem) for problem in problems]),
        ("没有收进文章的文字", list(_list_left(drafts, whole))),
        ("字数核对", list(_list_counts(drafts))),
    )
    lines: list[str] = []
    for heading, items in sections:
        if items:
            lines += [f"## {heading}" if whole else f"【{heading}】", *[""] * whole]
            lines += [f"{'- ' if whole else '　'}{item}" for item in items]
            lines.append("")
    return "\n".join(lines)


def _show_problem(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"{place}{'：' if place else ''}{problem.message} [{problem.code}]"


def _list_fields(drafts: Sequence[Draft], written: Written) -> Iterator[str]:
    fields = written.fields or tuple(found for draft in drafts for found in draft.fields)
    for found in fields:
        text = found.text
        if found.name == "number":
            year, _, number = text.rpartition("-")
            text = f"{year}年第{number}期" if year else f"第{number}期"
        note = "（没有对应的一项，没有收进）" if found.name == "total" else ""
        yield f"{_FIELD_NAMES.get(found.name, found.name)}：{text}{note}"
    known = {found.name for found in fields} | {"total", "layout"}
    missing = [name for key, name in _FIELD_NAMES.items() if key not in known]
    if missing:
        yield f"原稿里没有找到：{'、'.join(missing)}"


def _list_articles(written: Written) -> Iterator[str]:
    yield f"文章 {len(written.names)} 篇："
    for name, title in written.names:
        yield f"　{name}　{title}"


def _list_facts(drafts: Sequence[Draft], written: Written, whole: bool) -> Iterator[str]:
    """What was found in each file; by what each title was known, only where the report is whole."""
    for remark in written.remarks:
        if not remark.guess:
            yield remark.message
    for draft in drafts:
        if draft.entries:
            differs = any(remark.code in _CONTENTS_DIFFER for remark in draft.remarks)
            same = "" if differs else "，与正文的标题一致"
            yield f"{draft.file}：目录 {len(draft.entries)} 条{same}；不收进，由程序重新生成"
        kinds = Counter(block.kind for article in draft.articles for block in article.blocks)
        notes = sum(len(article.notes) for article in draft.articles)
        counts = [(str(kind), kinds[kind]) for kind in (Kind.HEADING, Kind.TABLE, Kind.IMAGE)]
        counted = "、".join(f"{kind} {count}" for kind, count in [*counts, ("脚注", notes)] if count)
        if counted:
            yield f"{draft.file}：{counted}"
        for remark in draft.remarks:
            if not remark.guess and (whole or not remark.origin.place):
                yield f"{draft.file}{remark.origin.place}：{remark.message}"


def _list_left(drafts: Sequence[Draft], whole: bool) -> Iterator[str]:
    for draft in drafts:
        groups: dict[str, list[str]] = {}
        for item in draft.left:
            text = " ".join(item.text.split())
            if text:
                place = f"（{item.origin.place}）" if item.origin.place else ""
                groups.setdefault(item.why, []).append(f"“{text}”{place}")
        for why, texts in groups.items():
            if whole:
                yield f"{draft.file}：{why}：{'；'.join(texts)}"
            else:
                shown = texts[0] if len(texts[0]) <= _MOST_SHOWN else f"{texts[0][:_MOST_SHOWN]}……"
                yield f"{draft.file}：{why}：{len(texts)} 处，如{shown}"


def _list_counts(drafts: Sequence[Draft]) -> Iterator[str]:
    for draft in drafts:
        source, added = draft.words.total(), draft.added.total()
        out = count_output(draft).total()
        used = sum(count_han([item.text]).total() for item in draft.left if _USED in item.why)
        left = sum(count_han([item.text]).total() for item in draft.left) - used
        plus = f"，另有自动编号等 {added} 个" if added else ""
        verdict = "" if source + added == out + used + left else "。对不上，见上面"
        parts = f"进文章 {out} 个，写成各项 {used} 个，没有收进 {left} 个{verdict}"
        yield f"{draft.file}：原稿 {source} 个汉字{plus}；{parts}"
