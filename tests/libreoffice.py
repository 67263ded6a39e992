"""Documents → what LibreOffice makes of them with the fonts of this repository: the same lines everywhere."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from .patience import SECONDS

REPOSITORY = Path(__file__).resolve().parent.parent

# What documents ask for → what stands in for it; the last is for every other face.
_FACES = {
    "方正小标宋简体": ("Bulletin Title",),
    "仿宋_GB2312": ("Bulletin Fang",),
    "": ("Bulletin Latin", "Bulletin Fang", "Bulletin Rare"),
}


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """The program, and a folder for its profile."""

    program: str
    profile: Path

    def convert(self, kind: str, sources: Sequence[Path], target: Path) -> None:
        """Save `sources` as files of this kind in the folder `target`."""
        command = [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(target), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)


def write_font_settings(folder: Path, faces: Mapping[str, Sequence[str]] | None = None) -> Path:
    """A file for FONTCONFIG_FILE that knows the fonts of this repository alone; its cache lies beside it.
    `faces` say what more stands in for what."""
    rules = "".join(_write_rule(asked, names) for asked, names in {**(faces or {}), **_FACES}.items())
    folder.mkdir(exist_ok=True)
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>'
        f"<dir>{escape(str(REPOSITORY / 'fonts'))}</dir>"
        "<selectfont><rejectfont><glob>*.woff2</glob></rejectfont></selectfont>"  # a part of a face
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>{rules}</fontconfig>\n",
        "utf-8",
    )
    return path


def _write_rule(asked: str, faces: Sequence[str]) -> str:
    test = f'<test name="family"><string>{asked}</string></test>' if asked else ""
    names = "".join(f"<string>{face}</string>" for face in faces)
    mode = 'mode="prepend" binding="strong"' if asked else 'mode="append_last"'
    return f'<match target="pattern">{test}<edit name="family" {mode}>{names}</edit></match>'
