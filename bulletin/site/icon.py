"""The first character of the series' name → the site's icon: white on red, drawn from the title face."""

from __future__ import annotations

import io

import uharfbuzz as hb

from bulletin.fonts import FontSet, Role

_RED = "#b8000d"
_SIDE = 64  # units of the drawing
_TOUCH = 180  # pixels, as iOS asks for
_FILL = 0.72  # of the side


def draw_icon(title: str, fonts: FontSet) -> bytes:
    """favicon.svg: a square with the character as a path, so that it needs no font."""
    path, size = _outline(title, fonts)
    shift = _SIDE * (1 - _FILL) / 2
    drawn = f'<path fill="#fff" transform="translate({shift:.2f} {shift:.2f})" d="{path}"/>' if size else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}">'
        f'<rect width="{_SIDE}" height="{_SIDE}" rx="12" fill="{_RED}"/>{drawn}</svg>\n'
    ).encode()


def _outline(title: str, fonts: FontSet) -> tuple[str, float]:
    """The path of the character in a square of _FILL of the side, y downwards; with its size."""
    char = title[:1]
    face = fonts.choose_shipped_face(Role.TITLE, char) if char else None
    if face is None:
        return "", 0
    font = hb.Font(hb.Face(hb.Blob(face.data)))
    extents = font.get_glyph_extents(font.get_nominal_glyph(ord(char)) or 0)
    if extents is None or not extents.width:
        return "", 0
    size = max(extents.width, -extents.height)
    scale = _SIDE * _FILL / size
    left = extents.x_bearing - (size - extents.width) / 2
    top = extents.y_bearing + (size + extents.height) / 2
    parts: list[str] = []

    def write(command: str, *points: float) -> None:
        numbers = [(x - left) * scale if n % 2 == 0 else (top - x) * scale for n, x in enumerate(points)]
        parts.append(command + " ".join(f"{number:.1f}" for number in numbers))

    draw = hb.DrawFuncs()
    draw.set_move_to_func(lambda x, y, _: write("M", x, y))
    draw.set_line_to_func(lambda x, y, _: write("L", x, y))
    draw.set_quadratic_to_func(lambda cx, cy, x, y, _: write("Q", cx, cy, x, y))
    draw.set_cubic_to_func(lambda ax, ay, bx, by, x, y, _: write("C", ax, ay, bx, by, x, y))
    draw.set_close_path_func(lambda _: parts.append("Z"))
    font.draw_glyph(font.get_nominal_glyph(ord(char)) or 0, draw)
    return "".join(parts), size


def draw_touch_icon(title: str, fonts: FontSet) -> bytes:
    """apple-touch-icon.png, which phones show on their home screen."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (_TOUCH, _TOUCH), _RED)
    char = title[:1]
    face = fonts.choose_shipped_face(Role.TITLE, char) if char else None
    if face:
        font = ImageFont.truetype(
            io.BytesIO(face.data), round(_TOUCH * _FILL), layout_engine=ImageFont.Layout.BASIC
        )
        ImageDraw.Draw(image).text((_TOUCH / 2, _TOUCH / 2), char, "#fff", font, anchor="mm")
    buffer = io.BytesIO()
    image.quantize(16).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
