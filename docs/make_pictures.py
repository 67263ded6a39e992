"""The examples in 编辑手册.md → the pictures beside them in images/; run by hand, results are committed.

    .venv/bin/python docs/make_pictures.py

An example is the fenced block under a comment such as `<!-- 例：文字 -->`, so the manual's text and its
pictures cannot disagree. Needs pdftoppm (poppler-utils), and chromium for the picture of the web page.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DOCS = Path(__file__).resolve().parent
FONTS = DOCS.parent / "fonts"
IMAGES = DOCS / "images"
MOST_BYTES = 150_000
ISSUE = "2025-02"
EXAMPLE = re.compile(r"<!-- 例：(\w+) -->\s*```\w*\n(.*?)```", re.DOTALL)
PAPER = (255, 255, 255)
# The furniture of pages is in the reader's own sans-serif: on a machine without a Chinese one, in our 黑体.
FONT_SETTINGS = f"""<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{FONTS}</dir>
  <match><edit name="family" mode="append"><string>Bulletin Hei</string></edit></match>
</fontconfig>
"""
ARTICLES = ("对照", "注和引文", "文字", "表和图")
# An article that cannot begin on the page of the one before, so that page ends without a colophon.
_FILLER = "续页"
_FILLER_TEXT = "---\n标题: 续页\n---\n\n![白纸](blank.png)\n"


def main() -> None:
    """Make every picture of the manual."""
    examples = dict(EXAMPLE.findall((DOCS / "编辑手册.md").read_text("utf-8")))
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone = {example: build_issue(folder / example, examples, [example, _FILLER]) for example in ARTICLES}
        write_picture("对照", compare(folder, examples["对照"], crop_article(alone["对照"], 118)))
        for example in ARTICLES[1:]:
            write_picture(example, crop_article(alone[example], 100))
        whole = build_issue(folder / "whole", examples, ARTICLES)
        write_picture("封面和版记", join_side_by_side(crop_cover(whole), crop_last_page(whole)))
        write_picture("版式2025", draw_layout(folder, examples))
        write_picture("2024-09", draw_real_issue(folder))
        write_picture("预览", photograph_preview())
        write_picture("网站", draw_site(folder))
        write_picture("网页", join_side_by_side(photograph(whole, 760, 700), photograph(whole, 390, 700)))


def draw_real_issue(folder: Path) -> Image.Image:
    """Cover and first page of the repository's own issue, for README.md."""
    command = [sys.executable, "-m", "bulletin", "build", "2024-09", "--root", DOCS.parent, "--out", folder]
    subprocess.run(command, check=True)
    pdf = folder / "2024-09" / "2024-09.pdf"
    return join_side_by_side(*(frame(render_page(pdf, number, 62)) for number in (1, 2)))


def draw_layout(folder: Path, examples: dict[str, str]) -> Image.Image:
    """Cover and first page of the example issue in the layout 2025."""
    series = examples["刊物"] + "版式: 2025\n网址: https://kj.qingshan.example.gov.cn/cankao\n"
    built = build_issue(folder / "layout", {**examples, "刊物": series}, ARTICLES)
    pages = (render_page(built / f"{ISSUE}.pdf", number, 62) for number in (1, 2))
    return join_side_by_side(*map(frame, pages))


def draw_site(folder: Path) -> Image.Image:
    """The home page of the repository's own site, on a desktop and on a phone, for 网站.md."""
    command = [sys.executable, "-m", "bulletin", "site", "--root", DOCS.parent, "--out", folder / "dist"]
    subprocess.run(command, check=True)
    site = folder / "dist" / "site"
    return join_side_by_side(photograph(site, 1100, 760), photograph(site, 390, 660))


