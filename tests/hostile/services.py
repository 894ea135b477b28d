"""SERVICE in every disguise; the group graph pattern of a query with the prefixes `:` and `p:` for loopback."""

from __future__ import annotations

LOOPBACK = "http://127.0.0.1:9/"
SERVICES = {
    "loopback": "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "loopback by name": "SERVICE <http://localhost:9/> { ?s ?p ?o }",
    "loopback in IPv6": "SERVICE <http://[::1]:9/> { ?s ?p ?o }",
    "loopback in IPv6, mapped": "SERVICE <http://[::ffff:127.0.0.1]:9/> { ?s ?p ?o }",
    "loopback in decimal": "SERVICE <http://2130706433:9/> { ?s ?p ?o }",
    "loopback in octal": "SERVICE <http://0177.0.0.1:9/> { ?s ?p ?o }",
    "loopback in hexadecimal": "SERVICE <http://0x7f000001:9/> { ?s ?p ?o }",
    "loopback, shortened": "SERVICE <http://127.1:9/> { ?s ?p ?o }",
    "any address": "SERVICE <http://0.0.0.0:9/> { ?s ?p ?o }",
    "link-local": "SERVICE <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o }",
    "link-local in IPv6": "SERVICE <http://[fe80::1]:9/> { ?s ?p ?o }",
    "with a user": "SERVICE <http://a.example@127.0.0.1:9/> { ?s ?p ?o }",
    "a name that leads to loopback": "SERVICE <http://127.0.0.1.nip.io.invalid:9/> { ?s ?p ?o }",
    "a file": "SERVICE <file:///etc/hostname> { ?s ?p ?o }",
    "silent": "SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o }",
    "to a variable": "VALUES ?e { <http://127.0.0.1:9/> } SERVICE ?e { ?s ?p ?o }",
    "to a prefixed name": "SERVICE p:9 { ?s ?p ?o }",
    "in small letters": "service <http://127.0.0.1:9/> { ?s ?p ?o }",
    "in mixed letters": "sErViCe<http://127.0.0.1:9/>{ ?s ?p ?o }",
    "with escaped letters": "S\\u0045RVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "with long escapes": "\\U00000053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "with comments between": "SERVICE # <http://a.example/>\n SILENT #\n <http://127.0.0.1:9/> { ?s ?p ?o }",
    "after a false string": "?a ?b '\\'' . SERVICE <http://127.0.0.1:9/> { ?s ?p '' }",
    "after a false comment": "?a ?b <http://a.example/#> . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "after comparisons": "FILTER(1<2) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(2>1)",
    "nested": "{ OPTIONAL { GRAPH ?g { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } } } }",
    "in a filter": "FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "glued to what stands before": "?a ?b 1.SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o }",
    "with the empty prefix": "SERVICE : { ?s ?p ?o }",
    "with the empty prefix, glued": "SERVICE:{ ?s ?p ?o }",
    "glued to a number": "OPTIONAL { ?a ?b 1SERVICE p:{ ?s ?p ?o } }",
    "after an escaped quote in a name": "OPTIONAL { ?a p:b\\'c ?d } SERVICE p:9 { ?s ?p '' }",
    "after an escaped hash in a name": "OPTIONAL { ?a p:b\\#c ?d } SERVICE p:9 { ?s ?p ?o }",
    "after an escaped quote in a long string": "OPTIONAL { ?a ?b '''a\\'''b''' } SERVICE p:9 { ?s ?p '''''' }",
    "after a quote in an odd IRI": "OPTIONAL { ?a ?b <http://a/\u00a0'> } SERVICE p:9 { ?s ?p '' }",
}


def query(pattern: str) -> str:
    """Write the query around a pattern."""
    return f"PREFIX : <{LOOPBACK}> PREFIX p: <{LOOPBACK}> SELECT * {{ {pattern} }}"
