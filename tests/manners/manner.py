"""What a manner is, and which of them there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from .paper import Paper
from .texts import Writer


@dataclass(frozen=True, slots=True)
class Manner:
    """A kind of paper, the format of its file (docx-wps, pdf-chromium2 …), and who writes it."""

    name: str
    kind: str
    format: str
    make: Callable[[Writer], Paper]

    def write(self, seed: int) -> Paper:
        """The paper of this seed; another manner has other words."""
        return self.make(Writer(Random(f"{self.name} {seed}")))
