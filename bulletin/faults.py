"""A process that ends with an exception → an exit status that blames the machine or the program."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import TracebackType

STATUS = 70  # EX_SOFTWARE of sysexits.h
_OURS = str(Path(__file__).resolve().parent)


class FaultStatus:
    """What ends with an exception inside `with` ends the process, and says why.

    A library that does not load is the machine's fault: what it lacks is named, with exit status 3. Anything
    else is ours: STATUS, the traceback printed. Python's own status would be 1, which says that the content
    is at fault (docs/自动发布.md).
    """

    def __enter__(self) -> None:
        """Nothing is prepared."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say what went wrong and exit; raises SystemExit. An interruption or an exit goes on."""
        if not isinstance(error, Exception):
            return
        from bulletin.invocation import forget_preparation
        from bulletin.probe import MACHINE_AT_FAULT, probe_machine

        if came_from_library(error) and (lacks := probe_machine()):
            forget_preparation()
            print("\n\n".join(map(str, lacks)), file=sys.stderr)
            sys.exit(MACHINE_AT_FAULT)
        traceback.print_exception(error)
        print("\n这是程序的错，不是稿件的错：请把上面的文字和用的命令交给维护程序的人。", file=sys.stderr)
        sys.exit(STATUS)


def came_from_library(error: BaseException) -> bool:
    """Whether `error` arose in a module that is not ours, or while one was loaded, whatever its type: a file
    of zeros, half a library, one made for another Python, a font that none can read."""
    if isinstance(error, ImportError):
        return True
    if isinstance(error, SyntaxError):
        return not (error.filename or "").startswith(_OURS)
    if isinstance(error, ValueError) and "source code string" in str(error):
        return True  # a file of zeros, as early versions of Python 3.11 put it
    frames = traceback.extract_tb(error.__traceback__)
    loading = any(frame.filename.startswith("<frozen importlib") for frame in frames)
    return loading or not frames[-1].filename.startswith(_OURS)
