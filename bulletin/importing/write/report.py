"""Drafts and their files → the report: what was recognised, guessed, left over, and the sum of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bulletin.errors import Problem, Severity
from bulletin.importing.model import Draft, Kind, Leftover, Reason, Remark, count_han
from bulletin.importing.write.draft import Written
from bulletin.model import IssueId

_FIELD_NAMES = {
    "title": "刊名",
    "number": "期号",
    "date": "日期",
    "publisher": "编辑单位",
    "editor": "编辑",
    "phone": "电话",
    "total": "总期号",
    "mark": "标识",
    "report_to": "报送",
    "copy_to": "抄送",
    "copies": "印数",
    "layout": "版式",
}
# What an issue may well do without.
_OPTIONAL = {"number", "total", "mark", "report_to", "copy_to", "copies", "layout"}
_MOST_SHOWN = 40  # characters of a left-over on the screen
_MOST_ITEMS = 20  # doubts on the screen: a whole page of them is not read
# What to do about a doubt, in the order of what it costs to miss it: text that is garbled or of another
# issue, articles that are not apart, what is not there, fields, and the form of single paragraphs at last.
_HINTS = {
    "I141": "这是程序的错：请对照原稿改正，并把原稿和报告交给维护的人",
    "I140": "这是程序的错：请对照原稿改正标题，并把原稿和报告交给维护的人",
    "I120": "打开文章看有没有乱码；有就把原稿用记事本另存为 UTF-8，再导入一次",
    "I134": "看是不是写错了 --issue；写错了，删去这个文件夹，再导入一次",
    "I121": "看这一篇是不是并进了前一篇；是就剪出来，另存成一个文件",
    "I123": "看它是不是小标题；是就把它并回前一篇",
    "I122": "对照原稿，看哪一个对",
    "I129": "打开这一篇，把“标题”改成真正的标题",
    "I142": "真是几篇，加上 --whole-issue 再导入一次，分成各篇",
    "I124": "不是标题，就把这一篇并回前一篇",
    "I139": "要用就自己写进文章",
    "I135": "把图另存为 PNG 或 JPEG，放进这一期的文件夹，在文章里写上",
    "I138": "把图另存为 PNG 或 JPEG，放进这一期的文件夹，在文章里写上",
    "I136": "对照原稿补上",
    "I133": "打开 issue.md，改成对的",
    "I128": "打开 issue.md，看哪一个对",
    "I137": "打开 issue.md，不是刊名就改正",
    "I127": "要用就自己写进 issue.md 或文章",
    "I131": "不是作者，就把它移回正文",
    "I130": "看脚注的位置合不合适",
    "I132": "在方括号里写上图上有什么",
    "I125": "不是小标题，就删去前面的“## ”",
    "I126": "对照原稿看是不是一段",
}
_ORDER = {code: place for place, code in enumerate(_HINTS)}
_FIELDS_LEFT = "刊头或版记，加文章时不写进 issue.md"


def list_guesses(drafts: Sequence[Draft], written: Written) -> list[Problem]:
    """What an editor has to look at, each as a warning with its code and its place in the source."""
    problems = []
    for draft in drafts:
        for remark in draft.remarks:
            if remark.guess:
                problems.append(_make_warning(remark, draft.file))
    problems += [_make_warning(remark, "") for remark in written.remarks if remark.guess]
    return problems


def _make_warning(remark: Remark, file: str) -> Problem:
    place = f"（原稿{remark.origin.place}）" if remark.origin.place else ""
    hint = _HINTS.get(remark.code, "对照原稿看一看")
    return Problem(remark.code, remark.message + place, hint, file, severity=Severity.WARNING)


def sort_doubts(problems: Sequence[Problem]) -> list[Problem]:
    """Problems as an editor should look at them: first what a build would stop at, then by importance, each
    kind in the order of the source."""
    return sorted(
        problems, key=lambda problem: (problem.code in _ORDER, _ORDER.get(problem.code, 0), problem.code)
    )


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
    message = f"汉字对不上：{'，'.join(parts)}"
    return [Problem("I141", message, _HINTS["I141"], draft.file, severity=Severity.WARNING)]


def _show(counts: Counter[str], most: int = 30) -> str:
    text = "".join(counts.elements())
    return text[:most] + ("……" if len(text) > most else "")


def count_output(draft: Draft) -> Counter[str]:
    """The Han characters of the articles of a draft: titles, text, cells, notes."""
    texts: list[str] = []
    for article in draft.articles:
        texts += [article.title, article.subtitle]
        texts += [block.all_text() for block in article.blocks]
        texts += ["".join(run.text for run in runs) for runs in article.notes.values()]
    return count_han(texts)


def render_report(
    drafts: Sequence[Draft], written: Written, problems: Sequence[Problem], issue_id: IssueId
) -> str:
    """The whole report in Chinese, as it is kept beside the articles."""
    sections = (
        ("请对照原稿看这几处", _list_doubts(problems)),
        ("没有收进文章的文字", _list_left(drafts, written)),
        ("认出了这些", [*_list_fields(drafts, written, issue_id), *_list_articles(drafts, written)]),
        ("字数核对", [_count(draft, written) for draft in drafts]),
    )
    lines = ["# 导入报告", ""]
    for heading, items in sections:
        if found := list(items):
            lines += [f"## {heading}", "", *(f"- {item}" for item in found), ""]
    return "\n".join(lines)


def render_summary(
    drafts: Sequence[Draft], written: Written, problems: Sequence[Problem], issue_id: IssueId
) -> str:
    """The report as the screen shows it: what was made, what to look at first, what is not there, the sum."""
    lines = [f"　{name}　{title}" for name, title in written.names]
    lines += _list_fields(drafts, written, issue_id)
    one = len(drafts) == 1  # then its name, which may be long, says nothing
    if problems:
        doubts = [
            item.removeprefix(f"{drafts[0].file}：") if one else item for item in _list_doubts(problems)
        ]
        lines += ["", f"请对照原稿看这 {len(doubts)} 处，要紧的在前："]
        lines += [f"　{number}. {item}" for number, item in enumerate(doubts[:_MOST_ITEMS], 1)]
        if more := len(doubts) - _MOST_ITEMS:
            lines += [f"　……还有 {more} 处，见报告"] if more > 0 else []
    if missed := list(_shorten_left(drafts)):
        lines += ["", "没有收进文章的文字，看看要不要自己补上：", *(f"　{item}" for item in missed)]
    lines += ["", *_sum_up(drafts, written)]
    return "\n".join(lines)


def _list_doubts(problems: Sequence[Problem]) -> list[str]:
    """Each problem with its place; what to do about it stands after the last of its kind."""
    ordered = sort_doubts(problems)
    items = []
    for problem, following in zip_longest(ordered, ordered[1:]):
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        item = f"{place}{'：' if place else ''}{problem.message} [{problem.code}]"
        last = following is None or (following.code, following.hint) != (problem.code, problem.hint)
        items.append(f"{item}。{problem.hint}" if last else item)
    return items


def _list_fields(drafts: Sequence[Draft], written: Written, issue_id: IssueId) -> Iterator[str]:
    """What was written in issue.md, and what it lacks; of articles that are added, that it was left alone."""
    fields = written.fields or tuple(found for draft in drafts for found in draft.fields)
    shown = []
    for found in fields:
        if found.name != "number":
            shown.append(f"{_FIELD_NAMES.get(found.name, found.name)} {found.text}")
    if written.head:
        shown.insert(0, f"期号 {issue_id.number or '不详'}")
        yield f"写进 issue.md 的：{'；'.join(shown)}"
        known = {found.name for found in fields} | _OPTIONAL
        if missing := [name for key, name in _FIELD_NAMES.items() if key not in known]:
            yield f"原稿里没有找到：{'、'.join(missing)}。bulletin.yaml 里有的不用管，没有的请写进 issue.md"
    elif shown:
        yield f"原稿里还有（加文章时 issue.md 不动）：{'；'.join(shown)}"


def _list_articles(drafts: Sequence[Draft], written: Written) -> Iterator[str]:
    """The articles, and what was found in each file, by what each title was known."""
    for name, title in written.names:
        yield f"{name}　{title}"
    for remark in written.remarks:
        if not remark.guess:
            yield remark.message
    for draft in drafts:
        if draft.entries:
            same = "" if draft.contents_differ else "，与正文的标题一致"
            yield f"{draft.file}：目录 {len(draft.entries)} 条{same}；不收进，由程序重新生成"
        kinds = Counter(block.kind for article in draft.articles for block in article.blocks)
        notes = sum(len(article.notes) for article in draft.articles)
        counts = [(str(kind), kinds[kind]) for kind in (Kind.HEADING, Kind.TABLE, Kind.IMAGE)]
        counted = "、".join(f"{kind} {count}" for kind, count in [*counts, ("脚注", notes)] if count)
        if counted:
            yield f"{draft.file}：{counted}"
        for remark in draft.remarks:
            if not remark.guess:
                yield f"{draft.file}{remark.origin.place}：{remark.message}"


def _group_left(draft: Draft) -> dict[Reason, list[str]]:
    """The words of a file that are in no article, by why."""
    groups: dict[Reason, list[str]] = {}
    for item in draft.left:
        text = " ".join(item.text.split())
        if text:
            place = f"（原稿{item.origin.place}）" if item.origin.place else ""
            groups.setdefault(item.why, []).append(f"“{text}”{place}")
    return groups


def _list_left(drafts: Sequence[Draft], written: Written) -> Iterator[str]:
    for draft in drafts:
        for why, texts in _group_left(draft).items():
            words = _FIELDS_LEFT if why is Reason.FIELDS and not written.head else why
            yield f"{draft.file}：{words}：{'；'.join(texts)}"


def _shorten_left(drafts: Sequence[Draft]) -> Iterator[str]:
    """What an editor may miss: nothing of what is written in another form, or made again by the program."""
    for draft in drafts:
        place = f"{draft.file}：" if len(drafts) > 1 else ""
        for why, texts in _group_left(draft).items():
            if not why.is_used and not why.is_made_again:
                shown = texts[0] if len(texts[0]) <= _MOST_SHOWN else f"{texts[0][:_MOST_SHOWN]}……”"
                yield f"{place}{why} {len(texts)} 处，如{shown}"


def _is_used(item: Leftover, written: Written) -> bool:
    """Whether its words were written in another form; issue.md is left alone when articles are added."""
    return item.why.is_used and (written.head or item.why is not Reason.FIELDS)


def _add_up(draft: Draft, written: Written) -> tuple[int, int, int, int, int]:
    """Han characters: of the source, of automatic numbers, in articles, written in another form, left."""
    used = sum(count_han([item.text]).total() for item in draft.left if _is_used(item, written))
    left = sum(count_han([item.text]).total() for item in draft.left) - used
    return draft.words.total(), draft.added.total(), count_output(draft).total(), used, left


def _count(draft: Draft, written: Written) -> str:
    source, added, out, used, left = _add_up(draft, written)
    plus = f"，另有自动编号等 {added} 个" if added else ""
    verdict = "" if source + added == out + used + left else "。对不上，见上面"
    parts = f"进文章 {out} 个，写成各项 {used} 个，没有收进 {left} 个{verdict}"
    return f"{draft.file}：原稿 {source} 个汉字{plus}；{parts}"


def _sum_up(drafts: Sequence[Draft], written: Written) -> Iterator[str]:
    """The sum of all files on one line; of a file where it is wrong, its own."""
    sums = [_add_up(draft, written) for draft in drafts]
    if wrong := [
        draft for draft, found in zip(drafts, sums, strict=True) if sum(found[:2]) != sum(found[2:])
    ]:
        yield from (f"字数：{_count(draft, written)}" for draft in wrong)
        return
    source, added, out, used, left = (sum(column) for column in zip(*sums, strict=True))
    plus = f"（另有自动编号等 {added} 个）" if added else ""
    parts = f"进文章 {out} 个" + f"，写成刊名、编辑等各项 {used} 个" * bool(used)
    parts += f"，没有收进 {left} 个，报告里都列着" if left else ""
    yield f"字数：原稿 {source} 个汉字{plus}，一个不少：{parts}"
