"""Every way the graph can refuse, in one tree.

GraphError
├─ SettingError
├─ DataDirectoryError          BaseMismatch · DataDirectoryBusy · DataDirectoryUnknown · KindMismatch
├─ AddressInUse
├─ SourceError                 SourceMissing · SourceEmpty · SourceTooLarge · SourceUnreadable · SourceSyntaxError
│                              UnknownMediaType · ReservedGraph · TangledBlankNodes · SourceTooDeep
├─ ShapesError                 the shapes are ill-formed: our fault, not the data's
├─ CandidateRefused            the candidate does not conform; carries the report
├─ UnknownGraph
├─ NetworkError                UnknownThing · ParameterMissing · ParameterInvalid · NoNetwork · StructureInTheMaking
├─ NotReady                    the server cannot answer now
├─ SnapshotError               SnapshotMissing · SnapshotCorrupt
├─ BackupError                 BackupUnreadable · BackupTargetExists
├─ TokenError                  TokenNameTaken · UnknownToken
├─ WriteError                  DefaultGraphIsMerge · KeptGraph · GraphAbsent · GraphPresent · LoadRefused ·
│                              UsingConflict · UpdateFailed · UpdateAmbiguous · WriteTimeout · WriterGone
├─ RemoteError                 EngineUnreachable · EngineRefusedUs · EngineFailed · EngineUnreadable ·
│                              RemoteReadOnly · UpdateUnbounded · OutcomeUnknown · NeedsEmbedded
└─ QueryError                  QuerySyntaxError · UnknownFunction · UnknownQuery · BindingMismatch · UpdateRefused · ServiceRefused
                               ServiceUnclear · ServiceNotListed · ServiceFailed · OrderUnclear
                               RowLimitExceeded · NoFormatFits · EngineFault · QueryQueueFull
                               TimeLimitExceeded · MemoryLimitExceeded · ResultLimitExceeded · WorkerLost · ClientGone
                               RowsCutByEngine

Each has a stable code, a message and a hint for people in French and English, and its facts by name.
Non-conformance to a shape is a value (graph.validation.report); only a commit turns it into `CandidateRefused`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from graph.i18n import BilingualText, spoken_language

if TYPE_CHECKING:
    from graph.validation.report import Report


class GraphError(Exception):
    """Something was refused: `code` is stable, `facts` are named, message and hint speak both languages."""

    code: ClassVar[str] = "graph"
    says: ClassVar[BilingualText] = BilingualText("Erreur.", "Error.")
    advises: ClassVar[BilingualText] = BilingualText("", "")

    def __init__(self, **facts: object) -> None:
        """Keep the facts that fill in the message."""
        super().__init__()
        self.facts = facts

    def message(self, language: str = "") -> str:
        """Say what was found, where, and what was expected."""
        return self._fill(self.says, language or spoken_language())

    def hint(self, language: str = "") -> str:
        """Say what to do about it; may be empty."""
        return self._fill(self.advises, language or spoken_language())

    def _fill(self, words: BilingualText, language: str) -> str:
        facts = {
            key: fact.say(language) if isinstance(fact, BilingualText) else fact
            for key, fact in self.facts.items()
        }
        return words.say(language, **facts)

    def __reduce__(self) -> tuple[object, ...]:
        """Let errors pass from one of our processes to another, whatever their constructor takes."""
        return _made_again, (type(self), self.__dict__)

    def __str__(self) -> str:
        """Give the message in the language of the environment."""
        return self.message()


def _made_again(kind: type[GraphError], members: dict[str, object]) -> GraphError:
    error = kind.__new__(kind)
    error.__dict__.update(members)
    return error


class SettingError(GraphError):
    """A setting has a value that it cannot have."""

    code = "setting"
    says = BilingualText(
        "Réglage {name} : trouvé « {found} », attendu {expected}.",
        "Setting {name}: found “{found}”, expected {expected}.",
    )
    advises = BilingualText(
        "`maillage settings` montre chaque réglage, sa valeur et d’où elle vient.",
        "`maillage settings` shows each setting, its value and where it comes from.",
    )


class DataDirectoryError(GraphError):
    """The data directory cannot serve."""

    code = "data-directory"


class BaseMismatch(DataDirectoryError):
    """The data directory was created for another base IRI."""

    code = "base-mismatch"
    says = BilingualText(
        "Les noms de {path} commencent par {expected}, et l’on demande {found}.",
        "The names in {path} begin with {expected}, and {found} was asked for.",
    )
    advises = BilingualText(
        "La base est fixée à la création : servez à cette adresse, dites --base-iri {expected} si un mandataire "
        "la relaie, ou choisissez un autre répertoire (--data).",
        "The base is fixed at creation: serve at that address, say --base-iri {expected} if a proxy forwards it, "
        "or choose another directory (--data).",
    )


class DataDirectoryBusy(DataDirectoryError):
    """Another process is writing to the data directory."""

    code = "data-directory-busy"
    says = BilingualText(
        "{path} est en cours d’écriture par un autre processus ({holder}) ; attendu {waited_s} s.",
        "{path} is being written by another process ({holder}); waited {waited_s} s.",
    )
    advises = BilingualText("Réessayez quand il aura fini.", "Try again when it has finished.")


class DataDirectoryUnknown(DataDirectoryError):
    """The directory holds something else than a Maillage store of this version."""

    code = "data-directory-unknown"
    says = BilingualText("{path} n’est pas lisible : {found}.", "{path} cannot be read: {found}.")
    advises = BilingualText(
        "Choisissez un répertoire vide, ou la version du logiciel qui l’a créé.",
        "Choose an empty directory, or the version of the software that created it.",
    )


class KindMismatch(DataDirectoryError):
    """A plain data directory was to be opened as a full one, or the reverse."""

    code = "kind-mismatch"
    says = BilingualText(
        "{path} est un répertoire « {found} », et il en faut un « {expected} ».",
        "{path} is a “{found}” directory, and a “{expected}” one is needed.",
    )
    advises = BilingualText(
        "« plain » se sert par `maillage serve --plain`, « full » sans --plain ; ou choisissez un autre --data.",
        "“plain” is served by `maillage serve --plain`, “full” without --plain; or choose another --data.",
    )


class AddressInUse(GraphError):
    """The server cannot listen where it was asked to."""

    code = "address-in-use"
    says = BilingualText(
        "Impossible d’écouter sur {address} : {found}.", "Cannot listen on {address}: {found}."
    )
    advises = BilingualText(
        "Un autre serveur y est peut-être déjà : arrêtez-le, ou choisissez --port.",
        "Another server may be there already: stop it, or choose --port.",
    )


class SourceError(GraphError):
    """A source cannot become a candidate."""

    code = "source"


class SourceMissing(SourceError):
    """There is no such file."""

    code = "source-missing"
    says = BilingualText("{path} : aucun fichier à ce nom.", "{path}: there is no such file.")
    advises = BilingualText("Vérifiez le chemin.", "Check the path.")


class SourceEmpty(SourceError):
    """The file states nothing."""

    code = "source-empty"
    says = BilingualText(
        "{path} : aucun énoncé trouvé, au moins un attendu.",
        "{path}: no statement found, at least one expected.",
    )
    advises = BilingualText(
        "Le fichier est-il complet ? Pour retirer une contribution, `maillage remove`.",
        "Is the file complete? To take a contribution away, `maillage remove`.",
    )


class SourceTooLarge(SourceError):
    """The file is larger, once unpacked, than the limit."""

    code = "source-too-large"
    says = BilingualText(
        "{path} : plus de {limit_bytes} octets une fois décompressé.",
        "{path}: more than {limit_bytes} bytes once unpacked.",
    )
    advises = BilingualText(
        "Découpez-le, ou relevez MAILLAGE_SOURCE_MAX_BYTES si vous connaissez son origine.",
        "Split it, or raise MAILLAGE_SOURCE_MAX_BYTES if you know where it comes from.",
    )


class SourceUnreadable(SourceError):
    """The bytes of the file cannot be read (permission, broken gzip…)."""

    code = "source-unreadable"
    says = BilingualText("{path} : illisible, {found}.", "{path}: unreadable, {found}.")
    advises = BilingualText(
        "Vérifiez les droits et l’intégrité du fichier.", "Check the file's permissions and that it is whole."
    )


class SourceSyntaxError(SourceError):
    """The file does not follow the grammar of its format."""

    code = "source-syntax"
    says = BilingualText(
        "{path}:{line}:{column} : ce n’est pas du {format} correct : {found}",
        "{path}:{line}:{column}: this is not well-formed {format}: {found}",
    )
    advises = BilingualText("Corrigez à cet endroit, puis rechargez.", "Mend that place, then load again.")


class UnknownMediaType(SourceError):
    """The file's name tells of no RDF syntax."""

    code = "unknown-media-type"
    says = BilingualText(
        "{path} : syntaxe RDF inconnue, trouvé « {found} », attendu {expected}.",
        "{path}: unknown RDF syntax, found “{found}”, expected {expected}.",
    )
    advises = BilingualText(
        "Renommez le fichier ou dites sa syntaxe avec --format.",
        "Rename the file or say its syntax with --format.",
    )


