"""What pip or venv says in English when they fail → what the clerk reads."""

from __future__ import annotations

import re

_NO_ROOM = re.compile(r"No space left on device|Disk quota exceeded|Errno 28\b")
_NO_NETWORK = re.compile(
    r"NewConnectionError|Temporary failure in name resolution|Name or service not known|getaddrinfo failed"
    r"|Connection refused|Network is unreachable|No route to host|timed out|ConnectTimeout|ReadTimeout"
    r"|ProxyError|Connection aborted|Connection reset|nodename nor servname|Failed to establish",
)
_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError")
_NONE_FITS = re.compile(r"No matching distribution found for ([\w.-]+)")
_HASHES = re.compile(r"DO NOT MATCH THE HASHES")
_DENIED = re.compile(r"Permission denied|Read-only file system|Errno (?:13|30)\b")


class Failure(Exception):
    """An environment that could not be made: `kind` says why, `log` holds what was printed."""

    def __init__(self, kind: str, log: str, name: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.log = log
        self.name = name


def explain_pip(log: str) -> Failure:
    """Why pip failed, from what it printed: no room, no network, a certificate, nothing that fits, other."""
    none_fits = _NONE_FITS.search(log)
    for kind, pattern in (
        ("room", _NO_ROOM),
        ("certificate", _CERTIFICATE),
        ("network", _NO_NETWORK),
        ("hashes", _HASHES),
        ("denied", _DENIED),
    ):
        if pattern.search(log):
            return Failure(kind, log)
    return Failure("fit", log, none_fits[1]) if none_fits else Failure("other", log)
