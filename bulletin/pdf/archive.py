"""What makes a tagged PDF/A-3a one of PDF/UA-1 as well, with its sources inside."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from bulletin.pdf.engine import STREAM_DATA, Hook, hook

# PDF/A-3 §6.6.2.3.1: metadata that it does not know, PDF/UA's mark, must describe its own schema.
_DECLARATION = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def make_attachments(sources: Mapping[str, bytes], date: datetime) -> list[Any]:
    """The sources as embedded files (ISO 19005-3 §6.8), all of one date: a clock would change the bytes."""
    from weasyprint import Attachment

    return [
        Attachment(string=data, name=name, created=date, modified=date, relationship="Source")
        for name, data in sorted(sources.items())
    ]


def name_attachments(pdf: Any) -> None:
    """Give the embedded files their names in Unicode: WeasyPrint writes the older entry, F, and the name they
    are listed by as bare bytes of UTF-8, which readers show as they please (ISO 32000-1 §7.11.2)."""
    import pydyf

    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Filespec":
            item["F"] = item["UF"]
    listed = pdf.catalog.get("Names", {}).get("EmbeddedFiles")
    if listed is None:
        return
    tree = pdf.objects[int(listed.split()[0])]
    references = tree["Names"][1::2]
    named = [(pdf.objects[int(reference.split()[0])]["F"], reference) for reference in references]
    # A name tree is in the order of its keys' bytes (§7.9.6).
    named.sort(key=lambda pair: pair[0].data)
    tree["Names"][:] = [part for pair in named for part in pair]


def declare_accessible(pdf: Any) -> None:
    """Add PDF/UA-1's mark to the metadata of a PDF/A; the stream stays readable without unpacking."""
    stream = next(item for item in pdf.objects if getattr(item, "extra", {}).get("Type") == "/Metadata")
    content = b"".join(stream.stream)
    stream.stream = [re.sub(rb"(?=</rdf:RDF>)", lambda _: _DECLARATION.encode(), content)]
    stream.compress = False


def settle_stream_ends() -> AbstractContextManager[None]:
    """Let no stream's data, written inside this block, end in CR or LF: the line end before `endstream` is
    not part of the data (ISO 32000-1 §7.3.8.1), and a validator that looks for it there would find the length
    wrong.

    One stream in a hundred ends so by chance; it gets ASCII85 around it, which ends in `~>`. pydyf asks a
    stream for its data when it writes it; two of them, the last, it makes only then.
    """
    return hook({STREAM_DATA: _settle_data})


def _settle_data(original: Hook, stream: Any) -> bytes:
    import pydyf

    if stream.compress:
        stream.extra["Filter"] = "/FlateDecode"
    written: bytes = original(stream)  # the dictionary, `stream`, the data, `endstream`
    content = written[written.index(b"\nstream\n") + 8 : -10]
    stream.compress = False
    if content.endswith((b"\r", b"\n")):
        content = base64.a85encode(content) + b"~>"
        inner = [stream.extra["Filter"]] if "Filter" in stream.extra else []
        stream.extra["Filter"] = pydyf.Array(["/ASCII85Decode", *inner])
        if parameters := stream.extra.get("DecodeParms"):
            stream.extra["DecodeParms"] = pydyf.Array(["null", parameters])
    stream.stream = [content]
    settled: bytes = original(stream)
    return settled
