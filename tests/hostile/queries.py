"""Hostile queries, each with the ways in which it may end."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import BROKEN, LIMIT, SYNTAX, TIME, UPDATE

Named = tuple[str, str, tuple[str, ...]]
_DEPTH = 50_000
_TRIPLES = " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(9))
_OPTIONALS = " ".join(f"OPTIONAL {{ ?s{i} ?p{i} ?o{i} }}" for i in range(12))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def doubling(times: int, made: str = "CONCAT(?v{0}, ?v{0})") -> str:
    """Write a query whose one string doubles so many times."""
    steps = " ".join(f"BIND({made.format(i)} AS ?v{i + 1})" for i in range(times))
    return f"SELECT ?v{times} {{ BIND('aaaaaaaaaaaaaaaa' AS ?v0) {steps} }}"


def _product_of_values() -> str:
    ten = " ".join(str(each) for each in range(10))
    return "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {ten} }}" for i in range(12)) + " }"


def _nested() -> Iterator[Named]:
    """Nest each construct that takes a group."""
    openings = {
        "groups": "{",
        "optionals": "{ OPTIONAL",
        "subqueries": "{ SELECT * WHERE",
        "not exists": "{ FILTER NOT EXISTS",
        "graphs": "{ GRAPH ?g",
    }
    for name, opening in openings.items():
        yield f"50,000 nested {name}", f"SELECT * WHERE {opening * _DEPTH} {{}} {'}' * _DEPTH}", BROKEN


QUERIES: tuple[Named, ...] = (
    ("join without end", f"SELECT (COUNT(*) AS ?n) {{ {_TRIPLES} }}", TIME),
    (
        "cartesian product, counted apart",
        "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        TIME,
    ),
    (
        "cartesian product, asked",
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?f && ?f = ?i && ?a != ?d && ?b = ?i) }",
        TIME,
    ),
    ("cartesian product of values", _product_of_values(), TIME),
    ("sort of a product", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c", LIMIT),
    (
        "sort by computed strings",
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(CONCAT(STR(?c), STR(?f)))",
        LIMIT,
    ),
    ("distinct of a product", "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", LIMIT),
    ("groups of a product", "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f", LIMIT),
    (
        "aggregate of a product",
        "SELECT (SUM(STRLEN(STR(?c)) * STRLEN(STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        TIME,
    ),
    (
        "everything in one string",
        "SELECT (GROUP_CONCAT(?o; separator=',') AS ?all) { ?s ?p ?o . ?a ?b ?c }",
        LIMIT,
    ),
    (
        "everything in one string, all distinct",
        "SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?o), STR(?c)); separator=',') AS ?all) { ?s ?p ?o . ?a ?b ?c }",
        LIMIT,
    ),
    ("a string that doubles", doubling(40), LIMIT),
    ("a string that doubles under REPLACE", doubling(40, "REPLACE(?v{0}, 'a', 'aa')"), LIMIT),
    ("a string that doubles, encoded", doubling(30, "ENCODE_FOR_URI(CONCAT(?v{0}, 'é', ?v{0}))"), LIMIT),
    ("flood of results", "SELECT * { ?a ?b ?c . ?d ?e ?f }", LIMIT),
    ("flood of triples", "CONSTRUCT { ?a ?e ?f . ?d ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }", LIMIT),
    ("flood of descriptions", "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }", LIMIT),
    ("flood of blank nodes", "CONSTRUCT { [] ?b [ ?e ?f ] } WHERE { ?a ?b ?c . ?d ?e ?f }", LIMIT),
    (
        "path: everything from everywhere",
        "SELECT (COUNT(*) AS ?n) { ?a (<x:y>|!<x:y>)* ?b . ?c (<x:y>|!<x:y>)* ?d }",
        LIMIT,
    ),
    ("path: both ways, repeated", "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)+ ?b }", LIMIT),
    (
        "path: nested stars",
        "SELECT (COUNT(*) AS ?n) { ?a (((!<x:y>|^!<x:z>)*)*/(!<x:y>|^!<x:z>)*)* ?b . ?b (!<x:q>|^!<x:q>)* ?c }",
        LIMIT,
    ),
    (
        "path: a long sequence",
        "SELECT (COUNT(*) AS ?n) { ?a " + "/".join(["(!<x:y>|^!<x:y>)"] * 40) + " ?b }",
        LIMIT,
    ),
    (
        "regular expression of nested repeats",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '^(([a-z])+.)+[A-Z]([a-z])+$')) }",
        TIME,
    ),
    (
        "regular expression too large",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(REGEX(STR(?c), '((a{1,1000}){1,1000}){1,1000}')) }",
        ("200", *LIMIT),
    ),
    (
        "regular expression for every pair",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), STR(?f))) }",
        LIMIT,
    ),
    (
        "filter with an inner product",
        "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?i = ?c && ?f = ?a && ?h = ?e && ?d = ?g && ?d != ?g) } }",
        TIME,
    ),
    (
        "optionals of everything",
        "SELECT (COUNT(*) AS ?n) { " + _OPTIONALS + " }",
        LIMIT,
    ),
    (
        "minus of products",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i MINUS { ?a ?e ?i } }",
        LIMIT,
    ),
    (
        "unions by the thousand",
        "SELECT (COUNT(*) AS ?n) { " + " UNION ".join(["{ ?a ?b ?c . ?d ?e ?f }"] * 1000) + " }",
        LIMIT + BROKEN,
    ),
    (
        "graphs of graphs",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }",
        TIME,
    ),
    *_nested(),
    ("50,000 nested parentheses", f"ASK {{ FILTER({'(' * 50_000}1{')' * 50_000}) }}", BROKEN),
    ("50,000 nested negations", f"ASK {{ FILTER({'!' * 50_000}true) }}", BROKEN),
    ("50,000 nested functions", f"ASK {{ FILTER({'STR(' * 50_000}1{')' * 50_000} = '1') }}", BROKEN),
    ("50,000 nested blank nodes", f"ASK {{ {'[ ?p ' * 50_000}1{']' * 50_000} }}", BROKEN + TIME + SYNTAX),
    ("50,000 nested lists", f"ASK {{ ?s ?p {'( ' * 50_000}1{' )' * 50_000} }}", BROKEN + TIME + SYNTAX),
    ("50,000 nested paths", f"ASK {{ ?s {'(' * 50_000}<x:y>{')*' * 50_000} ?o }}", BROKEN + TIME + SYNTAX),
    (
        "50,000 nested triple terms",
        f"ASK {{ ?s ?p {'<<( ?s ?p ' * 50_000}1{' )>>' * 50_000} }}",
        BROKEN + TIME + SYNTAX,
    ),
    ("sum of 100,000 terms", f"ASK {{ FILTER({'1+' * 100_000}1 > 0) }}", ("200", *BROKEN, *TIME)),
    ("disjunction of 50,000 terms", f"ASK {{ FILTER({'1=2||' * 50_000}1=1) }}", ("200", *BROKEN, *TIME)),
    (
        "sequence path of 50,000 steps",
        f"ASK {{ ?s {'<x:y>/' * 50_000}<x:y> ?o }}",
        ("200", *BROKEN, *TIME),
    ),
    (
        "100,000 VALUES",
        "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 100_000 + "} VALUES ?y { " + "1 " * 100_000 + "} }",
        LIMIT,
    ),
    ("strings that never end, 1 MB of them", "SELECT * { ?s ?p " + "\\'" * 500_000, SYNTAX + TIME),
    ("quotes by the million", "SELECT * { ?s ?p " + "'\\" * 500_000, SYNTAX + TIME),
    ("angle brackets by the million", "SELECT * { ?s ?p " + "<a" * 500_000, SYNTAX + TIME),
    ("hashes by the million", "SELECT * { ?s ?p " + "#" * 1_000_000, SYNTAX + TIME),
    ("spaces by the million, then nothing", "INSERT" + " " * 1_000_000 + "DATA", SYNTAX + UPDATE),
    ("prologue by the thousand", "PREFIX a: <b> " * 50_000 + "SELEC", SYNTAX + TIME),
    ("a NUL in the text", "SELECT * { ?s ?p \0 }", SYNTAX),
    ("a text that stops short", 'SELECT * { ?s ?p "', SYNTAX),
    ("update as a query", "INSERT DATA { <http://a.example/> <http://a.example/> 1 }", UPDATE),
    ("update: everything dropped", "DROP SILENT ALL", UPDATE),
    ("update: load from loopback", "LOAD <http://127.0.0.1:9/> INTO GRAPH <x:y>", UPDATE),
    (
        "update behind a comment and a prefix",
        "# SELECT\nPREFIX a: <b:c> # <x>\nDELETE WHERE { ?s ?p ?o }",
        UPDATE,
    ),
)
