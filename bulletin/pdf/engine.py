"""WeasyPrint and the system's libraries below it → loaded, whatever this machine has set up around them."""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_FONTCONFIG = Path(__file__).with_name("fontconfig.xml")


def import_weasyprint() -> Any:
    """Import WeasyPrint; raises OSError where its system libraries are missing, and prints nothing.

    On Linux its search for them runs gcc and ldconfig, a fifth of a build's time, before it tries
    the names that the loader knows at once: answer that search with nothing. What it says in English of
    libraries and fonts that are missing is said by our own messages, where it matters.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        with use_own_fonts(), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import weasyprint
    finally:
        ctypes.util.find_library = search
    return weasyprint


@contextmanager
def use_own_fonts() -> Iterator[None]:
    """Let fontconfig, where it starts inside this block, know none of the machine's fonts and rules.

    Without /etc/fonts it would complain, with thousands of fonts take seconds, and draw with one of them
    what a document's own fonts lack.
    """
    kept = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_FONTCONFIG)
    try:
        yield
    finally:
        if kept is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = kept


def read_pango_version() -> str:
    """The version of Pango, as 1.50.12; raises OSError where it is missing."""
    import_weasyprint()
    from weasyprint.text import ffi

    number = ffi.pango.pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
