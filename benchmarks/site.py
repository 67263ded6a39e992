"""`bulletin site` of 20 years: from scratch, unchanged, with one article changed; ratios in one run.

    .venv/bin/python benchmarks/site.py [issues]

The issues are made from those of this repository, paragraphs shuffled and numbers changed.
"""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TAGS = ["内蒙古", "湖北", "浙江", "安徽", "科技金融", "高新技术企业", "生物医药", "成果转化", "人才"]


def write_archive(root: Path, issues: int) -> None:
    """A workspace of `issues` issues of six articles, twelve a year, from 2005 on."""
    rng = random.Random(7)
    series = (REPOSITORY / "bulletin.yaml").read_text("utf-8")
    (root / "bulletin.yaml").write_text(f"{series}网址: https://kj.example.gov.cn/qk/\n", "utf-8")
    articles = [path.read_text("utf-8") for path in sorted(REPOSITORY.glob("issues/*/0*.md"))]
    for number in range(issues):
        year, month = 2005 + number // 12, number % 12 + 1
        folder = root / "issues" / f"{year}-{month:02d}"
        folder.mkdir(parents=True)
        (folder / "issue.md").write_text(f"---\n日期: {year}-{month:02d}-25\n---\n", "utf-8")
        for at, text in enumerate(rng.sample(articles, 6), 1):
            (folder / f"{at:02d}-文章.md").write_text(vary_article(text, rng), "utf-8")


def vary_article(text: str, rng: random.Random) -> str:
    """The article with other numbers, its paragraphs in another order, and two tags."""
    text = re.sub(r"\d{2,}", lambda m: str(rng.randint(10 ** (len(m[0]) - 1), 10 ** len(m[0]) - 1)), text)
    head, *body = [part.strip() for part in text.split("\n\n")]
    rng.shuffle(body)
    head = re.sub(r"\n---$", f"\n标签: {'、'.join(rng.sample(TAGS, 2))}\n---", head)
    return "\n\n".join([head, *body]) + "\n"


def time_site(root: Path, what: str) -> float:
    """Run `bulletin site` and print what it took: seconds, CPU seconds, the largest process in MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-P", "-m", "bulletin", "site", "--root", str(root)], check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{what:<12} {wall:7.2f} s  {cpu:7.2f} s CPU  largest process so far {after.ru_maxrss / 1024:.0f} MB"
    )
    return wall


def main() -> None:
    issues = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_archive(root, issues)
        clean = time_site(root, "clean")
        time_site(root, "unchanged")
        article = next((root / "issues").glob("2014-06/03*.md"), next(root.glob("issues/*/03*.md")))
        article.write_text(article.read_text("utf-8").replace("科技", "科学技术"), "utf-8")
        changed = time_site(root, "one changed")
        print(f"one changed / clean: {changed / clean:.3f}; {clean / issues:.2f} s an issue")


if __name__ == "__main__":
    main()