class ReservedGraph(SourceError):
    """A source writes to a graph that the software keeps."""

    code = "reserved-graph"
    says = BilingualText(
        "{path} : le graphe {graph} est tenu par le logiciel.",
        "{path}: the graph {graph} is kept by the software.",
    )
    advises = BilingualText(
        "Mettez ces énoncés dans un graphe de contribution, {expected}.",
        "Put these statements into a contribution graph, {expected}.",
    )


class SourceTooDeep(SourceError):
    """Something in the file lies too deep within itself: triple terms in triple terms, entities in entities."""

    code = "source-too-deep"
    says = BilingualText(
        "{path} : {found}, au plus {limit} admis.", "{path}: {found}, at most {limit} allowed."
    )
    advises = BilingualText(
        "Écrivez-le plus à plat : donnez un IRI à ce qui est imbriqué.",
        "Write it flatter: give an IRI to what is nested.",
    )


class TangledBlankNodes(SourceError):
    """The blank nodes are too entangled to be given stable names in time."""

    code = "tangled-blank-nodes"
    says = BilingualText(
        "{path} : ses nœuds anonymes sont trop entremêlés pour recevoir un nom stable en {limit_s} s.",
        "{path}: its blank nodes are too entangled to be given stable names within {limit_s} s.",
    )
    advises = BilingualText("Donnez-leur des IRI.", "Give them IRIs.")


