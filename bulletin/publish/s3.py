"""s3://bucket/prefix → a `Store` on Amazon S3, or whatever speaks its language, through boto3."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import mimetypes
import os
import posixpath
import re
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from bulletin.errors import BulletinError
from bulletin.publish import faults
from bulletin.publish.release import is_immutable
from bulletin.publish.s3answers import Unknown, Unmet, explain
from bulletin.publish.store import LostConnection

_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]\Z")
_WHOLE_BYTES = 16 << 20  # a file up to this size travels in one request, a bigger one in parts of it
_FOREVER, _SHORTLY, _NEVER = "public, max-age=31536000, immutable", "public, max-age=60", "no-store"
# These clouds answer only under https://bucket.host/; others, MinIO among them, may know only host/bucket/.
_VIRTUAL_HOSTED = (".aliyuncs.com", ".myqcloud.com", ".myhuaweicloud.com", ".volces.com")
_ENDPOINTS = ("FSSPEC_S3_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_CONFIG = {
    "connect_timeout": 15,
    "read_timeout": 60,
    "retries": {"total_max_attempts": 1, "mode": "standard"},  # `persist` tries again, and says so
    # Other servers do not know the checksums that botocore sends since 1.36; ours is Content-MD5.
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    "feed.json": "application/feed+json",
    "feed.xml": "application/atom+xml",
}


def open_s3(address: str) -> S3Store:
    """The store at s3://bucket/prefix; nothing is connected yet. Raises BulletinError (D101)."""
    bucket, _, path = address.partition("://")[2].partition("/")
    prefix = path.strip("/")
    if not _BUCKET.match(bucket):
        raise faults.refuse_address(address, "写成 s3://桶/前缀，桶的名字只有小写字母、数字、点和横线")
    if prefix and any(part in {"", ".", ".."} for part in prefix.split("/")):
        raise faults.refuse_address(address, "前缀里不能有空的一级，也不能有 ..")
    return S3Store(bucket, prefix)


def find_type(name: str) -> str:
    """The Content-Type of a file, the same on every machine: no table of the system is read."""
    base, suffix = posixpath.basename(name), posixpath.splitext(name)[1].lower()
    guessed = mimetypes.MimeTypes(filenames=()).guess_type(f"x{suffix}", strict=True)[0]
    return _TYPES.get(base) or _TYPES.get(suffix) or guessed or "application/octet-stream"


