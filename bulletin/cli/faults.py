"""A fault of the program itself → its traceback, and an exit status that blames no article."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType

STATUS = 70  # EX_SOFTWARE of sysexits.h


class FaultStatus:
    """What ends with an exception inside `with` ends the process with STATUS, the traceback printed.

    Python's own status would be 1, which says that the content is at fault (docs/自动发布.md).
    """

    def __enter__(self) -> None:
        """Nothing is prepared."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Print the traceback of a fault and exit; raises SystemExit. An interruption or an exit goes on."""
        if isinstance(error, Exception):
            traceback.print_exception(error)
            print("\n这是程序的错，不是稿件的错：请把上面的文字和用的命令交给维护程序的人。", file=sys.stderr)
            sys.exit(STATUS)
