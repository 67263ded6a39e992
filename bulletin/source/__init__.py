"""The files of an issue → a whole, checked `Issue`."""

from bulletin.source.issue import read_issue, read_series, survey_issue

__all__ = ["read_issue", "read_series", "survey_issue"]