def photograph_preview() -> Image.Image:
    """The preview of the repository's own issue, a paragraph of it opened."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "bulletin", "preview", "2024-09", "--no-open", "--root", DOCS.parent]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    address = server.stdout.readline().strip()
    try:
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
            program = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1240, "height": 760})
            page.goto(address)
            page.wait_for_selector(".sheet:nth-child(2) > canvas[data-drawn]")
            page.locator(".sheet:nth-child(2) button").nth(2).click()
            page.wait_for_timeout(3000)
            page.screenshot(path=f"{folder}/preview.png")
            browser.close()
            return Image.open(f"{folder}/preview.png").convert("RGB").resize((992, 608))
    finally:
        server.terminate()
        server.wait()


def build_issue(root: Path, examples: dict[str, str], names: Sequence[str]) -> Path:
    """Build an issue of the articles `names`; returns its folder under dist/."""
    folder = root / "issues" / ISSUE
    folder.mkdir(parents=True)
    (root / "bulletin.yaml").write_text(examples["刊物"], "utf-8")
    (folder / "issue.md").write_text(examples["本期"], "utf-8")
    draw_chart(folder / "图1.png")
    Image.new("RGB", (1000, 1500), PAPER).save(folder / "blank.png")
    for number, name in enumerate(names, 1):
        (folder / f"{number:02d}-{name}.md").write_text({**examples, _FILLER: _FILLER_TEXT}[name], "utf-8")
    subprocess.run([sys.executable, "-m", "bulletin", "build", ISSUE, "--root", root], check=True)
    return root / "dist" / ISSUE


def draw_chart(path: Path) -> None:
    """The figure that an example article shows."""
    picture = Image.new("RGB", (1200, 420), PAPER)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(FONTS / "BulletinHei-Medium.ttf"), 36)
    for index, (year, amount) in enumerate(((2022, 86), (2023, 118), (2024, 152))):
        left, height = 180 + 320 * index, amount * 1.9
        draw.rectangle((left, 350 - height, left + 170, 350), fill=(70, 110, 165))
        draw.text((left + 85, 340 - height), f"{amount} 项", fill="black", font=font, anchor="mb")
        draw.text((left + 85, 362), f"{year} 年", fill="black", font=font, anchor="mt")
    draw.line((100, 350, 1100, 350), fill="black", width=3)
    picture.save(path)


def render_page(pdf: Path, page: int, dpi: int) -> Image.Image:
    """Page `page` of `pdf` as a picture; -1 is the last."""
    stem = pdf.with_suffix("")
    last = [] if page < 0 else ["-f", str(page), "-l", str(page)]
    subprocess.run(["pdftoppm", "-png", "-r", str(dpi), *last, pdf, stem], check=True)
    found = sorted(stem.parent.glob(f"{stem.name}-*.png"))
    picture = Image.open(found[-1]).convert("RGB")
    picture.load()
    for path in found:
        path.unlink()
    return picture


def crop_article(built: Path, dpi: int) -> Image.Image:
    """What is printed inside the margins of page 2, its wide white gaps narrowed."""
    left, top, right, bottom = (round(mm / 25.4 * dpi) for mm in (18, 36, 192, 263))
    page = render_page(built / f"{ISSUE}.pdf", 2, dpi).crop((left, top, right, bottom))
    gap = dpi * 3 // 10
    return stack([page.crop((0, high, page.width, low)) for high, low in find_bands(page, gap)], gap)


def crop_cover(built: Path) -> Image.Image:
    """The cover, its foot cut where nothing is printed."""
    page = render_page(built / f"{ISSUE}.pdf", 1, 62)
    top, bottom = find_bands(page, page.height)[0]
    return frame(page.crop((0, top - 20, page.width, bottom + 165)))


def crop_last_page(built: Path) -> Image.Image:
    """The foot of the last page, as high as the cover's picture."""
    height = crop_cover(built).height - 2
    page = render_page(built / f"{ISSUE}.pdf", -1, 62)
    _, bottom = find_bands(page, page.height)[0]
    return frame(page.crop((0, bottom + 20 - height, page.width, bottom + 20)))


def find_bands(picture: Image.Image, gap: int) -> list[tuple[int, int]]:
    """Ranges of rows that hold ink, a range ending where `gap` white rows follow."""
    grey = picture.convert("L").point(lambda value: 255 if value < 250 else 0)
    inked = [row for row in range(grey.height) if grey.crop((0, row, grey.width, row + 1)).getbbox()]
    ends = [(a, b) for a, b in pairwise(inked) if b - a > gap]
    tops = [inked[0], *(b for _, b in ends)]
    bottoms = [*(a for a, _ in ends), inked[-1]]
    return [(top, bottom + 1) for top, bottom in zip(tops, bottoms, strict=True)]


