"""What is published: a folder read whole, manifests read back, what stays for readers, in which order."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.errors import BulletinError
from bulletin.publish import (
    Content,
    Manifest,
    is_immutable,
    open_target,
    parse_manifest,
    read_release,
    render_manifest,
)
from bulletin.publish.manifest import (
    KEPT,
    NewerManifest,
    UnreadableManifest,
    compare_release,
    is_superseded,
    make_manifest,
    revive_manifest,
)
from bulletin.publish.order import find_obstacles, order_placing, order_removing
from bulletin.publish.target import hide_password

from .publishing import at, make_site, release_of, write_site

DIGEST = "0a1b2c3d4e"


@pytest.mark.parametrize(
    ("name", "immutable"),
    [
        ("style.0a1b2c3d.css", True),
        ("fonts/bulletin-fang-00aa11bb22cc.woff2", True),
        ("search/0a1b2c3d/pagefind.js", True),
        ("2024-09/图-0a1b2c3d4e.png", True),
        ("2024-09/images/0a1b2c3d4e5f.png", True),
        ("style.css", False),
        ("style.0a1b2c3.css", False),
        ("2024-09/2024-09.pdf", False),
        ("2024-09/图-20240930.png", False),
        ("2024-09/照片.20240930153000.jpg", False),
        ("a-99999999.css", True),
        ("style-0A1B2C3D.css", False),
        ("research/0a1b2c3d/x", False),
        ("style-0a1b2c3d.css/index.html", False),
    ],
)
def test_a_name_with_a_digest_is_immutable(name: str, immutable: bool) -> None:
    assert is_immutable(name) is immutable


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    site = {"index.html": b"1", "2024-09/图 一.png": b"2", "a/b/c.txt": b""}
    write_site(tmp_path, {**site, ".DS_Store": b"x", ".git/config": b"x"})
    os.symlink("index.html", tmp_path / "home.html")
    release = read_release(tmp_path, "2026-11-25T15:00:00+08:00", {"期": "2024-09"})
    assert {name: file.path.read_bytes() for name, file in release.files.items()} == {
        **site,
        "home.html": b"1",
    }
    assert release.started == "2026-11-25T07:00:00.000000Z"
    assert release.facts == {"期": "2024-09"}
    assert [file.size for file in release.files.values()] == [1, 0, 1, 1]


def make_link_out(folder: Path) -> None:
    os.symlink("/etc/passwd", folder / "a.txt")


def make_link_to_folder(folder: Path) -> None:
    os.symlink(folder, folder / "again")


def make_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def make_odd_name(folder: Path) -> None:
    (folder / "a\u202egpj.exe").write_bytes(b"")


def make_windows_name(folder: Path) -> None:
    (folder / "a\\b").write_bytes(b"")


def make_dangling_link(folder: Path) -> None:
    os.symlink("nowhere", folder / "a.txt")


def remove_home(folder: Path) -> None:
    (folder / "index.html").unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        make_link_out,
        make_link_to_folder,
        make_pipe,
        make_odd_name,
        make_windows_name,
        make_dangling_link,
        remove_home,
    ],
)
def test_what_is_no_site_is_refused(tmp_path: Path, spoil: object) -> None:
    write_site(tmp_path, make_site(0))
    spoil(tmp_path)  # type: ignore[operator]
    with pytest.raises(BulletinError) as caught:
        read_release(tmp_path, at(0))
    assert [problem.code for problem in caught.value.problems] == ["D102"]


names = st.lists(
    st.text(st.sampled_from("ab.-é图 %"), min_size=1, max_size=4).filter(lambda s: not s.startswith(".")),
    min_size=1,
    max_size=3,
).map("/".join)
contents = st.builds(
    Content, st.text(st.sampled_from("0123456789abcdef"), min_size=64, max_size=64), st.integers(0, 9)
)


@given(
    st.dictionaries(names, contents),
    st.dictionaries(names, contents),
    st.dictionaries(st.text(max_size=3), st.integers()),
)
def test_a_manifest_is_read_back_as_it_was(
    files: dict[str, Content], retired: dict[str, Content], facts: dict[str, int]
) -> None:
    name = "20260101T000000000000Z-0a1b2c3d4e5f"
    manifest = Manifest(name, "2026-01-01T00:00:00.000000Z", files, retired, facts, (name,))
    data = render_manifest(manifest)
    assert parse_manifest(data) == manifest
    assert render_manifest(parse_manifest(data)) == data
    assert json.loads(data)["version"] == 1


@given(st.data())
def test_a_spoilt_manifest_is_never_believed(data: st.DataObject) -> None:
    whole = render_manifest(
        Manifest(
            "20260101T000000000000Z-0a1b2c3d4e5f",
            "2026-01-01T00:00:00Z",
            {"index.html": Content("0" * 64, 1)},
        )
    )
    place = data.draw(st.integers(0, len(whole) - 1))
    spoilt = whole[:place] + data.draw(st.binary(max_size=3)) + whole[place + data.draw(st.integers(0, 9)) :]
    try:
        manifest = parse_manifest(spoilt)
    except UnreadableManifest:
        return
    assert all(".." not in name.split("/") and not name.startswith("/") for name in manifest.everything)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../b", ".bulletin/lock.json", "a//b", "a\\b", ""])
def test_a_manifest_names_nothing_outside_the_site(name: str) -> None:
    good = Manifest("20260101T000000000000Z-0a1b2c3d4e5f", at(0), {"index.html": Content("0" * 64, 1)})
    parse_manifest(render_manifest(good))
    with pytest.raises(UnreadableManifest):
        parse_manifest(render_manifest(replace(good, files={name: Content("0" * 64, 1)})))
    with pytest.raises(UnreadableManifest):
        parse_manifest(render_manifest(replace(good, history=(name,))))


def test_a_later_version_is_told_apart() -> None:
    with pytest.raises(NewerManifest):
        parse_manifest(b'{"version": 2, "all": "different"}')


def test_assets_of_earlier_releases_stay_for_five_publishes(tmp_path: Path) -> None:
    """A page read before a publish asks for its style sheet after it; a page that vanished goes at once."""
    live: Manifest | None = None
    sheets = []
    for number in range(KEPT + 2):
        style = f"style-{number:010x}a.css"
        sheets.append(style)
        site = {"index.html": b"", style: b"%d" % number, f"page{number}.html": b""}
        live = make_manifest(release_of(tmp_path / str(number), site, at(number)), live)
        assert set(live.retired) == set(sheets[max(0, number - KEPT + 1) : number])
    assert live is not None
    assert len(live.history) == KEPT - 1


def test_a_retired_asset_that_comes_back_is_of_the_release_again(tmp_path: Path) -> None:
    sites = [{"index.html": b"", f"s-{DIGEST}.css": b""}, {"index.html": b""}]
    first = make_manifest(release_of(tmp_path / "0", sites[0], at(0)), None)
    second = make_manifest(release_of(tmp_path / "1", sites[1], at(1)), first)
    third = make_manifest(release_of(tmp_path / "2", sites[0], at(2)), second)
    assert [list(manifest.retired) for manifest in (first, second, third)] == [[], [f"s-{DIGEST}.css"], []]
    revived = revive_manifest(second, third, at(3))
    assert revived.files == second.files
    assert list(revived.retired) == [f"s-{DIGEST}.css"]
    assert revived.history == second.history


def test_a_retired_asset_gives_way_to_a_folder_or_file(tmp_path: Path) -> None:
    first = make_manifest(
        release_of(
            tmp_path / "0", {"index.html": b"", f"s-{DIGEST}.css": b"", f"a/s-{DIGEST}.css": b""}, at(0)
        ),
        None,
    )
    release = release_of(tmp_path / "1", {"index.html": b"", f"s-{DIGEST}.css/x": b"", "a": b""}, at(1))
    assert make_manifest(release, first).retired == {}


def test_the_newer_run_wins_whatever_the_clocks_say(tmp_path: Path) -> None:
    older, newer = (release_of(tmp_path, make_site(0), at(second)) for second in (1, 2))
    live_old, live_new = make_manifest(older, None), make_manifest(newer, None)
    assert is_superseded(older, live_new, None)
    assert not is_superseded(newer, live_old, None)
    assert not is_superseded(older, live_new, live_new)  # it was there when we began: our clock is behind
    assert make_manifest(older, live_new).started > live_new.started
    assert not is_superseded(older, None, live_new)


def test_readers_get_content_then_pages_then_lists(tmp_path: Path) -> None:
    old = make_manifest(release_of(tmp_path / "b", {**make_site(1), "search.html": b"1"}, at(0)), None)
    changes = compare_release(release_of(tmp_path / "a", {**make_site(2), "search.html": b"2"}, at(0)), old)
    groups = order_placing(changes.added, changes.changed)
    order = [name for group in groups for name in group]
    assert sorted(order) == sorted(changes.added + changes.changed)
    place = {name: number for number, group in enumerate(groups) for name in group}
    pages = [name for name in order if name.endswith(".html")]
    assert pages[-2:] == ["search.html", "index.html"]
    added_page = "2024-09/05/index.html"
    assert (
        place[added_page] < place["2024-09/01/index.html"] < place["2024-09/index.html"] < place["404.html"]
    )
    assert max(place[n] for n in order if n.startswith(("style-", "search/"))) < place[added_page]
    assert place["2024-09/2024-09.pdf"] < place["2024-09/01/index.html"]
    assert place["index.html"] < place["feed.xml"] == place["sitemap.xml"]


def test_what_leads_to_others_is_removed_first() -> None:
    groups = order_removing(["a/b/index.html", "a/index.html", "feed.xml", "a/x.pdf"])
    assert groups == [["feed.xml"], ["a/index.html"], ["a/b/index.html"], ["a/x.pdf"]]


def test_a_file_in_the_way_of_a_folder_is_found() -> None:
    assert find_obstacles(["a", "b/c/d", "e/f", "g"], ["a/x", "b/c", "e/h"]) == ["a", "b/c/d"]


@pytest.mark.parametrize(
    "address",
    ["ftp://host/x", "", "  ", "git@host:office/site.git", "s3://", "s3://UPPER/x", "s3://bucket/../x",
     "sftp://host", "sftp://host/", "sftp://u:geheim@host:x/p", "sftp://u@host/a/../b", "git+ext::sh -c id",
     "git+", "git+/x#a..b", "git+/x#-d", "https://token@host/x"],
)  # fmt: skip
def test_an_address_that_names_no_target_is_refused(address: str) -> None:
    with pytest.raises(BulletinError) as caught:
        open_target(address)
    assert [problem.code for problem in caught.value.problems] == ["D101"]
    assert caught.value.exit_code == 2
    assert "geheim" not in caught.value.message
    assert "token" not in caught.value.message


def test_passwords_are_never_shown() -> None:
    assert hide_password("sftp://office:geheim@host:22/x") == "sftp://office@host:22/x"
    assert hide_password("git+https://token@host/x.git") == "git+https://host/x.git"
    assert hide_password("https://u:token@host/x@y") == "https://host/x@y"
    assert open_target("sftp://office:geheim@host/x").label == "sftp://office@host/x"
    assert open_target("git+https://u:geheim@host/x.git#web").label == "git+https://host/x.git#web"
