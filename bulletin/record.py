"""published/2024-09.json ↔ what was published of an issue: when, what words, who checked, its corrections."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bulletin import disk
from bulletin.document.plain import list_units
from bulletin.errors import CONTENT_AT_FAULT, fail
from bulletin.model import Article, Issue, IssueId
from bulletin.workspace import Workspace, parse_folder_name

FOLDER = "published"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Review:
    """Who checked an issue, and the digest of the words that were checked: others void it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """An article as it was published: its number in its address (`01`), and the digest of its words."""

    address: str
    title: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A later change of published words: its day (ISO 8601) and the addresses of the articles it touched;
    none where only the issue's own words (a name, a telephone) changed."""

    date: str
    articles: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """What is known of the publication of one issue.

    `first` and `time` are ISO 8601 with an offset: the first publication and that of the words as they now
    stand. `text` is the digest of the words, "" where they are not known; `files` those of the files of the
    site by name. `reviews` maps keys of model.REVIEW_KEYS. `withdrawn` is when the issue was taken from its
    readers because somebody asked for that, "" where they have it.
    """

    issue: str
    first: str
    time: str
    version: str
    text: str
    articles: tuple[PublishedArticle, ...]
    reviews: Mapping[str, Review] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    withdrawn: str = ""

    @property
    def latest(self) -> datetime:
        """When it was last changed: of two records of an issue the later one holds."""
        return datetime.fromisoformat(self.withdrawn or self.time)


def digest_words(issue: Issue) -> str:
    """SHA-256 of all that an issue says: masthead, colophon, articles; how it is typed has no say."""
    words = [issue.title, str(issue.id), issue.date, issue.publisher, *issue.editor, issue.phone]
    more = {
        "serial": issue.serial,
        "mark": issue.mark,
        "report_to": issue.report_to,
        "copy_to": issue.copy_to,
        "copies": issue.copies,
        "cover": issue.cover.name if issue.cover else "",
        "cover_caption": issue.cover_caption,
    }
    return _digest([*words, *_list_given(more), *map(digest_article, issue.articles)])


def digest_article(article: Article) -> str:
    """SHA-256 of what an article says and shows."""
    units = [f"{unit.role} {unit.text} {' '.join(unit.links)}" for unit in list_units(article.document, 1)]
    images = [asset.name for asset in article.assets.values()]  # whose names are their digests
    more = {
        "subtitle": article.subtitle,
        "column": article.column,
        "editor_note": "\n".join(article.editor_note),
    }
    files = [f"{file.name} {hashlib.sha256(file.data).hexdigest()}" for file in article.downloads.values()]
    words = [article.title, *article.author, article.source, *_list_given(more)]
    return _digest([*words, *units, *images, *files])


def _list_given(values: Mapping[str, str]) -> list[str]:
    """What was given of `values`, each told from the others: what was not leaves a digest as it was."""
    return [f"{name} {value}" for name, value in values.items() if value]


def _digest(words: list[str]) -> str:
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def find_record_file(workspace: Workspace, issue_id: IssueId) -> Path:
    """published/2024-09.json, whether it exists or not."""
    return workspace.root / FOLDER / f"{issue_id}.json"


def read_records(workspace: Workspace) -> dict[IssueId, Record]:
    """The records of all issues that were published from this workspace, those that are gone included.

    A workspace without published/ has none. Raises BulletinError where the folder cannot be read or one of
    them is broken: an issue whose record is not seen would be published as if for the first time.
    """
    found = {}
    for path in workspace.look(disk.list_folder, workspace.root / FOLDER):
        issue_id = parse_folder_name(path.stem) if path.suffix == ".json" else None
        if issue_id:
            found[issue_id] = _read_file(workspace, path)
    return found


def _read_file(workspace: Workspace, path: Path) -> Record:
    try:
        return parse_record(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise _explain(workspace, path, error) from error


def _explain(workspace: Workspace, path: Path, error: Exception) -> Exception:
    hint = "这是程序写的，请不要手改；从版本库或备份里取回这个文件"
    message = f"发布记录读不出来（{type(error).__name__}）"
    return fail("G103", message, hint, path=workspace.relative(path), exit_code=CONTENT_AT_FAULT)


def parse_record(data: Mapping[str, Any]) -> Record:
    """A record of the values of its JSON; raises ValueError, TypeError or LookupError where
    they do not fit."""
    if data["version"] != _VERSION:
        raise ValueError(data["version"])
    record = Record(
        issue=str(data["issue"]),
        first=str(data["first"]),
        time=str(data["time"]),
        version=str(data["bulletin"]),
        text=str(data["text"]),
        articles=tuple(PublishedArticle(**values) for values in data["articles"]),
        reviews={str(key): Review(**values) for key, values in data["reviews"].items()},
        corrections=tuple(Correction(c["date"], tuple(c["articles"])) for c in data["corrections"]),
        files={str(name): str(digest) for name, digest in data["files"].items()},
        withdrawn=str(data.get("withdrawn", "")),  # versions before it could be had none
    )
    for time in (record.first, record.time, record.withdrawn or record.time):
        if datetime.fromisoformat(time).tzinfo is None:
            raise ValueError(time)
    return record


def describe_record(record: Record) -> dict[str, Any]:
    """The values of a record's JSON."""
    return {
        "version": _VERSION,
        "issue": record.issue,
        "first": record.first,
        "time": record.time,
        "bulletin": record.version,
        "text": record.text,
        "reviews": {key: asdict(review) for key, review in record.reviews.items()},
        "corrections": [asdict(correction) for correction in record.corrections],
        "articles": [asdict(article) for article in record.articles],
        "files": dict(sorted(record.files.items())),
    } | ({"withdrawn": record.withdrawn} if record.withdrawn else {})


def render_record(record: Record) -> bytes:
    """The file of a record."""
    return (json.dumps(describe_record(record), ensure_ascii=False, indent=1) + "\n").encode()
