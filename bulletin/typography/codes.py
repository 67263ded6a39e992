"""Clusters in, a flag for each out: whether it is part of an address, a file's name or another code, which
loses its meaning by a hyphen that is put in."""

import re

from bulletin.typography.classes import LATIN
from bulletin.typography.clusters import Clusters
from bulletin.typography.model import Kind, Run

# What tells a code from words: a figure, a sign inside, capitals that begin no word, more letters than a word
# has. `co-operate` is none.
_CODE = re.compile(r"[0-9_.@/\\=&#%+~$<>|:]|[a-z][A-Z]|[A-Z]{2}|[^\W\d_]{40}")
_AROUND = "()[]{}<>,.;:!?\"'“”‘’"  # marks of the sentence around it


def find_codes(clusters: Clusters, runs: tuple[Run, ...]) -> list[bool]:
    """Whether each cluster is part of a code: a stretch of Latin without a blank that is no word."""
    kinds, count = clusters.kind, len(clusters.kind)
    out = [False] * count
    at = 0
    while at < count:
        first = at
        while at < count and kinds[at] in LATIN:
            at += 1
        if at > first:
            text = clusters.text[clusters.start[first] : clusters.start[at]].strip(_AROUND)
            is_address = any(runs[clusters.run[i]].kind is Kind.URL for i in range(first, at))
            out[first:at] = [is_address or bool(_CODE.search(text))] * (at - first)
        at += 1
    return out
