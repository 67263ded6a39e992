"""The files of an issue → a whole, checked `Issue`."""

from bulletin.source.articles import DRAFT_NOTICE
from bulletin.source.issue import is_source_name, read_issue, read_series, survey_issue
from bulletin.source.reading import Reading

__all__ = ["DRAFT_NOTICE", "Reading", "is_source_name", "read_issue", "read_series", "survey_issue"]
