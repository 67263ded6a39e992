"""S3 as target, against moto's server: what is sent, what readers get, over lines that break."""

from __future__ import annotations

import json
import os
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from bulletin.errors import BulletinError
from bulletin.publish import Outcome, Target, is_immutable, lease, open_target, s3, store
from bulletin.publish.s3 import find_type

from .publishing import PageReader, at, kill_publishers, make_site, release_of, write_site
from .servers import BreakingLine, MotoServer, closing
from .test_publish_local import without_retired

KILLS = 3


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with closing(MotoServer()) as server:
        yield server.port


@pytest.fixture(autouse=True)
def access(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "geheim",
        "AWS_DEFAULT_REGION": "us-east-1",
        "FSSPEC_S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(store, "PAUSES", (0.01, 0.05, 0.1))
    monkeypatch.setattr(lease, "LEASE_SECONDS", 1.0)


@pytest.fixture
def client(port: int) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="y",
    )


@pytest.fixture
def bucket(client: Any, request: pytest.FixtureRequest) -> str:
    name = f"office-{abs(hash(request.node.name)):x}"[:40]
    client.create_bucket(Bucket=name)
    return name


def open_to_readers(client: Any, bucket: str) -> None:
    resource = f"arn:aws:s3:::{bucket}/*"
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": resource}
    policy = {"Version": "2012-10-17", "Statement": [everyone]}
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def read_bucket(client: Any, bucket: str, prefix: str = "site/") -> dict[str, bytes]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
    return {
        key.removeprefix(prefix): client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys
    }


def shown(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in found.items() if not name.startswith(".bulletin/")}


def state(found: dict[str, bytes]) -> set[str]:
    return {name.split("/")[1] for name in found if name.startswith(".bulletin/")}


def test_a_publish_changes_what_changed(tmp_path: Path, client: Any, bucket: str) -> None:
    target = open_target(f"s3://{bucket}/site/")
    assert target.label == f"s3://{bucket}/site"
    assert target.read_live() is None
    client.put_object(Bucket=bucket, Key="other/index.html", Body=b"not ours")
    for number in (0, 2, 1):
        release = release_of(tmp_path / str(number), make_site(number), at(number))
        assert target.put(release, target.read_live()) is Outcome.PLACED
        found = read_bucket(client, bucket)
        assert without_retired(shown(found), make_site(number)) == make_site(number)
        assert state(found) == {"manifest.json", "objects", "releases"}
        assert target.put(release, target.read_live()) is Outcome.UNCHANGED
    assert client.get_object(Bucket=bucket, Key="other/index.html")["Body"].read() == b"not ours"


def test_a_bucket_without_a_prefix(tmp_path: Path, client: Any, bucket: str) -> None:
    target = open_target(f"s3://{bucket}")
    assert target.put(release_of(tmp_path / "0", make_site(0), at(0)), None) is Outcome.PLACED
    assert shown(read_bucket(client, bucket, "")) == make_site(0)


def test_names_of_every_kind(tmp_path: Path, client: Any, bucket: str) -> None:
    site = {
        name: name.encode()
        for name in ("index.html", "图 一+2%20?versionId=3&x.png", "a*b/[c].html", "é/~'!(x).txt")
    }
    target = open_target(f"s3://{bucket}/前缀 +1")
    assert target.put(release_of(tmp_path / "0", site, at(0)), None) is Outcome.PLACED
    assert shown(read_bucket(client, bucket, "前缀 +1/")) == site
    target.put(release_of(tmp_path / "1", {"index.html": b""}, at(1)), target.read_live())
    assert shown(read_bucket(client, bucket, "前缀 +1/")) == {"index.html": b""}


