"""The words of an issue, and its record so far → its next record: reviews, corrections, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bulletin import __version__
from bulletin.errors import Problem, Severity
from bulletin.model import KEYS, REVIEW_KEYS, Issue
from bulletin.record import Correction, PublishedArticle, Record, Review, digest_article, digest_words
from bulletin.site.addresses import number_articles
from bulletin.site.model import SiteIssue

REVIEW_NAMES = {key.name: key.chinese for key in KEYS if key.name in REVIEW_KEYS}


@dataclass(frozen=True)
class Wording:
    """What an issue says, as far as its record goes: `text` is the digest of all its words, `reviews` the
    names in its front matter by model.REVIEW_KEYS; `label` is what messages call it."""

    issue: str
    label: str
    text: str
    articles: tuple[PublishedArticle, ...]
    reviews: Mapping[str, str]


@dataclass(frozen=True)
class Revision:
    """The record an issue will have, whether its words are new to its readers, and what is to be said."""

    record: Record
    is_new: bool
    problems: tuple[Problem, ...]


def digest_wording(issue: Issue, record: Record | None) -> Wording:
    """The words of an issue as it was read, its articles at the addresses that `record` leaves them."""
    addresses = number_articles(issue, record)
    articles = tuple(
        PublishedArticle(address, article.title, article.file.path, digest_article(article))
        for address, article in zip(addresses, issue.articles, strict=True)
    )
    label = issue.id.label + (f"（{issue.id.letter}）" if issue.id.letter else "")
    return Wording(str(issue.id), label, digest_words(issue), articles, issue.reviews)


def list_wording(issue: SiteIssue) -> Wording:
    """The words of an issue whose part of the site is made: the same, read from there."""
    articles = tuple(PublishedArticle(a.address, a.title, a.path, a.text) for a in issue.articles)
    return Wording(issue.id, issue.label, issue.text, articles, issue.reviews)


def revise_record(
    issue: Wording,
    record: Record | None,
    given: Mapping[str, str],
    now: datetime,
    *,
    needs_reviews: bool,
) -> Revision:
    """Make the record of publishing `issue` at `now`; `record` is the one it has, if it was published.

    Words that differ from those published make a correction of the day; an issue that was withdrawn is
    published again. A review counts for the words it
    was given for: `given` names (by model.REVIEW_KEYS) count for these; a name in front matter counts
    when it was not there before, for a name that stayed was given for other words. With
    `needs_reviews`, a review that is missing is an error. The files are left for who knows them.
    """
    # Whatever the clock says, later than the record it follows: of two records the later one holds.
    moment = max(now, record.latest + timedelta(seconds=1)) if record else now
    time = moment.isoformat(timespec="seconds")
    is_new = record is None or record.text != issue.text or bool(record.withdrawn)
    reviews, void = _settle_reviews(issue, record, given)
    revised = Record(
        issue=issue.issue,
        first=record.first if record else time,
        time=time if is_new or record is None else record.time,
        version=__version__,
        text=issue.text,
        articles=_keep_withdrawn(issue.articles, record),
        reviews=reviews,
        corrections=_list_corrections(issue, record, now),
        files=record.files if record else {},
    )
    problems = _judge_reviews(issue, reviews, void, needs_reviews=needs_reviews and is_new)
    return Revision(revised, is_new, tuple(problems))


def _settle_reviews(
    issue: Wording, record: Record | None, given: Mapping[str, str]
) -> tuple[dict[str, Review], dict[str, str]]:
    """The reviews that hold for the words as they stand, and names of those that do not any more."""
    before = record.reviews if record else {}
    held = {key: review for key, review in before.items() if review.text == issue.text}
    void = {key: review.name for key, review in before.items() if review.text != issue.text}
    typed = {key: name for key, name in issue.reviews.items() if void.get(key) != name}
    for key, name in {**typed, **given}.items():
        if key not in held or held[key].name != name:
            held[key] = Review(name, issue.text)
        void.pop(key, None)
    return {key: held[key] for key in REVIEW_KEYS if key in held}, void


def _keep_withdrawn(
    articles: tuple[PublishedArticle, ...], record: Record | None
) -> tuple[PublishedArticle, ...]:
    """The articles, and those published before that are gone: their addresses are never given again."""
    there = {article.address for article in articles}
    gone = tuple(a for a in (record.articles if record else ()) if a.address not in there)
    return articles + gone


def _list_corrections(issue: Wording, record: Record | None, now: datetime) -> tuple[Correction, ...]:
    if record is None or record.text in {issue.text, ""}:
        return record.corrections if record else ()
    before = {article.address: article.text for article in record.articles}
    touched = {a.address for a in issue.articles if before.get(a.address) != a.text}
    today = now.date().isoformat()
    earlier = [correction for correction in record.corrections if correction.date != today]
    same_day = {address for c in record.corrections if c.date == today for address in c.articles}
    return (*earlier, Correction(today, tuple(sorted(touched | same_day))))


def _judge_reviews(
    issue: Wording, reviews: Mapping[str, Review], void: Mapping[str, str], *, needs_reviews: bool
) -> list[Problem]:
    path = f"issues/{issue.issue}/issue.md"
    severity = Severity.ERROR if needs_reviews else Severity.WARNING
    problems = []
    for key, name in void.items():
        what = REVIEW_NAMES[key]
        message = f"{name}的{what}是对改动以前的文字作的，已经作废"
        hint = f"请重新{what}，发布时写 --{key.replace('_', '-')} 审稿人，或改 issue.md 里“{what}”那一行"
        problems.append(Problem("D202", message, hint, path, severity=severity))
    missing = [REVIEW_NAMES[key] for key in REVIEW_KEYS if key not in reviews and key not in void]
    if missing and (needs_reviews or reviews):
        hint = f"审过以后，在 issue.md 里写“{missing[0]}: 审稿人”"
        problems.append(
            Problem("D201", f"{issue.label}没有{'、'.join(missing)}", hint, path, severity=severity)
        )
    return problems


def fill_files(record: Record, files: Mapping[str, str]) -> Record:
    """`record` with the digests of its issue's files, of all `files` of the site."""
    prefix = f"{record.issue}/"
    return replace(record, files={n: digest for n, digest in files.items() if n.startswith(prefix)})
