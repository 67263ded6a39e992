"""The files of an issue → a whole, checked `Issue`."""

from bulletin.source.folder import is_source_name
from bulletin.source.issue import read_issue, read_outline, read_series, survey_issue
from bulletin.source.reading import Reading

__all__ = ["Reading", "is_source_name", "read_issue", "read_outline", "read_series", "survey_issue"]
