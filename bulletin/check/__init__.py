"""The proofreader: an issue → what is wrong or doubtful in its words, each with the clause it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin.characters import INVISIBLE, MISSING, REORDERING
from bulletin.check import (
    confusions,
    contradictions,
    dates,
    document_numbers,
    document_titles,
    enumerations,
    figures,
    former_names,
    marks,
    miswritten_names,
    miswritten_phrases,
    neighbours,
    numbers,
    pairs,
    particles,
    pauses,
    posts,
    register,
    sentences,
    spacing,
    sums,
    units,
    words,
)
from bulletin.check.ignore import drop_ignored
from bulletin.check.passages import list_passages
from bulletin.check.register import Register, Word, load_seed
from bulletin.check.rule import Checked, Rule
from bulletin.errors import Problem, Severity, sort_problems
from bulletin.model import Issue

__all__ = ["RULES", "Rule", "check_issue"]

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_MARKS, _FIGURES, _OFFICE, _HOUSE = "GB/T 15834—2011", "GB/T 15835—2011", "GB/T 9704—2012", "本刊惯例"
_NAMES, _ORGANS = "随程序的名称表", "机构改革方案"
_POSTS, _PEOPLES = "宪法和组织法", "新华社禁用词和慎用词"

_PLAIN = {"算术", "公历"}  # nobody needs a clause for these

# An error is never wrong: whatever has an exception is a warning, what needs a judgement a notice.
RULES = (
    Rule("B101", _ERROR, f"{_MARKS} 5.1", marks.check_half_width),
    Rule("B102", _WARNING, f"{_MARKS} 4.9", marks.check_half_width_brackets),
    Rule("B103", _ERROR, f"{_FIGURES} 4.1", marks.check_full_width_in_number),
    Rule("B104", _WARNING, _HOUSE, marks.check_full_width_letters),
    Rule("B105", _ERROR, f"{_MARKS} 4.8、4.9、4.15", check_whole=pairs.check_pairs),
    Rule("B106", _WARNING, f"{_MARKS} 4.8.3.2", pairs.check_nesting),
    Rule("B107", _ERROR, f"{_MARKS} 4.8", pairs.check_straight_quotes),
    Rule("B108", _ERROR, f"{_MARKS} 4.1—4.7", marks.check_doubled_marks),
    Rule("B109", _WARNING, f"{_MARKS} 4.11", marks.check_ellipsis),
    Rule("B110", _WARNING, f"{_MARKS} 4.10", marks.check_dash),
    Rule("B111", _WARNING, f"{_FIGURES} 5.2、{_MARKS} 4.14", marks.check_look_alikes),
    Rule("B112", _INFO, _HOUSE, marks.check_space),
    Rule("B113", _INFO, f"{_MARKS} 4.5.3.5", pairs.check_pause_between_pairs),
    Rule("B114", _ERROR, f"{_MARKS} 5.1.1", marks.check_start),
    Rule("B115", _WARNING, f"{_MARKS} 4.1", check_whole=marks.check_end),
    Rule("B116", _WARNING, f"{_MARKS} 4.1、4.14", marks.check_points),
    Rule("B117", _WARNING, f"{_MARKS} 4.8", marks.check_stop_behind_quote),
    Rule("B118", _INFO, f"{_MARKS} 5.1", marks.check_half_width_around_latin),
    Rule("B119", _WARNING, _HOUSE, marks.check_invisible),
    Rule("B120", _WARNING, f"{_MARKS} 5.1", spacing.check_blank_beside_mark),
    Rule("B121", _WARNING, f"{_MARKS} 4.15", document_titles.check_other_brackets),
    Rule("B122", _WARNING, f"{_MARKS} 4.5.3", pauses.check_pause_mark),
    Rule("B123", _WARNING, f"{_MARKS} 4.5", pauses.check_pause_for_comma),
    Rule("B124", _WARNING, f"{_MARKS} 4.8", pauses.check_stop_of_quotation),
    Rule("B125", _WARNING, f"{_MARKS} 4.10", pauses.check_single_dash),
    Rule("B126", _INFO, f"{_MARKS} 4.15", document_titles.check_missing_title_marks),
    Rule("B127", _WARNING, f"{_MARKS} 附录A.10", document_titles.check_no_document),
    Rule("C101", _WARNING, _HOUSE, check_whole=words.check_percent_signs),
    Rule("C102", _WARNING, _HOUSE, check_whole=words.check_plus_signs),
    Rule("C103", _WARNING, f"{_MARKS} 4.13.3", check_whole=words.check_range_signs),
    Rule("C104", _WARNING, _HOUSE, words.check_doubled_words),
    Rule("C105", _WARNING, _HOUSE, check_whole=words.check_repeated_sentences),
    Rule("C106", _WARNING, _HOUSE, check_whole=words.check_this_year),
    Rule("C107", _WARNING, "《现代汉语词典》", words.check_until),
    Rule("C108", _INFO, "国发〔2013〕23号", check_whole=words.check_character_table),
    Rule("C109", _INFO, _HOUSE, words.check_doubled_pairs),
    Rule("C110", _INFO, "《现代汉语词典》", words.check_about),
    Rule("C111", _WARNING, _HOUSE, words.check_fixed_phrases),
    Rule("C112", _INFO, f"{_MARKS} 4.13.3", check_whole=words.check_hyphens),
    Rule("C113", _WARNING, _HOUSE, check_whole=contradictions.check_names),
    Rule("C114", _INFO, _HOUSE, check_whole=contradictions.check_firms),
    Rule("N101", _ERROR, "公历", dates.check_dates),
    Rule("N102", _ERROR, "公历", dates.check_weekdays),
    Rule("N103", _WARNING, f"{_FIGURES} 5.1.4", dates.check_times),
    Rule("N104", _WARNING, f"{_MARKS} 4.13.3", dates.check_reversed_ranges),
    Rule("N105", _WARNING, f"{_FIGURES} 5.1.3", numbers.check_percent_range),
    Rule("N106", _WARNING, "算术", numbers.check_shares),
    Rule("N107", _WARNING, _HOUSE, numbers.check_growth),
    Rule("N108", _WARNING, f"{_FIGURES} 4.3", numbers.check_mixed_digits),
    Rule("N109", _WARNING, "算术", numbers.check_change),
    Rule("N110", _WARNING, "算术", sums.check_sums),
    Rule("N111", _WARNING, "算术", sums.check_share_sums),
    Rule("N112", _WARNING, "算术", check_whole=sums.check_table_sums),
    Rule("N113", _INFO, "算术", sums.check_partial_sums),
    Rule("N114", _WARNING, f"{_MARKS} 4.13.3", dates.check_reversed_days),
    Rule("N115", _WARNING, "公历", check_whole=dates.check_weekdays_of_the_year),
    Rule("N116", _WARNING, "算术", numbers.check_fall_in_times),
    Rule("N117", _WARNING, f"{_MARKS} 4.13.3", numbers.check_reversed_numbers),
    Rule("N118", _WARNING, "电话编号", numbers.check_phones),
    Rule("N119", _WARNING, "公历", dates.check_half_years),
    Rule("N120", _WARNING, "公历", check_whole=dates.check_weekdays_of_the_month),
    Rule("N121", _WARNING, "公历", dates.check_spans_of_days),
    Rule("N122", _WARNING, "算术", numbers.check_shares_by_division),
    Rule("N123", _WARNING, f"{_FIGURES} 5.1", figures.check_written_dates),
    Rule("N124", _WARNING, f"{_FIGURES} 5.1", figures.check_decades),
    Rule("N125", _WARNING, "算术", figures.check_part_and_whole),
    Rule("N126", _WARNING, "算术", figures.check_years),
    Rule("N127", _WARNING, "公历", figures.check_begun_and_done),
    Rule("R105", _WARNING, _NAMES, check_whole=miswritten_names.check_names),
    Rule("R106", _WARNING, _ORGANS, check_whole=former_names.check_former_names),
    Rule("R107", _WARNING, _POSTS, posts.check_posts),
    Rule("R108", _WARNING, _PEOPLES, posts.check_short_names),
    Rule("S101", _WARNING, _HOUSE, check_whole=enumerations.check_series_in_text),
    Rule("S102", _WARNING, f"{_OFFICE} 7.3.3", check_whole=enumerations.check_series_of_headings),
    Rule("S103", _WARNING, _HOUSE, words.check_title),
    Rule("S104", _INFO, f"{_OFFICE} 7.3.3", words.check_heading),
    Rule("S105", _WARNING, _HOUSE, check_whole=words.check_heading_levels),
    Rule("S106", _WARNING, _HOUSE, check_whole=enumerations.check_lists),
    Rule("U101", _WARNING, "GB 3100—93", units.check_unit_symbols),
    Rule("U102", _WARNING, "GB 3100—93", units.check_unit_names),
    Rule("U103", _WARNING, _HOUSE, units.check_letter_case),
    Rule("U104", _WARNING, f"{_OFFICE} 7.2.5", document_numbers.check_document_number),
    Rule("W101", _WARNING, "", confusions.check_confusions),
    Rule("W102", _INFO, "", confusions.check_likely_confusions),
    Rule("W103", _WARNING, "《现代汉语词典》", particles.check_particles),
    Rule("W104", _WARNING, _HOUSE, sentences.check_aim_only),
    Rule("W105", _INFO, _HOUSE, sentences.check_grammar),
    Rule("W106", _INFO, "", miswritten_phrases.check_phrases),
)


_OF_REFERENCES = {"B105", "B119"}

# What check_neighbours and the register find, as 忽略 may name it.
_CODES = {rule.code for rule in RULES} | neighbours.CODES | register.CODES


def check_issue(
    issue: Issue, beside: Sequence[Problem] = (), office_words: Sequence[Word] = ()
) -> list[Problem]:
    """Everything that the rules find in `issue`, in reading order, less what is to be ignored.

    `beside` are problems of this issue that others found (check_neighbours, check_characters), `office_words`
    the office's own register, ahead of the list that ships.
    """
    own = _find_problems(issue, Register((*office_words, *load_seed())))
    found = sort_problems(_tell_once(_leave_to_names(list(own)), beside))
    return list(sort_problems(_gather(drop_ignored(issue, found, _CODES))))


# What is a habit where an article has more of it than this: told once, with its lines. What one click mends
# is told in its place, unless all of an article was typed like that.
_MOST_TOLD = {"B101": 12, "B102": 12, "B112": 1, "B115": 3, "B118": 3, "C105": 3}
_MOST_LINES = 8


def _gather(problems: Sequence[Problem]) -> Iterator[Problem]:
    """All problems, but one for each article of what is a habit there."""
    habits: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        if problem.code in _MOST_TOLD:
            what = problem.hint.partition("：")[0]
            habits.setdefault((problem.code, problem.path, what), []).append(problem)
        else:
            yield problem
    for (code, *_), alike in habits.items():
        if len(alike) <= _MOST_TOLD[code]:
            yield from alike
            continue
        first, *others = alike
        lines = sorted({problem.line for problem in alike})
        shown = "、".join(map(str, lines[:_MOST_LINES])) + ("……" if len(lines) > _MOST_LINES else "")
        message = f"{first.message}；这一篇共{len(alike)}处：第{shown}行"
        spots = tuple(spot for problem in others for spot in problem.spots)
        yield replace(first, message=message, also=(*first.also, *spots))


# What the register says of a name says more than what words and set phrases say of a part of it.
_OF_NAMES, _OF_WORDS = {"R101", "R105", "R106", "R107", "R108"}, {"W101", "W102", "W106"}


def _leave_to_names(problems: Sequence[Problem]) -> list[Problem]:
    """The problems less those of words within a name that is told."""
    told = [(p.path, p.line, p.column, p.end_column) for p in problems if p.code in _OF_NAMES]
    return [
        p
        for p in problems
        if p.code not in _OF_WORDS
        or not any(
            (p.path, p.line) == (path, line) and p.column < end and start < p.end_column
            for path, line, start, end in told
        )
    ]


# What is told of a character by the rules, and the better code by which it is told where it stops a build.
_BETTER = {"B111": MISSING, "B119": REORDERING, "C108": MISSING}


def _tell_once(own: Sequence[Problem], beside: Sequence[Problem]) -> list[Problem]:
    """All problems, but one of each character: what nobody can see is mended by B119 where the text has it,
    unless it stops a build, and what no font draws need not be in a table of characters, too."""
    unseen = {(p.path, p.line) for p in own if p.code == "B119"}
    kept = [p for p in beside if p.code != INVISIBLE or (p.path, p.line) not in unseen]
    told = {(p.code, p.path, spot.line, spot.column) for p in beside for spot in p.spots}
    kept += [p for p in own if (_BETTER.get(p.code), p.path, p.line, p.column) not in told]
    # What joins two pictures of a face has no fault of its own.
    beside_missing = {(path, line, at) for code, path, line, at in told if code == MISSING}
    return [
        p
        for p in kept
        if p.code != "B119" or not {(p.path, p.line, p.column + step) for step in (-1, 1)} & beside_missing
    ]


def _find_problems(issue: Issue, known: Register) -> Iterator[Problem]:
    passages = list_passages(issue)
    yield from known.check(passages)
    own = tuple(word.right for word in known.words if not word.is_seed)
    everything = Checked(issue, passages, own, known.settled)
    # A description of a document has marks of its own, and what it names is as it was printed (GB/T 7714).
    texts = replace(everything, passages=tuple(p for p in passages if not p.is_reference))
    for rule in RULES:
        checked = everything if rule.code in _OF_REFERENCES else texts
        found = rule.check_whole(checked) if rule.check_whole else ()
        if rule.check:
            check = rule.check
            found = ((passage, finding) for passage in checked.passages for finding in check(passage))
        for passage, finding in found:
            basis = "" if not rule.basis or rule.basis in _PLAIN else f"（{rule.basis}）"
            yield passage.problem(
                finding.start,
                finding.end,
                rule.code,
                finding.severity or rule.severity,
                finding.message,
                finding.hint + basis,
                finding.fix,
                finding.also,
            )