class ShapesError(GraphError):
    """The shapes graph is ill-formed."""

    code = "shapes"
    says = BilingualText(
        "Les formes SHACL sont incorrectes : {found}", "The SHACL shapes are ill-formed: {found}"
    )
    advises = BilingualText("`make check` dit où.", "`make check` says where.")


class CandidateRefused(GraphError):
    """The candidate would make the graph violate its shapes; nothing was written."""

    code = "candidate-refused"
    says = BilingualText(
        "Refusé : {violation_count} violation(s) ; rien n’a été écrit.",
        "Refused: {violation_count} violation(s); nothing was written.",
    )
    advises = BilingualText(
        "Corrigez chaque violation, puis rechargez. `maillage validate` donne le rapport entier.",
        "Mend each violation, then load again. `maillage validate` gives the whole report.",
    )

    def __init__(self, report: Report) -> None:
        """Keep the report that says why."""
        super().__init__(violation_count=len(report.violations))
        self.report = report


class UnknownGraph(GraphError):
    """No graph of that name is stored."""

    code = "unknown-graph"
    says = BilingualText("Aucun graphe nommé {graph}.", "There is no graph named {graph}.")
    advises = BilingualText(
        "`maillage query graph_licences` les liste.", "`maillage query graph_licences` lists them."
    )


class NetworkError(GraphError):
    """A question about connections, paths or structure cannot be answered."""

    code = "network"


class UnknownThing(NetworkError):
    """Nothing of that name is described."""

    code = "unknown-thing"
    says = BilingualText(
        "Rien n’est décrit ici sous le nom {iri}.", "Nothing is described here under the name {iri}."
    )
    advises = BilingualText(
        "Donnez l’IRI d’une chose, entière ou relative à la base : id/need/entraide.",
        "Give the IRI of a thing, whole or relative to the base: id/need/entraide.",
    )


class ParameterMissing(NetworkError):
    """A question lacks a parameter."""

    code = "parameter-missing"
    says = BilingualText("Il manque le paramètre « {name} ».", "The parameter “{name}” is missing.")
    advises = BilingualText(
        "/api/openapi.json décrit chaque question et ses paramètres.",
        "/api/openapi.json describes each question and its parameters.",
    )


class ParameterInvalid(NetworkError):
    """A parameter of a question has a value that it cannot have."""

    code = "parameter-invalid"
    says = BilingualText(
        "Paramètre « {name} » : reçu « {found} », attendu {expected}.",
        "Parameter “{name}”: got “{found}”, expected {expected}.",
    )
    advises = ParameterMissing.advises


