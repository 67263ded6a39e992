"""The bytes of a document's container → its parts, each inflated under limits and parsed without entities.

ECMA-376 part 2 (OPC) is the container's standard. Nothing outside the container is ever read.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from lxml import etree

from bulletin.errors import BulletinError, Problem
from bulletin.importing.refusals import (
    raise_memory_error,
    refuse_broken,
    refuse_encrypted,
    refuse_entities,
)

_MAX_ENTRIES = 2_000
_MAX_TOTAL = 200_000_000  # bytes, declared or inflated
_MAX_XML = 24_000_000  # bytes of one part; the tree of one takes ten times as much memory
_MAX_RATIO = 100
_RATIO_FROM = 1_000_000  # bytes; a small part may well be a row of equal cells
_CHUNK = 1 << 16
_UNSAFE_NAME = re.compile(r"^[/\\~]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\\|[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: a part of the container, or an address outside it."""

    target: str
    kind: str
    external: bool


class Archive:
    """A checked container; raises BulletinError where it is unsafe, encrypted or damaged."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = ZipFile(BytesIO(data))
            self._entries = self._check_entries(self._zip.infolist())
        except (BadZipFile, LargeZipFile, NotImplementedError, struct.error, ValueError, OSError) as error:
            raise refuse_broken(name, "不是完整的文档") from error
        self._inflated = 0

    def _check_entries(self, entries: list[ZipInfo]) -> dict[str, ZipInfo]:
        if len(entries) > _MAX_ENTRIES:
            raise self._refuse(f"里面有 {len(entries)} 个文件，太多")
        if sum(entry.file_size for entry in entries) > _MAX_TOTAL:
            raise self._refuse("展开后太大")
        found: dict[str, ZipInfo] = {}
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise refuse_encrypted(self.name)
            if _UNSAFE_NAME.search(entry.orig_filename):
                raise self._refuse("里面有通到外面的文件名")
            if entry.file_size > _RATIO_FROM and entry.file_size > _MAX_RATIO * max(1, entry.compress_size):
                raise self._refuse("压缩得不合常理")
            if entry.filename.lower() in found:
                raise self._refuse("里面有同名的文件")
            found[entry.filename.lower()] = entry
        return found

    def _refuse(self, reason: str) -> BulletinError:
        hint = "用 Word 或 WPS 打开它，另存一份再导入；打不开，就请对方重新发一份"
        return BulletinError([Problem("I106", f"文件不安全（{reason}），没有打开", hint, self.name)])

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._entries)

    def holds(self, part: str) -> bool:
        """Tell whether there is a part of this name."""
        return part.lstrip("/").lower() in self._entries

    def read(self, part: str) -> bytes:
        """Inflate a part, counting what really comes out; b"" where there is none."""
        entry = self._entries.get(part.lstrip("/").lower())
        if entry is None:
            return b""
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    self._inflated += len(piece)
                    if self._inflated > _MAX_TOTAL or size > entry.file_size:
                        raise self._refuse("展开后太大")
                    pieces.append(piece)
        except (
            BadZipFile,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,  # an entry that begins before the file does
            zlib.error,
            struct.error,
            OSError,
        ) as error:
            raise refuse_broken(self.name, "里面有一部分坏了") from error
        return b"".join(pieces)

    def parse(self, part: str) -> etree._Element | None:
        """Parse a part; None where there is none. One with a document type is refused."""
        data = self.read(part)
        if not data:
            return None
        if len(data) > _MAX_XML:
            raise self._refuse("里面有一部分太大")
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise_memory_error(error)
            raise refuse_broken(self.name, "里面的文字读不通") from error
        if root.getroottree().docinfo.internalDTD is not None:
            hint = "这样的文件可能做了手脚；用 Word 或 WPS 打开，另存一份再导入"
            raise refuse_entities(self.name, hint)
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """What `part` refers to, by id (OPC §9.3); "" is the container."""
        folder, base = posixpath.split(part.lstrip("/"))
        root = self.parse(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for element in root if root is not None else ():
            target, mode = element.get("Target", ""), element.get("TargetMode", "")
            kind = element.get("Type", "").rpartition("/")[2]
            external = mode == "External" or "://" in target
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = Relation(target, kind, external)
        return found