def test_readers_are_told_what_it_is_and_how_long_to_keep_it(
    tmp_path: Path, client: Any, bucket: str
) -> None:
    site = {
        **make_site(0),
        "robots.txt": b"",
        "app.js": b"",
        "x.woff2": b"",
        "cover.svg": b"",
        "x.unknown": b"",
    }
    open_target(f"s3://{bucket}/site").put(release_of(tmp_path / "0", site, at(0)), None)
    types = {}
    for name in site:
        head = client.head_object(Bucket=bucket, Key=f"site/{name}")
        types[name.rpartition(".")[2]] = head["ContentType"]
        forever = head["CacheControl"] == "public, max-age=31536000, immutable"
        assert forever is is_immutable(name)
        assert forever or head["CacheControl"] == "public, max-age=60"
    assert types == {
        "css": "text/css; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "pdf": "application/pdf",
        "pf": "application/octet-stream",
        "png": "image/png",
        "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8",
        "unknown": "application/octet-stream",
        "woff2": "font/woff2",
        "xml": "application/xml",
    }
    assert find_type("feed.xml") == "application/atom+xml"
    assert find_type("feed.json") == "application/feed+json"
    assert find_type("a/B.HTML") == "text/html; charset=utf-8"


def test_back_to_the_release_before(tmp_path: Path, client: Any, bucket: str) -> None:
    target = open_target(f"s3://{bucket}/site")
    for number in range(3):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
    for number in (1, 0):
        target.roll_back()
        assert without_retired(shown(read_bucket(client, bucket)), make_site(number)) == make_site(number)


def test_a_big_file_goes_in_parts(
    tmp_path: Path, client: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "_WHOLE_BYTES", 5 << 20)
    site = {"index.html": b"", "film.mp4": os.urandom(12 << 20)}
    target = open_target(f"s3://{bucket}/site")
    release = release_of(tmp_path / "0", site, at(0))
    assert target.put(release, None) is Outcome.PLACED
    assert shown(read_bucket(client, bucket)) == site
    (tmp_path / "1").mkdir()
    changed = release_of(tmp_path / "1", {"index.html": b"", "film.mp4": os.urandom(12 << 20)}, at(1))
    (tmp_path / "1/film.mp4").write_bytes(os.urandom(12 << 20))
    with pytest.raises(BulletinError) as caught:
        target.put(changed, target.read_live())
    assert [problem.code for problem in caught.value.problems] == ["D102"]
    assert changed.files["film.mp4"].sha256 not in "".join(read_bucket(client, bucket))
    assert "Uploads" not in client.list_multipart_uploads(Bucket=bucket)


def test_parts_that_are_lost_are_sent_again_and_none_is_left(
    tmp_path: Path, client: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "_WHOLE_BYTES", 5 << 20)
    site = {"index.html": b"", "film.mp4": os.urandom(12 << 20)}
    call, calls = s3.S3Store._call, []

    def lose(self: s3.S3Store, method: str, **arguments: Any) -> Any:
        calls.append(method)
        if calls.count("upload_part") == 2 and method == "upload_part":
            raise store.LostConnection("cut")
        return call(self, method, **arguments)

    monkeypatch.setattr(s3.S3Store, "_call", lose)
    target = open_target(f"s3://{bucket}/site")
    assert target.put(release_of(tmp_path / "0", site, at(0)), None) is Outcome.PLACED
    assert shown(read_bucket(client, bucket)) == site
    assert [method for method in calls if "upload" in method] == [
        *("create_multipart_upload", "upload_part", "upload_part", "abort_multipart_upload"),
        *("create_multipart_upload", *["upload_part"] * 3, "complete_multipart_upload"),
    ]
    assert "Uploads" not in client.list_multipart_uploads(Bucket=bucket)


def test_a_file_that_changes_on_the_way_stops_the_publish(tmp_path: Path, client: Any, bucket: str) -> None:
    release = release_of(tmp_path / "0", make_site(0), at(0))
    (tmp_path / "0/feed.xml").write_bytes(b"half wri")
    with pytest.raises(BulletinError) as caught:
        open_target(f"s3://{bucket}/site").put(release, None)
    assert [problem.code for problem in caught.value.problems] == ["D102"]
    assert shown(read_bucket(client, bucket)) == {}


