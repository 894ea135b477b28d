"""Describe the dumps for programs: as JSON, and as distributions of the dataset (DCAT).

Both are computed from the manifests, so that what is described is what is there.

Spec: https://www.w3.org/TR/vocab-dcat-3/#Class:Distribution
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.storage.dumps.manifest import CHECKSUMS, MANIFEST, DumpFile, DumpManifest
from webapp.http.urls import UrlBuilder
from webapp.localization.dump_labels import file_label

MEDIA_TYPE_BY_COMPRESSION = {"gzip": "application/gzip", "zstd": "application/zstd"}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_SPDX = "http://spdx.org/rdf/terms#"


def listed_dumps(dumps: Sequence[DumpManifest], links: UrlBuilder) -> dict[str, object]:
    """Return the members of the list of dumps, the newest first, with the addresses of their files."""
    return {
        "latest": dumps[0].name if dumps else None,
        "dumps": [
            {
                "name": each.name,
                "number": each.number,
                "epoch": each.epoch,
                "published_at": each.published_at.isoformat(),
                "quads": each.quad_count,
                "stated_digest": each.stated_digest,
                "licences": dict(each.licences),
                "manifest": links.absolute(links.dumps(each.name, MANIFEST)),
                "checksums": links.absolute(links.dumps(each.name, CHECKSUMS)),
                "files": [_listed_file(each, file, links) for file in each.files],
            }
            for each in dumps
        ],
    }


def _listed_file(dump: DumpManifest, file: DumpFile, links: UrlBuilder) -> dict[str, object]:
    return {
        "name": file.name,
        "part": file.part,
        "media_type": file.media_type,
        "compression": file.compression,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "address": links.absolute(links.dumps(dump.name, file.name)),
    }


def distribution_triples(dump: DumpManifest, dataset: NamedNode, links: UrlBuilder) -> Iterator[Triple]:
    """Yield the description of each file of a dump as a distribution of the dataset."""
    for file in dump.files:
        address = links.absolute(links.dumps(dump.name, file.name))
        node = NamedNode(address)
        yield Triple(dataset, name("dcat:distribution"), node)
        yield Triple(node, name("rdf:type"), name("dcat:Distribution"))
        for language, text in zip(("fr", "en"), file_label(file), strict=True):
            yield Triple(node, name("dcterms:title"), Literal(text, language=language))
        yield Triple(node, name("dcat:accessURL"), NamedNode(links.absolute(links.in_language("").dumps())))
        yield Triple(node, name("dcat:downloadURL"), node)
        yield Triple(node, name("dcat:mediaType"), NamedNode(_MEDIA_TYPES + file.media_type))
        if file.compression:
            packed = NamedNode(_MEDIA_TYPES + MEDIA_TYPE_BY_COMPRESSION[file.compression])
            yield Triple(node, name("dcat:compressFormat"), packed)
        yield Triple(
            node, name("dcat:byteSize"), Literal(str(file.bytes), datatype=name("xsd:nonNegativeInteger"))
        )
        moment = Literal(dump.published_at.isoformat(), datatype=name("xsd:dateTime"))
        yield Triple(node, name("dcterms:modified"), moment)
        for licence in [file.licence] if file.licence else dump.licences:
            yield Triple(node, name("dcterms:license"), NamedNode(licence))
        yield from _checksum(node, file)


def _checksum(node: NamedNode, file: DumpFile) -> Iterator[Triple]:
    checksum = NamedNode(f"{node.value}#checksum")
    yield Triple(node, NamedNode(_SPDX + "checksum"), checksum)
    yield Triple(checksum, name("rdf:type"), NamedNode(_SPDX + "Checksum"))
    yield Triple(checksum, NamedNode(_SPDX + "algorithm"), NamedNode(_SPDX + "checksumAlgorithm_sha256"))
    value = Literal(file.sha256, datatype=name("xsd:hexBinary"))
    yield Triple(checksum, NamedNode(_SPDX + "checksumValue"), value)
