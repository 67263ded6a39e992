"""A formula in the language of TeX, as a web page keeps it beside its picture → the runs of a line that says
the same: x²+y², (a+b)/c, √(x)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bulletin.importing.model import Run
from bulletin.importing.read.raised import enclose_terms, raise_part

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}^_&]|\s+|.", re.DOTALL)
_DEEPEST = 40  # groups in one another
_LONGEST = 4_000  # characters: what is longer is no formula
_SIGN_LIST = (
    "times × cdot · div ÷ pm ± mp ∓ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ "
    "propto ∝ infty ∞ sum ∑ prod ∏ int ∫ iint ∬ oint ∮ partial ∂ nabla ∇ in ∈ notin ∉ subset ⊂ "
    "subseteq ⊆ supset ⊃ cup ∪ cap ∩ emptyset ∅ forall ∀ exists ∃ neg ¬ land ∧ wedge ∧ lor ∨ "
    "vee ∨ to → gets ← rightarrow → leftarrow ← Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ "
    "Leftrightarrow ⇔ iff ⇔ mapsto ↦ ldots … cdots … dots … vdots ⋮ ddots ⋱ circ ∘ bullet • "
    "odot ⊙ oplus ⊕ otimes ⊗ perp ⊥ mid | parallel ∥ angle ∠ triangle △ ast * star ⋆ prime ′ "
    "ell ℓ langle ⟨ rangle ⟩ lbrace { rbrace } lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ vert | Vert ‖ "
    "because ∵ therefore ∴ ll ≪ gg ≫ degree ° backslash \\ | ‖ \\ ； lbrack [ rbrack ] hbar ℏ Re ℜ "
    "Im ℑ aleph ℵ setminus ∖ cong ≅ "
)
_SIGNS = dict(zip(_SIGN_LIST.split()[::2], _SIGN_LIST.split()[1::2], strict=True))
_BLANKS = {"quad", "qquad", ",", ";", ":", " "}
_FRACTIONS = {"frac", "dfrac", "tfrac", "cfrac"}
# What says how letters look, how large a bracket is, where a number stands, or nothing that a line can show.
_SILENT_LIST = (
    "! Big Bigg Bigl Bigr bar bf big bigg bigl bigr bm boldsymbol boxed ddot displaylines "
    "displaystyle dot hat hbox hline it left limits mathbb mathbf mathcal mathfrak mathit mathrm "
    "mathscr mathsf mathtt mbox nolimits nonumber notag operatorname overbrace overline "
    "overrightarrow right rm scriptstyle text textbf textit textrm textstyle tilde underbrace "
    "underline vec widehat widetilde "
)
_SILENT = frozenset(_SILENT_LIST.split())
# Their first group is not said.
_NAMED = {"begin", "end", "tag", "label", "color", "textcolor", "hspace", "vspace"}


def read_tex(source: str) -> tuple[Run, ...]:
    """The runs of a formula: its letters in reading order, with the marks that its layout stands for; none of
    what is too long for one."""
    if len(source) > _LONGEST:
        return ()
    tokens = [token if not token.isspace() else " " for token in _TOKEN.findall(source.strip().strip("$"))]
    runs, _ = _read(tokens, 0, 0)
    return tuple(run for run in runs if run.text)


def _read(tokens: Sequence[str], at: int, depth: int) -> tuple[list[Run], int]:
    """The runs of a group, and where it ends."""
    runs: list[Run] = []
    while at < len(tokens) and tokens[at] != "}":
        token = tokens[at]
        if token in {"^", "_"}:
            part, at = _read_argument(tokens, at + 1, depth)
            runs += raise_part(part, "sup" if token == "^" else "sub")
        else:
            own, at = _read_one(tokens, at, depth)
            runs += own
    return runs, at


def _read_one(tokens: Sequence[str], at: int, depth: int) -> tuple[list[Run], int]:
    """The runs of a letter, a command with what it is about, or a group, and where the next begins."""
    token = tokens[at]
    name = token[1:].rstrip("*")
    if depth >= _DEEPEST:
        return [Run(token.strip("{}\\"))], at + 1
    if token == "{":
        runs, end = _read(tokens, at + 1, depth + 1)
        return runs, end + 1
    if not token.startswith("\\"):
        return [Run({"&": " ", "~": " ", "'": "′", " ": ""}.get(token, token))], at + 1
    if name in _FRACTIONS:
        above, at = _read_argument(tokens, at + 1, depth)
        below, at = _read_argument(tokens, at, depth)
        return [Run(f"{enclose_terms(above)}/{enclose_terms(below)}")], at
    if name == "sqrt":
        return _read_root(tokens, at + 1, depth)
    if name in _NAMED:
        named, at = _read_argument(tokens, at + 1, depth)
        if (name, named) == ("begin", "array"):  # the places of its columns
            _, at = _read_argument(tokens, at, depth)
        return [], at
    if name in _SILENT:
        dot = name in {"left", "right"} and tokens[at + 1 : at + 2] == ["."]
        return [], at + 1 + dot
    return [Run(" " if name in _BLANKS else _SIGNS.get(name) or _find_greek(name) or name)], at + 1


def _read_root(tokens: Sequence[str], at: int, depth: int) -> tuple[list[Run], int]:
    runs: list[Run] = []
    if tokens[at : at + 1] == ["["] and "]" in tokens[at:]:
        end = tokens.index("]", at)
        runs += raise_part("".join(tokens[at + 1 : end]).strip(), "sup")
        at = end + 1
    part, at = _read_argument(tokens, at, depth)
    return [*runs, Run(f"√{enclose_terms(part)}")], at


def _read_argument(tokens: Sequence[str], at: int, depth: int) -> tuple[str, int]:
    """What a command is about, a group or one letter, as bare text, and where the next begins."""
    while at < len(tokens) and tokens[at] == " ":
        at += 1
    if at >= len(tokens) or tokens[at] == "}":
        return "", at
    runs, at = _read_one(tokens, at, depth + 1)
    return "".join(_write(runs)), at


def _write(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        yield f"{run.script}{run.text}"


def _find_greek(name: str) -> str:
    """The letter of a Greek name (alpha, Delta, varepsilon); "" for another name."""
    bare = name.removeprefix("var")
    size = "CAPITAL" if bare[:1].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {bare.upper().replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        return ""
