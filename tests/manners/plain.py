"""A paper → a text file: a line for each paragraph, or wrapped as old programs and mailers do."""

from __future__ import annotations

from tests.extractions import measure, wrap

from .paper import IMAGE, LEFT, UP, Paper, Part, Role

_BLANK = "\u3000"


def render_text(paper: Paper, *, width: int = 0, empty: bool = False) -> str:
    """Its lines; `width` in em breaks them, `empty` sets an empty line between paragraphs."""
    lines: list[str] = []
    for part in paper.parts:
        lines += [""] * (part.look.gap or int(empty))
        if part.rows:
            lines += [
                "\t".join("" if cell in (LEFT, UP) or cell.startswith(IMAGE) else cell for cell in row)
                for row in part.rows
            ]
        elif part.role is not Role.PICTURE:
            lines += _render_part(part, width)
    return "\n".join(lines).strip("\n") + "\n"


def _render_part(part: Part, width: int) -> list[str]:
    text = (part.number + part.typed).replace("\t", _BLANK)
    room = width or 38
    if part.look.align in ("center", "right") or part.look.left > 10:
        free = max(0.0, room - measure(text)) - (2 if part.look.align != "center" else 0)
        return [_BLANK * int(free / 2 if part.look.align == "center" else free) + text]
    lead = "" if part.lead else _BLANK * int(max(0, part.look.first + part.look.left))
    if not width:
        return [lead + text]
    lead += text[: len(text) - len(text.lstrip(_BLANK))]
    lines = wrap(text.lstrip(_BLANK), width, measure(lead))
    return [lead + lines[0], *lines[1:]]