def stack(pictures: list[Image.Image], gap: int) -> Image.Image:
    """Pictures of one width, one under another, with a margin and a thin frame."""
    height = sum(picture.height for picture in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (pictures[0].width, height + 2 * gap), PAPER)
    top = gap
    for picture in pictures:
        whole.paste(picture, (0, top))
        top += picture.height + gap
    return frame(whole)


def frame(picture: Image.Image) -> Image.Image:
    """A picture with a grey line around it: white paper on a white page has no edge."""
    whole = Image.new("RGB", (picture.width + 2, picture.height + 2), (190, 190, 190))
    whole.paste(picture, (1, 1))
    return whole


def join_side_by_side(*pictures: Image.Image) -> Image.Image:
    width = sum(picture.width for picture in pictures) + 20 * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), PAPER)
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + 20
    return whole


def compare(folder: Path, source: str, printed: Image.Image) -> Image.Image:
    """The source as Notepad shows it, an arrow, and the print of it."""
    from weasyprint import HTML

    lines = "".join(f"<p>{escape(line) or '&nbsp;'}</p>" for line in source.rstrip("\n").split("\n"))
    page = f"""<style>
        @font-face {{ font-family: L; src: url("{(FONTS / "BulletinLatin-Regular.ttf").as_uri()}"); }}
        @font-face {{ font-family: H; src: url("{(FONTS / "BulletinHei-Medium.ttf").as_uri()}"); }}
        @page {{ size: 420px 900px; margin: 0; }}
        body {{ margin: 0; font: 15px/1.45 L, H; }}
        h1 {{ margin: 0; padding: 5px 12px; background: #e8e8e8; font: 14px/1.4 L, H; }}
        div {{ padding: 8px 14px; }} p {{ margin: 0; }}
    </style><h1>01-对接会.md - 记事本</h1><div>{lines}</div>"""
    pdf = folder / "source.pdf"
    HTML(string=page).write_pdf(pdf)
    shot = render_page(pdf, 1, 96)
    _, bottom = find_bands(shot, shot.height)[0]
    left = frame(shot.crop((0, 0, shot.width, bottom + 14)))
    right = printed.resize((560, round(printed.height * 560 / printed.width)), Image.Resampling.LANCZOS)
    arrow = Image.new("RGB", (40, max(left.height, right.height)), PAPER)
    middle = arrow.height // 2
    draw = ImageDraw.Draw(arrow)
    draw.line((2, middle, 28, middle), fill=(90, 90, 90), width=4)
    draw.polygon(((26, middle - 9), (38, middle), (26, middle + 9)), fill=(90, 90, 90))
    return join_side_by_side(left, arrow, right)


def photograph(built: Path, width: int, height: int) -> Image.Image:
    """The web page as a browser `width` pixels wide shows it."""
    shot = built / f"{width}.png"
    # A window narrower than 500 px is refused, so the page stands in a frame of its own.
    holder = built / f"{width}.html"
    holder.write_text(
        f'<body style="margin:0"><iframe src="index.html" width="{width}" height="{height}" frameborder="0">',
        "utf-8",
    )
    size = f"--window-size={max(width, 800)},{height}"
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--allow-file-access-from-files", size]
    settings = built / "fonts.conf"
    settings.write_text(FONT_SETTINGS, "utf-8")
    subprocess.run(
        ["chromium", *options, f"--screenshot={shot}", holder.as_uri()],
        check=True,
        capture_output=True,
        env={**os.environ, "FONTCONFIG_FILE": str(settings)},
    )
    picture = Image.open(shot).convert("RGB").crop((0, 0, width, height))
    share = 560 if width > 500 else 300
    small = picture.resize((share, round(height * share / width)), Image.Resampling.LANCZOS)
    return frame(small.crop((0, 0, share, min(small.height, 515))))


def write_picture(name: str, picture: Image.Image) -> None:
    """Write images/<name>.png in 128 colours."""
    path = IMAGES / f"{name}.png"
    picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name}: {picture.width}×{picture.height}, {size / 1000:.0f} KB")
    if size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


if __name__ == "__main__":
    main()
