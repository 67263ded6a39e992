#!/usr/bin/env python3
"""How long a save takes to reach the screen in `bulletin preview`, and what a thousand saves leave behind.

From the moment the file is written to two animation frames after the new text, or the new picture of its
page, stands in Chromium (headless): medians and ninth deciles.

usage: python benchmarks/preview.py [SAVES [FAST_SAVES]]
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
ISSUE = "2024-09"
PROMISES = {"web page": 150, "printed page": 1000}  # ms
MOST_GROWTH = 30.0  # MB

# Resolves to the time (ms since 1970) at which what is waited for is painted.
PAINTED = """([what, text]) => new Promise((resolve) => {
  const page = document.querySelector("#page");
  const before = new Map([...document.querySelectorAll(".sheet > canvas")].map((c) => [c, c.dataset.drawn]));
  const arrived = () => what === "web page"
    ? page.contentDocument?.body?.textContent.includes(text)
    : [...before].some(([canvas, drawn]) => drawn && canvas.dataset.drawn && canvas.dataset.drawn !== drawn);
  const painted = () => resolve(performance.timeOrigin + performance.now());
  const look = () => arrived()
    ? requestAnimationFrame(() => requestAnimationFrame(painted))
    : setTimeout(look, 2);
  look();
})"""


def read_memory(pid: int) -> float:
    """MB that process `pid` and its children hold by themselves (PSS)."""
    try:
        return add_memory(pid)
    except (FileNotFoundError, ProcessLookupError):  # a worker was being renewed
        time.sleep(5)
        return add_memory(pid)


def add_memory(pid: int) -> float:
    """The same, where none of them ends meanwhile."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    own = Path(f"/proc/{pid}/smaps_rollup").read_text()
    mine = next(int(line.split()[1]) for line in own.splitlines() if line.startswith("Pss:")) / 1024
    return mine + sum(add_memory(int(child)) for child in children.stdout.split())


def measure(page: Page, file: Path, text: str, what: str, saves: int) -> list[float]:
    """Milliseconds from write to paint, for as many saves."""
    found = []
    for number in range(saves):
        mark = f"第{number}次存盘{what[:3]}"
        handle = page.evaluate_handle(f"(args) => {{ window.painted = ({PAINTED})(args); }}", [what, mark])
        handle.dispose()
        start = time.time() * 1000
        file.write_text(text.replace("。", f"（{mark}）。", 1), "utf-8")
        found.append(page.evaluate("window.painted") - start)
        time.sleep(2.2 if what == "printed page" else 1.6)
    return found


def main() -> None:
    """Run and print."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    fast = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "issues" / ISSUE, root / "issues" / ISSUE)
        shutil.copy(ROOT / "bulletin.yaml", root)
        command = [sys.executable, "-m", "bulletin", "preview", ISSUE, "--no-open", "--root", str(root)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout
        address = server.stdout.readline().strip()
        file = sorted((root / "issues" / ISSUE).glob("0*.md"))[0]
        text = file.read_text("utf-8")
        try:
            with sync_playwright() as playwright:
                chromium = shutil.which("chromium") or shutil.which("chromium-browser")
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.goto(address)
                page.wait_for_selector(".sheet > canvas[data-drawn]", timeout=60_000)
                page.evaluate("document.querySelector('.sheet:nth-child(2)').scrollIntoView()")
                time.sleep(3)
                for what, promise in PROMISES.items():
                    found = sorted(measure(page, file, text, what, saves))
                    median, ninth = statistics.median(found), found[int(len(found) * 0.9)]
                    print(
                        f"{what}: median {median:.0f} ms, ninth decile {ninth:.0f} ms (promise {promise} ms)"
                    )
                hurry(page, file, text, fast, server.pid)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def hurry(page: Page, file: Path, text: str, saves: int, pid: int) -> None:
    """Saves at the speed of typing: memory of server and press before and after, the last text shown."""
    for number in range(60):  # what is loaded once is loaded
        file.write_text(text.replace("。", f"（热身{number}）。", 1), "utf-8")
        time.sleep(0.15)
    time.sleep(4)
    before = read_memory(pid)
    start = time.time()
    for number in range(saves):
        file.write_text(text.replace("。", f"（快存{number}次）。", 1), "utf-8")
        time.sleep(0.12)
    page.evaluate(PAINTED.join(["(args) => (", ")(args)"]), ["web page", f"快存{saves - 1}次"])
    took = time.time() - start
    time.sleep(4)
    after = read_memory(pid)
    print(
        f"{saves} saves in {took:.0f} s: the last is shown; server and workers {before:.0f} MB before,"
        f" {after:.0f} MB after (promise: at most {MOST_GROWTH:.0f} MB more)"
    )


if __name__ == "__main__":
    main()