class NoNetwork(NetworkError):
    """What holds the data gives no network of what it links."""

    code = "no-network"
    says = BilingualText("Ni liens ni chemins ici. {reason}", "Neither connections nor paths here. {reason}")
    advises = BilingualText(
        "Posez la question en SPARQL, ou servez les données d’un répertoire à nous.",
        "Ask in SPARQL, or serve the data from a directory of ours.",
    )


class StructureInTheMaking(NetworkError):
    """The structure of a large network is being found."""

    code = "structure-in-the-making"
    says = BilingualText(
        "La structure de cet instantané est en cours de calcul.",
        "The structure of this snapshot is being found.",
    )
    advises = BilingualText("Réessayez dans une minute.", "Try again in a minute.")


class NotReady(GraphError):
    """A check that tells whether the server can answer has failed."""

    code = "not-ready"
    says = BilingualText("Ce contrôle échoue : {check} ({found}).", "This check fails: {check} ({found}).")
    advises = BilingualText("Réessayez dans quelques secondes.", "Try again in a few seconds.")


class SnapshotError(GraphError):
    """A snapshot cannot be opened."""

    code = "snapshot"


class SnapshotMissing(SnapshotError):
    """Nothing has been published yet, or not that number."""

    code = "snapshot-missing"
    says = BilingualText("{path} : aucun instantané publié.", "{path}: no snapshot has been published.")
    advises = BilingualText(
        "`maillage serve` en crée un au premier démarrage.",
        "`maillage serve` creates one at its first start.",
    )


class SnapshotCorrupt(SnapshotError):
    """What the snapshot holds is not what was published."""

    code = "snapshot-corrupt"
    says = BilingualText(
        "L’instantané {number} ne contient pas ce qui fut publié : empreinte trouvée {found}, attendue {expected}.",
        "Snapshot {number} does not hold what was published: digest found {found}, expected {expected}.",
    )
    advises = BilingualText("Restaurez une sauvegarde.", "Restore a backup.")


class QueryError(GraphError):
    """A query cannot be answered."""

    code = "query"


class QuerySyntaxError(QueryError):
    """The text is not SPARQL."""

    code = "query-syntax"
    says = BilingualText("Requête, {line}:{column} : {found}", "Query, {line}:{column}: {found}")
    advises = BilingualText(
        "Vérifiez cet endroit ; un préfixe non déclaré se signale aussi ainsi.",
        "Check that place; an undeclared prefix is reported this way too.",
    )


class UnknownFunction(QueryError):
    """The query calls a function that the engine does not have."""

    code = "unknown-function"
    says = BilingualText(
        "La fonction <{function}> est inconnue ici.", "The function <{function}> is unknown here."
    )
    advises = BilingualText(
        "Vérifiez son IRI ; la description du service (GET /sparql) nomme celles qui sont là.",
        "Check its IRI; the service description (GET /sparql) names those that are there.",
    )


class UnknownQuery(QueryError):
    """There is no query file of that name."""

    code = "unknown-query"
    says = BilingualText("Aucune requête nommée « {name} ».", "There is no query named “{name}”.")
    advises = BilingualText(
        "`maillage query --list` les nomme toutes.", "`maillage query --list` names them all."
    )


class BindingMismatch(QueryError):
    """The values given are not those that the query takes."""

    code = "binding-mismatch"
    says = BilingualText(
        "La requête {name} attend {expected}, reçu {found}.",
        "The query {name} expects {expected}, got {found}.",
    )
    advises = BilingualText(
        "Donnez chaque paramètre sous la forme nom=valeur.", "Give each parameter as name=value."
    )


class UpdateRefused(QueryError):
    """An update was sent where only queries are answered."""

    code = "update-refused"
    says = BilingualText(
        "Ceci est une mise à jour ; seules les requêtes sont acceptées ici.",
        "This is an update; only queries are accepted here.",
    )
    advises = BilingualText(
        "Chargez une contribution avec `maillage load`.", "Load a contribution with `maillage load`."
    )


class ServiceRefused(QueryError):
    """The query asks the server to send requests elsewhere."""

    code = "service-refused"
    says = BilingualText(
        "SERVICE n’est pas accepté : le serveur n’envoie pas de requête ailleurs.",
        "SERVICE is not accepted: the server sends no request elsewhere.",
    )
    advises = BilingualText(
        "Interrogez les deux services depuis votre poste, par exemple avec Comunica.",
        "Query both services from your own machine, with Comunica for instance.",
    )


