"""Front-matter fields as typed → the values that are printed, without what print adds of itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bulletin.errors import Problem
from bulletin.frontmatter import Field
from bulletin.hanzi import parse_number
from bulletin.model import Source

NONE = "无"  # what an issue writes that goes without what its series has
_DASHES = re.compile(r"(?:[—–―─－]+|--+)\s*")  # a single hyphen may be a minus
_NOTE_LABEL = re.compile(r"[【\[（(]?编者按[】\]）)]?[:：\s]*")
_BESIDE_NUMBER = re.compile(r"[(（]\s*总.*[)）]")
_STOPS = "。．.；;，,、 \u3000"
# 总第128期, (总128期), 共印200份, 印数:200
_COUNT = re.compile(r"\(?(?:总|共印|印数|共|印)?:?第?([0-9]{1,9}|[〇零一二三四五六七八九十百]+)[期份]?\)?")


def read_subtitle(field: Field | None) -> str:
    """副标题 without the dash that is set ahead of it."""
    return _cut(_DASHES, field.text) if field else ""


def read_editor_note(field: Field | None) -> tuple[str, ...]:
    """The paragraphs of 编者按, without these words, which are set ahead of them."""
    texts = list(field.values) if field else []
    texts[:1] = [_cut(_NOTE_LABEL, text) for text in texts[:1]]
    return tuple(filter(None, texts))


def _cut(start: re.Pattern[str], text: str) -> str:
    """`text` without what it begins with."""
    match = start.match(text)
    return text[match.end() :] if match else text


def read_text(name: str, fields: Mapping[str, Field], default: str = "") -> str:
    """A line of text, the series' where the issue has none; 无 is none at all."""
    text = fields[name].text if name in fields else ""
    return "" if text == NONE else text or default


def read_offices(name: str, label: str, fields: Mapping[str, Field], default: str = "") -> str:
    """报送 or 抄送 (`label`): offices in one line, the series' where the issue has none, without the label
    and the stop at the end (GB/T 9704—2012 7.4.2), which print adds."""
    texts = fields[name].values if name in fields else ()
    offices = [re.sub(rf"^{label}\s*[:：]\s*", "", text).strip(_STOPS) for text in texts]
    joined = "，".join(filter(None, offices))
    return "" if joined == NONE else joined or default


def read_serial(source: Source, fields: Mapping[str, Field], problems: list[Problem]) -> str:
    """总期号 in digits, however it is typed (总第128期), be it behind 期号 (第9期（总第128期）); empty where
    it is missing or not understood."""
    hint = "只写数字，如“总期号: 128”；不知道就删去这一行"
    field = fields.get("serial")
    if field is None or not field.text:
        beside = _BESIDE_NUMBER.search(fields["number"].text) if "number" in fields else None
        return _parse_count(beside[0]) if beside else ""
    count = _parse_count(field.text)
    if not count:
        problems.append(source.problem(field.line, "A115", f"总期号“{field.text}”看不懂", hint))
    return count


def read_copies(source: Source, field: Field | None, problems: list[Problem]) -> str:
    """印数 in digits, however it is typed (共印200份); empty where it is missing or not understood."""
    hint = "只写数字，如“印数: 200”；不印份数就删去这一行"
    text = field.text if field else ""
    count = _parse_count(text)
    if field and text and not count:
        problems.append(source.problem(field.line, "A116", f"印数“{text}”看不懂", hint))
    return count


def _parse_count(text: str) -> str:
    """A number from 1 in digits, without the words around it and the marks of thousands; else nothing."""
    match = _COUNT.fullmatch(re.sub(r"[\s,。.;]", "", unicodedata.normalize("NFKC", text)))
    if match is None:
        return ""
    number = int(match[1]) if match[1].isdecimal() else parse_number(match[1])
    return str(number) if number else ""
