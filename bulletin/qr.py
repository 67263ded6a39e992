"""The address of an issue's page → its QR code (ISO/IEC 18004) as SVG."""

from __future__ import annotations

import segno

from bulletin.model import Issue

QR_FILE = "qr.svg"
_QUIET = 4  # modules around the code, §5.3.8
_LONGEST = 500  # bytes: a longer address would be too fine to be read in print


def locate_issue(issue: Issue) -> str:
    """The address of the issue's page on the site; empty where 网址 is not given."""
    return f"{issue.series.url.rstrip('/')}/{issue.id}/" if issue.series.url else ""


def show_address(issue: Issue) -> str:
    """That address as people write it, without https://; empty where it has no room in a code."""
    address = locate_issue(issue)
    return address.partition("://")[2] if len(address.encode()) <= _LONGEST else ""


def draw_qr(address: str) -> bytes:
    """The code of `address`, level M: one module is one unit wide, its quiet zone is inside."""
    matrix = segno.make_qr(address, error="M", boost_error=False).matrix
    size = len(matrix) + 2 * _QUIET
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<path d="{path}"/></svg>\n'
    )
    return svg.encode()