class ServiceUnclear(QueryError):
    """The query asks another endpoint, in a way that does not tell plainly which."""

    code = "service-unclear"
    says = BilingualText(
        "SERVICE n’est accepté que vers un IRI constant, écrit sans détour ; reçu : {found}.",
        "SERVICE is accepted to a constant IRI only, plainly written; got: {found}.",
    )
    advises = BilingualText(
        "Écrivez après SERVICE l’IRI même du point d’accès, entre chevrons ; dix fois au plus.",
        "Write the very IRI of the endpoint after SERVICE, in angle brackets; ten times at most.",
    )


class ServiceNotListed(QueryError):
    """The query asks an endpoint that the operator does not list."""

    code = "service-not-listed"
    says = BilingualText(
        "Ce serveur n’interroge pas <{found}>.",
        "This server does not query <{found}>.",
    )
    advises = BilingualText("Points d’accès admis : {expected}.", "Endpoints on its list: {expected}.")


class ServiceFailed(QueryError):
    """An endpoint that the query asks did not answer as it should."""

    code = "service-failed"
    says = BilingualText(
        "<{found}> n’a pas répondu à SERVICE : {reason}.", "<{found}> did not answer SERVICE: {reason}."
    )
    advises = BilingualText(
        "Réessayez plus tard ; SERVICE SILENT s’en passe, et la réponse est alors partielle.",
        "Try again later; SERVICE SILENT does without, and the answer is partial then.",
    )


class RowLimitExceeded(QueryError):
    """A query of ours gave more rows than it promises."""

    code = "row-limit"
    says = BilingualText(
        "La requête {name} donne plus de {limit} lignes.", "The query {name} gives more than {limit} rows."
    )
    advises = BilingualText("Précisez la demande.", "Narrow the request.")


class BackupError(GraphError):
    """A backup cannot be read or restored."""

    code = "backup"


class BackupUnreadable(BackupError):
    """The file is not a whole backup of ours."""

    code = "backup-unreadable"
    says = BilingualText(
        "{path} n’est pas une sauvegarde entière : {found}.", "{path} is not a whole backup: {found}."
    )
    advises = BilingualText(
        "Rien n’a été changé. Prenez une autre sauvegarde.", "Nothing was changed. Take another backup."
    )


class BackupTargetExists(BackupError):
    """The file to write to is already there."""

    code = "backup-target-exists"
    says = BilingualText("{path} existe déjà.", "{path} exists already.")
    advises = BilingualText("Donnez un autre nom à la sauvegarde.", "Give the backup another name.")


class TokenError(GraphError):
    """A token cannot be made or withdrawn."""

    code = "token"


class TokenNameTaken(TokenError):
    """There is a token of that name already."""

    code = "token-name-taken"
    says = BilingualText("Un jeton s’appelle déjà « {name} ».", "A token is already named “{name}”.")
    advises = BilingualText(
        "Choisissez un autre nom, ou révoquez-le d’abord : `maillage token revoke {name}`.",
        "Choose another name, or revoke it first: `maillage token revoke {name}`.",
    )


class UnknownToken(TokenError):
    """No token has that name."""

    code = "unknown-token"
    says = BilingualText("Aucun jeton nommé « {name} ».", "There is no token named “{name}”.")
    advises = BilingualText("`maillage token list` les nomme.", "`maillage token list` names them.")


class WriteError(GraphError):
    """A write cannot be done; nothing was written."""

    code = "write"


class DefaultGraphIsMerge(WriteError):
    """A write names the default graph, which holds what all published graphs state."""

    code = "default-graph-is-merge"
    says = BilingualText(
        "Le graphe par défaut réunit toutes les contributions : on n’y écrit pas directement.",
        "The default graph is the merge of all contributions: it is not written to directly.",
    )
    advises = BilingualText(
        "Nommez le graphe d’une contribution : GRAPH <{expected}> {{ … }}, ou ?graph=…",
        "Name the graph of a contribution: GRAPH <{expected}> {{ … }}, or ?graph=…",
    )


class KeptGraph(WriteError):
    """A write names a graph that the software keeps."""

    code = "kept-graph"
    says = BilingualText(
        "Le graphe {graph} est tenu par le logiciel.", "The graph {graph} is kept by the software."
    )
    advises = BilingualText(
        "Écrivez dans un graphe de contribution, {expected}.", "Write to a contribution graph, {expected}."
    )


class GraphAbsent(WriteError):
    """The graph to write to or to remove is not there."""

    code = "graph-absent"
    says = BilingualText("Aucun graphe nommé {graph}.", "There is no graph named {graph}.")
    advises = BilingualText("GET /sparql les nomme tous.", "GET /sparql names them all.")