class S3Store:
    """Objects of one bucket under one prefix. A write of S3 is whole or not there, and seen at once."""

    workers = 8

    def __init__(self, bucket: str, prefix: str) -> None:
        self.label = f"s3://{bucket}/{prefix}".rstrip("/")
        self.exclusive = True
        self._probed = False
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._client: Any = None
        self._guard = threading.Lock()

    def prepare(self) -> None:
        """See that the bucket is there and lets us list it."""
        self._call("list_objects_v2", Prefix=self._prefix, MaxKeys=1)

    def read(self, name: str) -> bytes | None:
        """One request; a missing object is None, a missing bucket a fault."""
        found = self._get(name)
        return found[0] if found else None

    def write(self, name: str, data: bytes) -> None:
        """Put an object of our own state, which nobody caches."""
        self._put(name, data, CacheControl=_NEVER)

    def create(self, name: str, data: bytes) -> bool:
        """Put with If-None-Match. A server that ignores the condition is found out by asking once more."""
        if self._get(name):
            return False
        if self.exclusive:
            try:
                self._put(name, data, CacheControl=_NEVER, IfNoneMatch="*")
            except Unmet:
                return False
            except Unknown:
                self.exclusive = False
        if not self.exclusive:
            self._put(name, data, CacheControl=_NEVER)
        elif not self._probed:
            self._probe(name, data)
        return True

    def renew(self, name: str, old: bytes, new: bytes) -> bool:
        """The same as `take`."""
        return self.take(name, old, new)

    def take(self, name: str, old: bytes, new: bytes) -> bool:
        """Put with If-Match on the very object that held `old`."""
        found = self._get(name)
        if found is None or found[0] != old:
            return False
        if self.exclusive:
            try:
                self._put(name, new, CacheControl=_NEVER, IfMatch=found[1])
                return True
            except Unmet:
                return False
            except Unknown:
                self.exclusive = False
        self._put(name, new, CacheControl=_NEVER)
        return True

    def remove(self, name: str) -> None:
        """One request; S3 does not mind a missing object."""
        self._call("delete_object", Key=self._key(name))

    def list(self, folder: str) -> dict[str, int]:
        """Pages of a thousand."""
        prefix = self._key(folder) + "/"
        found: dict[str, int] = {}
        more: dict[str, str] = {}
        while True:
            page = self._call("list_objects_v2", Prefix=prefix, Delimiter="/", **more)
            found |= {entry["Key"][len(prefix) :]: entry["Size"] for entry in page.get("Contents", ())}
            if not page.get("IsTruncated"):
                return found
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def send(self, path: Path, name: str, sha256: str) -> None:
        """One request with the MD5 that the server compares; a big file in parts."""
        try:
            if path.stat().st_size > _WHOLE_BYTES:
                self._send_parts(path, name, sha256)
                return
            data = path.read_bytes()
        except OSError as error:
            raise faults.refuse_changed(path.name) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise faults.refuse_changed(path.name)
        self._put(name, data)

    def place(self, source: str, name: str) -> None:
        """Let the server copy, and say what it is and how long it may be kept."""
        self._call(
            "copy_object",
            Key=self._key(name),
            CopySource={"Bucket": self._bucket, "Key": self._key(source)},
            MetadataDirective="REPLACE",
            ContentType=find_type(name),
            CacheControl=_FOREVER if is_immutable(name) else _SHORTLY,
        )

    def close(self) -> None:
        """End the connections."""
        with self._guard:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _key(self, name: str) -> str:
        return self._prefix + name

    def _connect(self) -> Any:
        """The client, which all threads share; making one is for one thread at a time."""
        with self._guard:
            if self._client is None:
                endpoint = next((os.environ[name] for name in _ENDPOINTS if os.environ.get(name)), None)
                host = urlsplit(endpoint or "").hostname or ""
                style = {"s3": {"addressing_style": "virtual"}} if host.endswith(_VIRTUAL_HOSTED) else {}
                config = Config(**_CONFIG, **style, max_pool_connections=self.workers + 1)
                self._client = boto3.session.Session().client("s3", endpoint_url=endpoint, config=config)
            return self._client

    def _call(self, method: str, **arguments: Any) -> Any:
        name = str(arguments.get("Key", self._prefix))
        try:
            with explain(self.label, name):
                return getattr(self._connect(), method)(Bucket=self._bucket, **arguments)
        except FileNotFoundError as error:
            raise faults.refuse_writing(self.label, name, "没有要用的文件") from error

    def _get(self, name: str) -> tuple[bytes, str] | None:
        """The bytes and the ETag of an object."""
        try:
            with explain(self.label, name):
                answer = self._connect().get_object(Bucket=self._bucket, Key=self._key(name))
                return answer["Body"].read(), answer["ETag"]
        except FileNotFoundError:
            return None

    def _put(self, name: str, data: bytes, **more: Any) -> None:
        self._call("put_object", Key=self._key(name), Body=data, ContentMD5=_digest_md5(data), **more)

    def _send_parts(self, path: Path, name: str, sha256: str) -> None:
        """Nothing is there before the last request, which puts the parts together; what a run that ends
        before it has sent is given up."""
        upload: dict[str, Any] = {"Key": self._key(name)}
        with open(path, "rb") as file, contextlib.ExitStack() as undo:
            upload["UploadId"] = self._call("create_multipart_upload", **upload)["UploadId"]
            undo.callback(self._give_up, upload)
            parts: list[dict[str, Any]] = []
            whole = hashlib.sha256()
            while data := file.read(_WHOLE_BYTES):
                whole.update(data)
                number = len(parts) + 1
                sent = self._call(
                    "upload_part", **upload, PartNumber=number, Body=data, ContentMD5=_digest_md5(data)
                )
                parts.append({"PartNumber": number, "ETag": sent["ETag"]})
            if whole.hexdigest() != sha256:
                raise faults.refuse_changed(path.name)
            self._call("complete_multipart_upload", **upload, MultipartUpload={"Parts": parts})
            undo.pop_all()

    def _give_up(self, upload: dict[str, Any]) -> None:
        """Have the server forget the parts; where it cannot be reached, the bucket's own rules do."""
        with contextlib.suppress(LostConnection, BulletinError):
            self._call("abort_multipart_upload", **upload)

    def _probe(self, name: str, data: bytes) -> None:
        """A second put of what is ours must be refused; else the conditions are not kept here."""
        try:
            self._put(name, data, CacheControl=_NEVER, IfNoneMatch="*")
            self.exclusive = False
        except Unmet:
            self._probed = True


def _digest_md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
