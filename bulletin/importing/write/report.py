"""Drafts and their files → the report: what was recognised, guessed, left over, and the sum of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin.errors import Problem, Severity
from bulletin.importing.model import (
    Draft,
    Judgement,
    Kind,
    Nature,
    Reason,
    Remark,
    Unit,
    count_han,
)
from bulletin.importing.write.draft import Placed, Written
from bulletin.importing.write.summary import Doubt, Missing, Report, list_doubts, say_first
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
_PICTURES = {"I135", "I138"}  # remarks of pictures that are not there
# What to do about a doubt, in the order of what it costs to miss it: text that is garbled or of another
# issue, articles that are not apart, what is not there, fields, and the form of single paragraphs at last.
_HINTS = {
    "I141": "这是程序的错：请对照原稿改正，并把原稿和报告交给维护的人",
    "I140": "这是程序的错：请对照原稿改正标题，并把原稿和报告交给维护的人",
    "I120": "打开文章看有没有乱码；有就把原稿用记事本另存为 UTF-8，再导入一次",
    "I147": "对照原稿补上",
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
    "I143": "打开 issue.md，不对就改；要用 bulletin.yaml 里的，就删去这一行",
    "I144": "看是不是写错了 --issue，或者原稿的日期写错了；错的是日期，就在 issue.md 里改",
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
_QUOTED = re.compile("“([^”]+)”")
_ORDER = {code: place for place, code in enumerate(_HINTS)}
_FIELDS_LEFT = "刊头或版记，加文章时不写进 issue.md"


def find_doubts(drafts: Sequence[Draft], written: Written) -> list[Doubt]:
    """What an editor has to look at, each as a warning with its code and its places: first what a build would
    stop at, then by what it costs to miss it, each kind in the order of the source."""
    doubts = []
    for number, draft in enumerate(drafts):
        places = _Places([placed for placed in written.placed if placed.draft == number])
        for remark in draft.remarks:
            if remark.guess:
                doubts.append(places.locate(Doubt(_make_warning(remark, draft.file)), remark))
    doubts += [Doubt(_make_warning(remark, "")) for remark in written.remarks if remark.guess]
    doubts += [Doubt(problem, problem.path.rpartition("/")[2], problem.line) for problem in written.problems]
    for draft in drafts:
        doubts += map(Doubt, check_balance(draft))
    return sorted(doubts, key=_weigh)


def _weigh(doubt: Doubt) -> tuple[bool, int, str]:
    code = doubt.problem.code
    return code in _ORDER, _ORDER.get(code, 0), code


def _make_warning(remark: Remark, file: str) -> Problem:
    place = f"（原稿{remark.origin.place}）" if remark.origin.place else ""
    hint = _HINTS.get(remark.code, "对照原稿看一看")
    return Problem(remark.code, remark.message + place, hint, file, severity=Severity.WARNING)


class _Places:
    """Where the lines, pages or paragraphs of a manuscript went."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self._at: dict[tuple[Unit, int], list[Placed]] = {}
        for item in placed:
            for first, last in () if item.origin.margin else item.origin.spans:
                for number in range(first, last + 1):
                    self._at.setdefault((item.origin.unit, number), []).append(item)
        self._known = sorted(self._at)

    def locate(self, doubt: Doubt, remark: Remark) -> Doubt:
        """`doubt` with the article and the line that its `remark` speaks of, as far as that is certain: of a
        page that has become several paragraphs, only where its words are quoted."""
        origin = remark.origin
        spans = () if origin.margin else origin.spans
        places = [(origin.unit, number) for first, last in spans for number in range(first, last + 1)]
        met = [item for place in places for item in self._at.get(place, ())]
        quoted = [piece.strip("…") for piece in _QUOTED.findall(remark.message)]
        named = [item for item in met if any(piece in item.text for piece in quoted if piece)]
        if origin.unit is Unit.PAGE and not named:
            return replace(doubt, name=met[0].name) if len({item.name for item in met}) == 1 else doubt
        if found := named or met:
            return replace(doubt, name=found[0].name, line=found[0].line)
        # What is in no article stood behind what is ahead of it there: a picture is put back in at that line.
        ahead = self._known[bisect_left(self._known, places[0]) - 1 :][:1] if places else []
        if ahead and ahead[0] < places[0] and ahead[0][0] is origin.unit:
            item = self._at[ahead[0]][-1]
            return replace(doubt, name=item.name, line=item.line, behind=True)
        return doubt


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


def make_report(
    drafts: Sequence[Draft], written: Written, doubts: Sequence[Doubt], issue_id: IssueId
) -> Report:
    """What an import did, as an editor hears of it first."""
    left = [item for draft in drafts for item in draft.left]
    remade = [reason for reason in Reason if reason.is_made_again]
    return Report(
        _say_taken(drafts),
        drafts[0].file if len(drafts) == 1 else "",
        written.names,
        tuple(_list_fields(drafts, written, issue_id)) if _has_issue(drafts) and written.head else (),
        tuple(doubts),
        tuple(_list_missing(drafts, written)),
        sum(doubt.problem.code in _PICTURES for doubt in doubts),
        sum(draft.words.total() for draft in drafts),
        tuple(reason.partition("，")[0] for reason in remade if any(item.why is reason for item in left)),
        not any(check_balance(draft) for draft in drafts),
    )