class GraphPresent(WriteError):
    """The graph was to be created, and is there already."""

    code = "graph-present"
    says = BilingualText("Le graphe {graph} existe déjà.", "The graph {graph} exists already.")
    advises = BilingualText(
        "Retirez l’en-tête If-None-Match pour le remplacer.",
        "Leave out the If-None-Match header to replace it.",
    )


class LoadRefused(WriteError):
    """An update asks the server to fetch something."""

    code = "load-refused"
    says = BilingualText(
        "{found} n’est pas accepté dans une mise à jour : elle n’envoie pas de requête ailleurs.",
        "{found} is not accepted in an update: it sends no request elsewhere.",
    )
    advises = BilingualText(
        "Téléchargez la source, puis envoyez-la par PUT sur /graphs.",
        "Download the source, then send it by PUT to /graphs.",
    )


class UsingConflict(WriteError):
    """The protocol's dataset and the request's own are both given."""

    code = "using-conflict"
    says = BilingualText(
        "La mise à jour contient USING ou WITH : using-graph-uri et using-named-graph-uri s’y ajoutent à tort.",
        "The update holds USING or WITH: using-graph-uri and using-named-graph-uri must not be added.",
    )
    advises = BilingualText(
        "Gardez l’un ou l’autre (SPARQL 1.1 Protocol, 2.2.3).",
        "Keep one or the other (SPARQL 1.1 Protocol, 2.2.3).",
    )


class UpdateFailed(WriteError):
    """An operation of the update cannot be done, and so none was."""

    code = "update-failed"
    says = BilingualText("La mise à jour n’a pas abouti : {found}", "The update failed: {found}")
    advises = BilingualText(
        "Rien n’a été écrit ; SILENT passe outre un graphe absent ou déjà là.",
        "Nothing was written; SILENT goes past a graph that is absent or already there.",
    )


class UpdateAmbiguous(WriteError):
    """Escapes in the update give it two readings."""

    code = "update-ambiguous"
    says = BilingualText(
        "Des échappements \\u de la mise à jour en changent la lecture.",
        "Escapes \\u in the update change how it reads.",
    )
    advises = BilingualText(
        "Écrivez ces caractères en toutes lettres, en UTF-8.", "Write these characters as such, in UTF-8."
    )


class WriteTimeout(WriteError):
    """The write took too long and was stopped."""

    code = "write-timeout"
    says = BilingualText(
        "L’écriture a dépassé {limit_s} s et a été arrêtée ; rien n’a été écrit.",
        "The write took more than {limit_s} s and was stopped; nothing was written.",
    )
    advises = BilingualText(
        "Découpez-la, ou relevez MAILLAGE_WRITE_TIMEOUT_S.", "Split it, or raise MAILLAGE_WRITE_TIMEOUT_S."
    )


class WriterGone(WriteError):
    """The writing process ended before it answered."""

    code = "writer-gone"
    says = BilingualText(
        "Le processus d’écriture s’est arrêté : l’écriture a peut-être eu lieu.",
        "The writing process ended: the write may have happened.",
    )
    advises = BilingualText(
        "Relisez le graphe avant de recommencer ; refaire un PUT est sans danger.",
        "Read the graph before you try again; a PUT may be sent again safely.",
    )


class NoFormatFits(QueryError):
    """The client accepts no format that this kind of result has."""

    code = "no-format-fits"
    says = BilingualText(
        "Aucun des formats acceptés ne convient au résultat ({form}).",
        "None of the accepted formats fits the result ({form}).",
    )
    advises = BilingualText(
        "SELECT et ASK : JSON, XML, CSV, TSV ; CONSTRUCT et DESCRIBE : Turtle, JSON-LD, N-Triples, RDF/XML, TriG, N-Quads.",
        "SELECT and ASK: JSON, XML, CSV, TSV; CONSTRUCT and DESCRIBE: Turtle, JSON-LD, N-Triples, RDF/XML, TriG, N-Quads.",
    )


class EngineFault(QueryError):
    """The engine gave up while it evaluated the query."""

    code = "engine-fault"
    says = BilingualText("L’évaluation a échoué : {found}", "The evaluation failed: {found}")
    advises = BilingualText("Vérifiez ou simplifiez la requête.", "Check or simplify the query.")


