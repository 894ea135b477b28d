"""Define the fields of the index and how texts become words; both belong to the format of its files.

Stems are made before accents go: the other way round, related forms such as *créée* and *créés* would part.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

FORMAT = 3  # of documents, fields and analyzers: an index of another one is built anew
# Facets by the name of their field. The values are IRIs, or the key of a kind.
FACETS = (
    "kind",
    "need",
    "place",
    "theme",
    "actor",
    "method",
    "status",
    "type",
    "licence",
    "source",
)
YEAR = "year"
LONGEST_EDGE, LONGEST_START = 12, 24  # letters of a beginning of a word, of a whole name
_LONGEST_WORD = 40
_FOLDED, _FRENCH, _ENGLISH, _SPACES = "folded", "french", "english", "spaces"
# Fields that hold words, with their analyzers.
_WORDS = {
    "words": _FOLDED,
    "former": _FOLDED,
    "context": _FOLDED,
    "name_fr": _FRENCH,
    "name_en": _ENGLISH,
    "text_fr": _FRENCH,
    "text_en": _ENGLISH,
    "passages": _FRENCH,
    "edges": _SPACES,
}
_EXACT = ("codes", "starts", "spot", "reads")  # compared as a whole, several to a document
_SORT_FIELDS = ("sort_fr", "sort_en", "date")


@cache
def schema() -> Schema:
    """Return the schema of the index.

    iri, label, card: what comes back: the IRI, the folded names, what lists write of the thing (JSON, see `cards`). reads: every node whose statements the document was made of.
    edges, starts: beginnings of words and of whole names. spot: the places that are stated, without what contains them.
    links: how many links lead to the thing. prior: factor of its score.
    """
    fields = SchemaBuilder()
    fields.add_text_field("iri", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("label", stored=True, tokenizer_name="raw", index_option="basic")
    for name, analyzer in _WORDS.items():
        option = "basic" if name == "edges" else "position"
        fields.add_text_field(name, tokenizer_name=analyzer, index_option=option)
    for name in _EXACT:
        is_spot = name == "spot"
        fields.add_text_field(name, stored=is_spot, tokenizer_name="raw", index_option="basic", fast=is_spot)
    for name in (*FACETS, *_SORT_FIELDS):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    fields.add_bytes_field("card", stored=True)
    fields.add_unsigned_field(YEAR, indexed=True, fast=True)
    fields.add_unsigned_field("links", fast=True)
    fields.add_float_field("prior", fast=True)
    return fields.build()


def register_analyzers(index: Index) -> None:
    """Make the analyzers known to an index; needed each time it is opened."""
    for name, analyzer in _analyzers().items():
        index.register_tokenizer(name, analyzer)


def stems(words: list[str], language: str) -> list[str]:
    """Return the stems of words in French or English, as the index holds them; stop words are left out."""
    analyzer = _analyzers()[_FRENCH if language == "fr" else _ENGLISH]
    return [stem for word in words for stem in analyzer.analyze(word)]


@cache
def _analyzers() -> dict[str, TextAnalyzer]:
    return {
        _FOLDED: _words().filter(Filter.ascii_fold()).build(),
        _FRENCH: _stemmed("french"),
        _ENGLISH: _stemmed("english"),
        _SPACES: TextAnalyzerBuilder(Tokenizer.whitespace()).build(),
    }


def _words() -> TextAnalyzerBuilder:
    simple = TextAnalyzerBuilder(Tokenizer.simple())
    return simple.filter(Filter.remove_long(_LONGEST_WORD)).filter(Filter.lowercase())


def _stemmed(language: str) -> TextAnalyzer:
    without = _words().filter(Filter.stopword(language)).filter(Filter.stemmer(language))
    return without.filter(Filter.ascii_fold()).build()


def engine_version() -> str:
    """Return the version of the engine and of its files: files of another one are not opened."""
    return version("tantivy")