def _say_taken(drafts: Sequence[Draft]) -> str:
    """What the files were taken for: of one file with the reason, of several how many of each."""
    if len(drafts) == 1:
        return _say_judgement(drafts[0].judgement) if drafts[0].judgement.why else ""
    counts = Counter(draft.judgement.nature for draft in drafts)
    odd = sum(_is_odd(draft.judgement) for draft in drafts)
    doubt = f"（有 {odd} 个看上去像一期刊物，见报告）" if odd else ""
    if len(counts) == 1:
        return f"{len(drafts)} 个文件各按{drafts[0].judgement.nature}导入{doubt}"
    return "，".join(f"{counts[nature]} 个文件按{nature}导入" for nature in Nature)


def _say_judgement(judgement: Judgement) -> str:
    if not judgement.given:
        return f"按{judgement.nature}导入（{judgement.why}）"
    doubt = f"（看上去像一期刊物：{judgement.against}；要分成各篇，用 import --whole-issue 另建一期）"
    return f"照您说的按{judgement.nature}导入{doubt if _is_odd(judgement) else ''}"


def _is_odd(judgement: Judgement) -> bool:
    """Whether a file was added as one article that looks like a whole issue."""
    return judgement.nature is Nature.MANUSCRIPT and bool(judgement.against)


def render_report(drafts: Sequence[Draft], written: Written, report: Report, issue_id: IssueId) -> str:
    """The whole report in Chinese, as it is kept beside the articles."""
    sections = (
        ("请对照原稿看这几处", list_doubts(report)),
        ("没有收进文章的文字", _list_left(drafts, written)),
        ("认出了这些", [*_list_articles(drafts, written), *_list_fields(drafts, written, issue_id)]),
        ("字数核对", [_count(draft, written) for draft in drafts]),
    )
    lines = ["# 导入报告", "", *(f"- {line}" for line in say_first(report, "")), ""]
    for heading, items in sections:
        if found := list(items):
            lines += [f"## {heading}", "", *(f"- {item}" for item in found), ""]
    return "\n".join(lines)


def _has_issue(drafts: Sequence[Draft]) -> bool:
    """Whether one of the files was taken for a whole issue: of a manuscript nobody expects 刊名 or 编辑."""
    return any(draft.judgement.nature is Nature.ISSUE for draft in drafts)


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
        missing = [name for key, name in _FIELD_NAMES.items() if key not in known]
        if missing and _has_issue(drafts):
            yield f"原稿里没有找到：{'、'.join(missing)}。bulletin.yaml 里有的不用管，没有的请写进 issue.md"
    elif shown:
        yield f"原稿里还有（加文章时 issue.md 不动）：{'；'.join(shown)}"


def _list_articles(drafts: Sequence[Draft], written: Written) -> Iterator[str]:
    """The articles, and what was found in each file, by what it and each title was known."""
    for name, title in written.names:
        yield f"{name}　{title}"
    for draft in drafts:
        if draft.judgement.why:
            yield f"{draft.file}：{_say_judgement(draft.judgement)}"
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
        words = f"“{text}”" if text else "图" * (item.why is Reason.COVER_IMAGE)  # it may have no words
        if words:
            place = f"（原稿{item.origin.place}）" if item.origin.place else ""
            groups.setdefault(item.why, []).append(f"{words}{place}")
    return groups


def _list_left(drafts: Sequence[Draft], written: Written) -> Iterator[str]:
    for draft in drafts:
        for why, texts in _group_left(draft).items():
            words = _FIELDS_LEFT if why is Reason.FIELDS and not written.head else why
            yield f"{draft.file}：{words}：{'；'.join(texts)}"


def _list_missing(drafts: Sequence[Draft], written: Written) -> Iterator[Missing]:
    """What an editor may miss: nothing of what is written in another form, or made again by the program."""
    for draft in drafts:
        for why, texts in _group_left(draft).items():
            if not _is_used_there(why, written) and not why.is_made_again:
                characters = count_han(item.text for item in draft.left if item.why is why).total()
                words = _FIELDS_LEFT if why is Reason.FIELDS else why
                shown = texts[0] if len(texts[0]) <= _MOST_SHOWN else f"{texts[0][:_MOST_SHOWN]}……”"
                yield Missing(words, len(texts), characters, shown, draft.file if len(drafts) > 1 else "")


def _is_used_there(why: Reason, written: Written) -> bool:
    """Whether such words are written in another form; issue.md is left alone when articles are added."""
    return why.is_used and (written.head or why is not Reason.FIELDS)


def _add_up(draft: Draft, written: Written) -> tuple[int, int, int, int, int]:
    """Han characters: of the source, of automatic numbers, in articles, written in another form, left."""
    used = sum(count_han([item.text]).total() for item in draft.left if _is_used_there(item.why, written))
    left = sum(count_han([item.text]).total() for item in draft.left) - used
    return draft.words.total(), draft.added.total(), count_output(draft).total(), used, left


def _count(draft: Draft, written: Written) -> str:
    source, added, out, used, left = _add_up(draft, written)
    plus = f"，另有自动编号等 {added} 个" if added else ""
    verdict = "" if source + added == out + used + left else "。对不上，见上面"
    parts = f"进文章 {out} 个，写成各项 {used} 个，没有收进 {left} 个{verdict}"
    return f"{draft.file}：原稿 {source} 个汉字{plus}；{parts}"
