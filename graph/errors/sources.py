"""Errors of files and request bodies that cannot be read as RDF.

A load collects one for each unreadable file and raises them as one `ExceptionGroup`.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class SourceError(GraphError):
    """A source cannot become a candidate."""

    code = "source"


class SourceMissing(SourceError):
    """There is no such file."""

    code = "source-missing"
    message_text = BilingualText("{path} : aucun fichier à ce nom.", "{path}: there is no such file.")
    hint_text = BilingualText("Vérifiez le chemin.", "Check the path.")


class SourceEmpty(SourceError):
    """The file states nothing."""

    code = "source-empty"
    message_text = BilingualText(
        "{path} : aucun énoncé trouvé, au moins un attendu.",
        "{path}: no statement found, at least one expected.",
    )
    hint_text = BilingualText(
        "Le fichier est-il complet ? Pour retirer une contribution, `maillage remove`.",
        "Is the file complete? To take a contribution away, `maillage remove`.",
    )


class SourceTooLarge(SourceError):
    """The file is larger, once unpacked, than the limit."""

    code = "source-too-large"
    message_text = BilingualText(
        "{path} : plus de {limit_bytes} octets une fois décompressé.",
        "{path}: more than {limit_bytes} bytes once unpacked.",
    )
    hint_text = BilingualText(
        "Découpez-le, ou relevez MAILLAGE_SOURCE_MAX_BYTES si vous connaissez son origine.",
        "Split it, or raise MAILLAGE_SOURCE_MAX_BYTES if you know where it comes from.",
    )


class SourceUnreadable(SourceError):
    """The bytes of the file cannot be read (permission, broken gzip…)."""

    code = "source-unreadable"
    message_text = BilingualText("{path} : illisible, {found}.", "{path}: unreadable, {found}.")
    hint_text = BilingualText(
        "Vérifiez les droits et l’intégrité du fichier.", "Check the file's permissions and that it is whole."
    )


class SourceSyntaxError(SourceError):
    """The file does not follow the grammar of its format."""

    code = "source-syntax"
    message_text = BilingualText(
        "{path}:{line}:{column} : ce n’est pas du {format} correct : {found}",
        "{path}:{line}:{column}: this is not well-formed {format}: {found}",
    )
    hint_text = BilingualText("Corrigez à cet endroit, puis rechargez.", "Mend that place, then load again.")


class UnknownMediaType(SourceError):
    """The file's name tells of no RDF syntax."""

    code = "unknown-media-type"
    message_text = BilingualText(
        "{path} : syntaxe RDF inconnue, trouvé « {found} », attendu {expected}.",
        "{path}: unknown RDF syntax, found “{found}”, expected {expected}.",
    )
    hint_text = BilingualText(
        "Renommez le fichier ou dites sa syntaxe avec --format.",
        "Rename the file or say its syntax with --format.",
    )


class ReservedGraph(SourceError):
    """A source writes to a graph that the software keeps."""

    code = "reserved-graph"
    message_text = BilingualText(
        "{path} : le graphe {graph} est tenu par le logiciel.",
        "{path}: the graph {graph} is kept by the software.",
    )
    hint_text = BilingualText(
        "Mettez ces énoncés dans un graphe de contribution, {expected}.",
        "Put these statements into a contribution graph, {expected}.",
    )


class SourceTooDeep(SourceError):
    """Something in the file lies too deep within itself: triple terms in triple terms, entities in entities."""

    code = "source-too-deep"
    message_text = BilingualText(
        "{path} : {found}, au plus {limit} admis.", "{path}: {found}, at most {limit} allowed."
    )
    hint_text = BilingualText(
        "Écrivez-le plus à plat : donnez un IRI à ce qui est imbriqué.",
        "Write it flatter: give an IRI to what is nested.",
    )


class TangledBlankNodes(SourceError):
    """The blank nodes are too entangled to be given stable names in time."""

    code = "tangled-blank-nodes"
    message_text = BilingualText(
        "{path} : ses nœuds anonymes sont trop entremêlés pour recevoir un nom stable en {limit_s} s.",
        "{path}: its blank nodes are too entangled to be given stable names within {limit_s} s.",
    )
    hint_text = BilingualText("Donnez-leur des IRI.", "Give them IRIs.")
