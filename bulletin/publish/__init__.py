"""A finished site on disk and an address → the site in place there, whole or not at all."""

from bulletin.publish.manifest import (
    Changes,
    Content,
    Manifest,
    compare_release,
    parse_manifest,
    render_manifest,
)
from bulletin.publish.opening import open_target
from bulletin.publish.release import Release, SiteFile, is_immutable, read_release
from bulletin.publish.target import Outcome, Report, Target

__all__ = [
    "Changes",
    "Content",
    "Manifest",
    "Outcome",
    "Release",
    "Report",
    "SiteFile",
    "Target",
    "compare_release",
    "is_immutable",
    "open_target",
    "parse_manifest",
    "read_release",
    "render_manifest",
]
