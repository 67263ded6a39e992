"""What the disk says is there, is not there, and will not say."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bulletin import disk


def test_nothing_and_something(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("", "utf-8")
    (tmp_path / "link").symlink_to("a")
    assert disk.look_at(tmp_path / "none") is None
    assert disk.look_at(tmp_path / "none/deeper") is None
    assert [disk.is_file(tmp_path / name) for name in ("a", "link", "none", ".")] == [
        True,
        True,
        False,
        False,
    ]
    assert [disk.is_folder(tmp_path / name) for name in ("a", "none", ".")] == [False, False, True]
    assert [path.name for path in disk.list_folder(tmp_path)] == ["a", "link"]
    assert disk.list_folder(tmp_path / "none") == []
    with pytest.raises(FileNotFoundError):
        disk.require(tmp_path / "none")


def test_links_that_lead_nowhere_are_not_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("", "utf-8")
    reasons = {"broken": "通到的地方不在了", "loop": "互相指着", "file/below": "不是文件夹"}
    for look in (disk.look_at, disk.is_file, disk.is_folder, disk.list_folder, disk.walk_files):
        for name, reason in reasons.items():
            with pytest.raises(OSError, match=re.escape(name)) as caught:
                look(tmp_path / name)
            assert reason in disk.explain_os_error(caught.value)


def test_files_below_a_folder(tmp_path: Path) -> None:
    for name in ("b.md", "a/2.png", "a/1.png", ".hidden/x", "__pycache__/x", "~$b.md", ".x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in disk.walk_files(tmp_path)]
    assert found == ["b.md", "a/1.png", "a/2.png"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOENT])
def test_a_folder_that_cannot_be_read_is_not_left_out(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    original = os.scandir

    def scandir(path: Any) -> Iterator[Any]:
        if str(path).endswith("b"):
            raise OSError(number, os.strerror(number), str(path))
        return original(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(OSError, match=os.strerror(number)):
        disk.walk_files(tmp_path)