class OrderUnclear(QueryError):
    """The engine could not put in order what the query sorts."""

    code = "order-unclear"
    says = BilingualText(
        "Le moteur ne sait pas ranger ensemble des valeurs de sortes aussi différentes.",
        "The engine cannot put values of such different kinds in one order.",
    )
    advises = BilingualText(
        "Rangez-les par leur sorte, puis par leur texte : ORDER BY DATATYPE(?x) STR(?x).",
        "Order them by their kind, then by their text: ORDER BY DATATYPE(?x) STR(?x).",
    )


class TimeLimitExceeded(QueryError):
    """The query ran for longer than is allowed and was stopped."""

    code = "time-limit"
    says = BilingualText(
        "La requête a été arrêtée après {limit_s} s, la limite de ce serveur.",
        "The query was stopped after {limit_s} s, the limit of this server.",
    )
    advises = BilingualText(
        "Restreignez-la : d’abord les motifs qui laissent le moins de lignes, moins de jointures sans lien, un LIMIT.",
        "Narrow it: the patterns that leave fewest rows first, no unconnected joins, a LIMIT.",
    )


class MemoryLimitExceeded(QueryError):
    """The query needed more memory than is allowed and was stopped."""

    code = "memory-limit"
    says = BilingualText(
        "La requête a été arrêtée : elle demande plus de {limit_bytes} octets de mémoire, la limite de ce serveur.",
        "The query was stopped: it needs more than {limit_bytes} bytes of memory, the limit of this server.",
    )
    advises = BilingualText(
        "Évitez de trier ou de grouper tout le graphe ; restreignez d’abord.",
        "Avoid sorting or grouping the whole graph; narrow first.",
    )


class ResultLimitExceeded(QueryError):
    """The result is larger than is allowed."""

    code = "result-limit"
    says = BilingualText(
        "Le résultat dépasse {limit_bytes} octets, la limite de ce serveur ; rien n’en est donné.",
        "The result is larger than {limit_bytes} bytes, the limit of this server; none of it is given.",
    )
    advises = BilingualText(
        "Demandez-le par pages, triées par clé (ORDER BY, FILTER, LIMIT), ou chargez un export entier.",
        "Ask for it in pages sorted by key (ORDER BY, FILTER, LIMIT), or take a whole dump.",
    )


class QueryQueueFull(QueryError):
    """Too many queries wait already."""

    code = "queue-full"
    says = BilingualText(
        "Trop de requêtes attendent déjà (au plus {limit}).",
        "Too many queries are waiting already ({limit} at most).",
    )
    advises = BilingualText("Réessayez dans quelques secondes.", "Try again in a few seconds.")


class WorkerLost(QueryError):
    """The query broke the process that evaluated it."""

    code = "worker-lost"
    says = BilingualText(
        "La requête a mis à terre le processus qui l’évaluait (état {status}) ; il est remplacé.",
        "The query brought down the process that evaluated it (status {status}); it is replaced.",
    )
    advises = BilingualText(
        "Elle est sans doute trop profondément imbriquée : simplifiez-la.",
        "It is probably nested too deeply: simplify it.",
    )


class ClientGone(QueryError):
    """Whoever asked went away, so the query was stopped; nobody reads this but logs."""

    code = "client-gone"
    says = BilingualText(
        "Le client est parti : la requête est arrêtée.", "The client went away: the query is stopped."
    )
    advises = BilingualText(
        "Gardez la connexion ouverte jusqu’à la réponse.", "Keep the connection open until the answer comes."
    )


class RowsCutByEngine(QueryError):
    """The engine behind this server gave fewer rows than there are, or would not let us be sure that it did not."""

    code = "rows-cut"
    says = BilingualText(
        "Le moteur interrogé coupe ses résultats : {found} reçus, et il y en a davantage ou l’on ne peut l’exclure. "
        "Rien n’est donné plutôt qu’une partie.",
        "The engine behind this server cuts its results: {found} were received, and there are more or this cannot be "
        "ruled out. Nothing is given rather than a part.",
    )
    advises = BilingualText(
        "Ajoutez LIMIT, et un ORDER BY pour lire la suite par OFFSET. L’exploitant peut dire par MAILLAGE_SPARQL_ROW_CAP "
        "à combien le moteur coupe.",
        "Add LIMIT, and ORDER BY to read on by OFFSET. The operator can tell by MAILLAGE_SPARQL_ROW_CAP at how many the "
        "engine cuts.",
    )


class RemoteError(GraphError):
    """The engine behind this server, which is another's, does not do what is asked of it."""

    code = "remote"