def test_what_the_cloud_says_is_told_in_chinese(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    def read(address: str) -> BulletinError:
        with pytest.raises(BulletinError) as caught:
            open_target(address).read_live()
        assert caught.value.exit_code == 3
        assert "geheim" not in caught.value.message
        return caught.value

    assert [problem.code for problem in read("s3://no-such-bucket/site").problems] == ["D115"]
    monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", "http://127.0.0.1:1")
    assert [problem.code for problem in read(f"s3://{bucket}/site").problems] == ["D116"]
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert [problem.code for problem in read(f"s3://{bucket}/site").problems] == ["D114"]


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "AccessDenied", "D103"),
        (403, "InvalidAccessKeyId", "D114"),
        (403, "SignatureDoesNotMatch", "D114"),
        (403, "RequestTimeTooSkewed", "D114"),
        (404, "NoSuchBucket", "D115"),
        (400, "InvalidArgument", "D117"),
        (503, "SlowDown", "D116"),
        (500, "InternalError", "D116"),
        (502, "BadGateway", "D116"),
    ],
)
def test_each_answer_has_its_meaning(
    monkeypatch: pytest.MonkeyPatch, status: int, code: str, expected: str
) -> None:
    body = f"<Error><Code>{code}</Code><Message>said so</Message></Error>".encode()
    with closing(Answering(status, body)) as server:
        monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", f"http://127.0.0.1:{server.port}")
        with pytest.raises(BulletinError) as caught:
            open_target("s3://bucket/site").read_live()
    assert [problem.code for problem in caught.value.problems] == [expected]


class Answering:
    """Gives every HTTP request the same answer."""

    def __init__(self, status: int, body: bytes) -> None:
        import http.server

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_PUT = do_HEAD = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.mark.parametrize("limits", [[100], [9000] * 9 + [200] * 3, [100_000] * 16, [400, 500, 300]])
def test_a_line_that_breaks_is_taken_up_again(
    tmp_path: Path, client: Any, bucket: str, port: int, monkeypatch: pytest.MonkeyPatch, limits: list[int]
) -> None:
    site = {**make_site(0), "big.pdf": os.urandom(200_000)}
    with closing(BreakingLine(port, limits)) as line:
        monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", f"http://127.0.0.1:{line.port}")
        target = open_target(f"s3://{bucket}/site")
        assert target.put(release_of(tmp_path / "0", site, at(0)), None) is Outcome.PLACED
        # A busy client may open more connections than there are limits: the large file goes by a later one.
        assert line.broken or line.connections > len(limits)
    found = read_bucket(client, bucket)
    assert shown(found) == site
    assert state(found) == {"manifest.json", "objects", "releases"}


