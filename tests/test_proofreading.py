"""The measure of the proofreader: what it counts, what it draws, what it makes of verdicts; and its page."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from bulletin.check import RULES

from .conftest import REPOSITORY

proofreading = import_module("benchmarks.proofreading")


def write_folder(folder: Path) -> None:
    (folder / "sub").mkdir(parents=True)
    (folder / "甲.md").write_text("# 标题\n\n我们的的目标是加大力度,帮助企业。\n", "utf-8")
    (folder / "sub" / "乙.txt").write_text("标题\n到2024年2月30日*为止*，都是好的。\n\n第二段。\n", "utf-8")
    (folder / "坏.txt").write_bytes(b"\xff\xfe\xff")
    (folder / "别的.png").write_bytes(b"\x89PNG")


def test_counts(tmp_path: Path) -> None:
    write_folder(tmp_path)
    measured = proofreading.measure(tmp_path)
    assert sorted((f.code, f.severity, f.place, f.excerpt) for f in measured.found) == [
        ("B101", "error", "甲.md:3", "我们的的目标是加大力度【,】帮助企业。"),
        ("C104", "warning", "甲.md:3", "我们【的的】目标是加大力度,帮助企业。"),
        ("N101", "error", "sub/乙.txt:3", "到【2024年2月30日】\\*为止\\*，都是好的。"),
    ]
    assert measured.han == 2 + 15 + 2 + 10 + 3
    assert measured.unread == ["坏.txt"]
    lines = list(proofreading.report_counts(measured))
    assert "error\t2\t625.00 per 10,000 Han" in lines
    assert "  C104\t1\t312.50 per 10,000 Han" in lines
    assert "info\t0\t0.00 per 10,000 Han" in lines


def test_sample_and_verdicts(tmp_path: Path) -> None:
    found = [proofreading.Found("B101", "error", f"甲.md:{n}", "字【,】", "说") for n in range(50)]
    found += [
        proofreading.Found("C105", "info", "甲.md:1", "字", "说"),
        proofreading.Found("C105", "warning", "甲.md:2", "字", "说"),
    ]
    sample = proofreading.draw_sample(found, 10, 1)
    assert [f.code for f in sample] == ["B101"] * 10 + ["C105"] * 2
    assert sample == proofreading.draw_sample(found, 10, 1) != proofreading.draw_sample(found, 10, 2)
    assert len({f.place for f in sample[:10]}) == 10
    judged = [replace(f, verdict="1" if n < 7 else "0" if n < 9 else "") for n, f in enumerate(sample)]
    proofreading.write_sample(tmp_path / "判.tsv", judged)
    assert proofreading.read_judged(tmp_path / "判.tsv") == judged
    assert list(proofreading.report_precision(judged)) == [
        "error\t7/9\t78%",
        "  B101\t7/9\t78%",
        "warning\t0/0\tnone judged",
        "info\t0/0\tnone judged",
    ]
    proofreading.write_sample(tmp_path / "判.tsv", [replace(sample[0], verdict="对")])
    with pytest.raises(ValueError, match="row 2"):
        proofreading.read_judged(tmp_path / "判.tsv")


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_folder(tmp_path / "文")
    sample = tmp_path / "样.tsv"
    assert proofreading.main([str(tmp_path / "文"), "--sample", str(sample)]) == 0
    assert len(proofreading.read_judged(sample)) == 3
    assert proofreading.main([str(tmp_path / "文"), "--judge", str(sample)]) == 0
    assert "error\t0/0\tnone judged" in capsys.readouterr().out


def test_every_rule_has_its_figure() -> None:
    """How often it was found and how many of those looked at were right, or that it was not met."""
    page = (REPOSITORY / "docs" / "校对规则.md").read_text("utf-8").partition("## 准不准")[2]
    rows = re.findall(
        r"(?m)^\| ([A-Z]\d{3}) \| (?:错误|警告|提示) \| (\d+) \| (没有遇到|(\d+)/(\d+)) \|$", page
    )
    measured = {code for code, *_ in rows}
    assert measured == {rule.code for rule in RULES} | {"R101"}
    for code, count, figure, right, seen in rows:
        if figure == "没有遇到":
            assert count == "0", code
        else:
            assert 0 <= int(right) <= int(seen) <= int(count), code
            assert int(seen) > 0, code