class EngineUnreachable(RemoteError):
    """Nobody answers at the engine's address, or it has no time for us."""

    code = "engine-unreachable"
    says = BilingualText(
        "Le moteur SPARQL qui tient les données ne répond pas ({found}).",
        "The SPARQL engine that holds the data does not answer ({found}).",
    )
    advises = BilingualText(
        "Réessayez dans un instant. Exploitant : MAILLAGE_STORE dit l’adresse interrogée.",
        "Try again in a moment. Operator: MAILLAGE_STORE tells the address that is asked.",
    )


class EngineRefusedUs(RemoteError):
    """The engine does not accept our credentials."""

    code = "engine-refused-us"
    says = BilingualText(
        "Le moteur SPARQL qui tient les données refuse nos identifiants ({found}).",
        "The SPARQL engine that holds the data refuses our credentials ({found}).",
    )
    advises = BilingualText(
        "Exploitant : vérifiez MAILLAGE_SPARQL_USER et _PASSWORD, ou _TOKEN, et MAILLAGE_SPARQL_AUTH.",
        "Operator: check MAILLAGE_SPARQL_USER and _PASSWORD, or _TOKEN, and MAILLAGE_SPARQL_AUTH.",
    )


class EngineFailed(RemoteError):
    """The engine says that it failed."""

    code = "engine-failed"
    says = BilingualText(
        "Le moteur SPARQL qui tient les données a échoué : {found}",
        "The SPARQL engine that holds the data failed: {found}",
    )
    advises = BilingualText(
        "Simplifiez la requête ; le journal du moteur en dira plus à l’exploitant.",
        "Simplify the query; the engine's log will tell the operator more.",
    )


class EngineUnreadable(RemoteError):
    """What came from the engine is no answer: another format, broken, or broken off."""

    code = "engine-unreadable"
    says = BilingualText(
        "Le moteur SPARQL qui tient les données a donné autre chose qu’une réponse lisible : {found}.",
        "The SPARQL engine that holds the data gave something else than a readable answer: {found}.",
    )
    advises = BilingualText(
        "Exploitant : l’adresse de MAILLAGE_STORE est-elle celle d’un service SPARQL ?",
        "Operator: is the address in MAILLAGE_STORE that of a SPARQL service?",
    )


class RemoteReadOnly(RemoteError):
    """No address to write to was given."""

    code = "remote-read-only"
    says = BilingualText(
        "Les données sont tenues par un autre moteur, que ce serveur ne fait que lire : {name} n’est pas réglé.",
        "The data is held by another engine, which this server only reads: {name} is not set.",
    )
    advises = BilingualText(
        "Écrivez auprès de ce moteur, ou demandez à l’exploitant.",
        "Write to that engine, or ask the operator.",
    )


class UpdateUnbounded(RemoteError):
    """An update could write to any graph, those that the software keeps among them."""

    code = "update-unbounded"
    says = BilingualText(
        "Cette mise à jour peut viser n’importe quel graphe (GRAPH ?g, ALL, NAMED), et le moteur ne dirait pas lesquels "
        "avant de l’avoir faite.",
        "This update may aim at any graph (GRAPH ?g, ALL, NAMED), and the engine would not tell which before it is done.",
    )
    advises = BilingualText(
        "Nommez chaque graphe visé par son IRI.", "Name each graph it writes to by its IRI."
    )


class OutcomeUnknown(RemoteError):
    """The engine did not confirm a write that was sent to it."""

    code = "outcome-unknown"
    says = BilingualText(
        "Le moteur n’a pas confirmé l’écriture ({found}) : elle a peut-être eu lieu. Elle n’a pas été renvoyée.",
        "The engine did not confirm the write ({found}): it may have happened. It was not sent again.",
    )
    advises = BilingualText(
        "Relisez le graphe avant de recommencer ; refaire un PUT est sans danger.",
        "Read the graph before you try again; a PUT may be sent again safely.",
    )


class NeedsEmbedded(RemoteError):
    """Something is asked that only the embedded store has: snapshots, files loaded through the gate, backups."""

    code = "needs-embedded"
    says = BilingualText(
        "{name} n’existe qu’avec le magasin embarqué, et MAILLAGE_STORE en désigne un autre.",
        "{name} exists with the embedded store only, and MAILLAGE_STORE names another one.",
    )
    advises = BilingualText(
        "Retirez MAILLAGE_STORE pour travailler sur un répertoire de données.",
        "Unset MAILLAGE_STORE to work on a data directory.",
    )