def test_a_dead_line_is_reported_and_the_next_run_resumes(
    tmp_path: Path, client: Any, bucket: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = {**make_site(0), "zzz.pdf": os.urandom(200_000)}
    release = release_of(tmp_path / "0", site, at(0))
    whole = f"http://127.0.0.1:{port}"
    with closing(BreakingLine(port, [30_000, 30_000], then=0)) as line:
        monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", f"http://127.0.0.1:{line.port}")
        with pytest.raises(BulletinError) as caught:
            open_target(f"s3://{bucket}/site").put(release, None)
    assert [problem.code for problem in caught.value.problems] == ["D116"]
    before = read_bucket(client, bucket)
    assert shown(before) == {}
    monkeypatch.setenv("FSSPEC_S3_ENDPOINT_URL", whole)
    sent: list[str] = []
    send = s3.S3Store.send

    def note(self: s3.S3Store, path: Path, name: str, sha256: str) -> None:
        sent.append(name)
        send(self, path, name, sha256)

    monkeypatch.setattr(s3.S3Store, "send", note)
    assert open_target(f"s3://{bucket}/site").put(release, None) is Outcome.PLACED
    assert shown(read_bucket(client, bucket)) == site
    assert not {name for name in before if "/objects/" in name} & set(sent)


# --- the lock


def test_of_two_that_make_the_lock_one_gets_it(client: Any, bucket: str) -> None:
    stores = [s3.open_s3(f"s3://{bucket}/site") for _ in range(3)]
    for number in range(5):
        for action in ("create", "take"):
            if action == "create":
                client.delete_object(Bucket=bucket, Key=f"site/{lease.LOCK}")
            else:
                client.put_object(Bucket=bucket, Key=f"site/{lease.LOCK}", Body=b"dead %d" % number)
            got: list[bytes] = []
            for thread in (
                threads := [make_taker(each, action, number, b"%d" % n, got) for n, each in enumerate(stores)]
            ):
                thread.start()
            for thread in threads:
                thread.join()
            assert len(got) == 1, action
            assert client.get_object(Bucket=bucket, Key=f"site/{lease.LOCK}")["Body"].read() == got[0]
    assert all(each.exclusive for each in stores)


def make_taker(each: s3.S3Store, action: str, number: int, name: bytes, got: list[bytes]) -> threading.Thread:
    def work() -> None:
        done = (
            each.create(lease.LOCK, name)
            if action == "create"
            else each.take(lease.LOCK, b"dead %d" % number, name)
        )
        if done:
            got.append(name)

    return threading.Thread(target=work)


def test_a_server_that_ignores_conditions_is_found_out(
    tmp_path: Path, client: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some S3-compatible clouds take If-None-Match and do not look at it: there the lock is read again."""
    call = s3.S3Store._call

    def ignore(self: s3.S3Store, method: str, **arguments: Any) -> Any:
        arguments.pop("IfNoneMatch", None)
        arguments.pop("IfMatch", None)
        return call(self, method, **arguments)

    monkeypatch.setattr(s3.S3Store, "_call", ignore)
    monkeypatch.setattr(lease, "_SETTLE_SECONDS", 0.1)
    target = open_target(f"s3://{bucket}/site")
    assert target.put(release_of(tmp_path / "0", make_site(0), at(0)), None) is Outcome.PLACED
    assert target._store.exclusive is False  # type: ignore[attr-defined]
    assert shown(read_bucket(client, bucket)) == make_site(0)
    client.put_object(Bucket=bucket, Key=f"site/{lease.LOCK}", Body=b'{"lease": 60}')
    other = open_target(f"s3://{bucket}/site", wait=0.2)
    with pytest.raises(BulletinError) as caught:
        other.put(release_of(tmp_path / "1", make_site(1), at(1)), None)
    assert caught.value.exit_code == 4


def test_an_endpoint_that_wants_the_bucket_in_front_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FSSPEC_S3_ENDPOINT_URL")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://oss-cn-beijing.aliyuncs.com")
    used = s3.S3Store("bucket", "")._connect()
    assert used.meta.config.s3["addressing_style"] == "virtual"
    assert used.meta.endpoint_url == "https://oss-cn-beijing.aliyuncs.com"


def test_killed_at_random_moments_no_page_is_missing(
    tmp_path: Path, client: Any, bucket: str, port: int
) -> None:
    sites = [make_site(version, articles=2) for version in range(3)]
    for version, site in enumerate(sites):
        write_site(tmp_path / "sites" / str(version), site)
    target: Target = open_target(f"s3://{bucket}/site")
    target.put(release_of(tmp_path / "sites/0", sites[0]), None)
    open_to_readers(client, bucket)
    with PageReader(lambda name: fetch(f"http://127.0.0.1:{port}/{bucket}/site/{name}"), sites) as reader:
        kill_publishers(target.label, tmp_path / "sites", KILLS, 1, reader)
    assert reader.wrong == []
    target.put(release_of(tmp_path / "last", make_site(9)), target.read_live())
    found = read_bucket(client, bucket)
    assert without_retired(shown(found), make_site(9)) == make_site(9)
    assert state(found) == {"manifest.json", "objects", "releases"}


@pytest.mark.parametrize("extra", ["s3", "sftp"])
def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, extra: str) -> None:
    import sys

    for name in [n for n in sys.modules if n.split(".")[0] in {"boto3", "paramiko"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.setitem(sys.modules, "paramiko", None)
    for name in ("s3", "s3answers", "ssh", "sftp"):
        monkeypatch.delitem(sys.modules, f"bulletin.publish.{name}", raising=False)
    with pytest.raises(BulletinError) as caught:
        open_target({"s3": "s3://bucket/x", "sftp": "sftp://u@host/x"}[extra])
    assert [problem.code for problem in caught.value.problems] == ["D112"]
    assert f"-m pip install {'boto3' if extra == 's3' else 'paramiko'}" in caught.value.message
