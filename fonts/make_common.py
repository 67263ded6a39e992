"""common.txt → BulletinFang-Common.woff2, the web font that every issue shares.

After a change of common.txt or of BulletinFang-Regular.ttf:

    .venv/bin/python fonts/make_common.py
"""

from pathlib import Path

from bulletin.fonts.faces import Face
from bulletin.fonts.web import COMMON_FILE, COMMON_OF, cut_face, read_common_characters

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    source = HERE / "BulletinFang-Regular.ttf"
    face = Face(COMMON_OF, source.name, source.read_bytes())
    (HERE / COMMON_FILE).write_bytes(cut_face(face, sorted(map(ord, read_common_characters()))))
