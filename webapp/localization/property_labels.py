"""The words of the pages: how each property reads from both of its ends, under which question.

French here is the msgid; English stands in the catalogue. Nothing is computed: this module is a table.
"""

from __future__ import annotations

from typing import NamedTuple


def msg(text: str) -> str:
    """Mark a text for the translators, and give it back unchanged."""
    return text


# The questions that part a page, in reading order.
QUESTIONS: dict[str, str] = {
    "who": msg("Qui"),
    "where": msg("Où"),
    "when": msg("Quand"),
    "needs": msg("Quels besoins"),
    "answers": msg("Qui y répond"),
    "said": msg("Qui l’a exprimé"),
    "activity": msg("Dans quelles initiatives"),
    "how": msg("Comment"),
    "origin": msg("D’où cela vient"),
    "aims": msg("Dans quel but"),
    "happened": msg("Ce qui s’est passé"),
    "learned": msg("Ce qui a été appris"),
    "reuse": msg("Ce qui peut être réutilisé"),
    "parts": msg("De quoi c’est fait"),
    "linked": msg("À quoi c’est lié, et pourquoi"),
    "meaning": msg("Sens et voisinage"),
    "record": msg("Repères"),
    "pointing": msg("Ce qui y renvoie"),
}


class Reading(NamedTuple):
    """How a property reads: under which question and which words, from its subject and from its object.

    An empty question hides that end: it is told elsewhere on the page (title, dates, notes).
    """

    question: str
    words: str
    inverse_question: str = "pointing"
    inverse_words: str = ""


READINGS: dict[str, Reading] = {
    "mai:initiatedBy": Reading("who", msg("à l’initiative"), "activity", msg("est à l’initiative de")),
    "mai:carriedBy": Reading("who", msg("porté par"), "activity", msg("porte")),
    "mai:hasParticipant": Reading("who", msg("avec"), "activity", msg("participe à")),
    "mai:involvesCategory": Reading("who", msg("associe"), "activity", msg("associé à")),
    "prov:qualifiedAssociation": Reading("who", msg("dans quel rôle"), "", ""),
    "schema:organizer": Reading("who", msg("organisé par"), "activity", msg("organise")),
    "prov:wasAttributedTo": Reading("who", msg("dit par"), "learned", msg("a dit")),
    "dcterms:creator": Reading("who", msg("auteur"), "pointing", msg("auteur de")),
    "dcterms:publisher": Reading("who", msg("publié par"), "pointing", msg("publie")),
    "org:unitOf": Reading("who", msg("fait partie de"), "who", msg("comprend")),
    "org:hasUnit": Reading("who", msg("comprend"), "who", msg("fait partie de")),
    "org:subOrganizationOf": Reading("who", msg("fait partie de"), "who", msg("comprend")),
    "org:memberOf": Reading("who", msg("membre de"), "who", msg("membres")),
    "org:hasMembership": Reading("who", msg("fonctions"), "", ""),
    "org:member": Reading("who", msg("personne"), "who", msg("fonctions")),
    "org:organization": Reading("who", msg("organisation"), "who", msg("personnes et fonctions")),
    "org:role": Reading("who", msg("rôle"), "", ""),
    "mai:roleTitle": Reading("who", msg("intitulé"), "", ""),
    "prov:agent": Reading("who", msg("acteur"), "who", msg("rôles tenus")),
    "prov:hadRole": Reading("who", msg("rôle"), "", ""),
    "mai:onTerritory": Reading("where", msg("sur le territoire"), "happened", msg("s’y déroule")),
    "schema:location": Reading("where", msg("lieu"), "happened", msg("s’y tient")),
    "mai:hasJurisdiction": Reading("where", msg("compétente sur"), "who", msg("administré par")),
    "mai:within": Reading("where", msg("dans"), "where", msg("comprend")),
    "igeo:subdivisionDirecteDe": Reading("where", msg("dans"), "where", msg("comprend")),
    "schema:eventAttendanceMode": Reading("where", msg("modalité"), "", ""),
    "schema:startDate": Reading("when", msg("début"), "", ""),
    "schema:endDate": Reading("when", msg("fin"), "", ""),
    "mai:earliestStart": Reading("when", msg("au plus tôt"), "", ""),
    "mai:latestEnd": Reading("when", msg("au plus tard"), "", ""),
    "mai:dateNote": Reading("when", msg("selon la source"), "", ""),
    "mai:follows": Reading("when", msg("fait suite à"), "happened", msg("suivi de")),
    "mai:elapsed": Reading("when", msg("après"), "", ""),
    "mai:attestedOn": Reading("when", msg("attesté le"), "", ""),
    "adms:status": Reading("when", msg("état"), "pointing", msg("choses dans cet état")),
    "dcterms:issued": Reading("when", msg("publié le"), "", ""),
    "mai:answersNeed": Reading("needs", msg("répond au besoin"), "answers", msg("initiatives et ressources")),
    "mai:expressesNeed": Reading("needs", msg("exprime le besoin"), "said", msg("besoins exprimés")),
    "mai:pointsToNeed": Reading(
        "needs", msg("signale le besoin"), "learned", msg("signalé par l’enseignement")
    ),
    "mai:declaredNeedCount": Reading("needs", msg("nombre de besoins annoncés"), "", ""),
    "mai:usesMethod": Reading("how", msg("méthodes"), "activity", msg("employée par")),
    "mai:guidedBy": Reading("how", msg("guidé par le principe"), "activity", msg("guide")),
    "mai:putsIntoPractice": Reading("how", msg("met en pratique"), "how", msg("mis en pratique par")),
    "dcterms:subject": Reading("how", msg("thèmes"), "activity", msg("traité par")),
    "dcterms:extent": Reading("how", msg("ampleur"), "", ""),
    "mai:triggeredBy": Reading("origin", msg("déclenché par"), "activity", msg("a déclenché")),
    "mai:respondsTo": Reading("origin", msg("en réponse à"), "activity", msg("y répond")),
    "mai:drawsOn": Reading("origin", msg("s’appuie sur l’idée"), "activity", msg("a nourri")),
    "mai:namedAfter": Reading("origin", msg("doit son nom à"), "activity", msg("a donné son nom à")),
    "prov:wasDerivedFrom": Reading("origin", msg("tiré de"), "pointing", msg("a donné lieu à")),
    "mai:aimsAt": Reading("aims", msg("vise à"), "activity", msg("visé par")),
    "mai:learnedFrom": Reading("learned", msg("tiré de l’expérience de"), "learned", msg("enseignements")),
    "mai:effectOf": Reading("learned", msg("effet de"), "learned", msg("effets rapportés")),
    "mai:produced": Reading("reuse", msg("a produit"), "origin", msg("produit par")),
    "mai:meantForReuseIn": Reading(
        "reuse", msg("destiné à être repris dans"), "reuse", msg("doit y être repris")
    ),
    "dcterms:license": Reading("reuse", msg("licence"), "pointing", msg("sous cette licence")),
    "dcterms:rights": Reading("reuse", msg("droits"), "", ""),
    "schema:url": Reading("reuse", msg("adresse"), "", ""),
    "foaf:homepage": Reading("reuse", msg("site"), "", ""),
    "dcterms:language": Reading("reuse", msg("langue"), "", ""),
    "dcterms:hasPart": Reading("parts", msg("comprend"), "linked", msg("fait partie de")),
    "dcterms:isPartOf": Reading("linked", msg("fait partie de"), "parts", msg("comprend")),
    "mai:partOf": Reading("linked", msg("fait partie de"), "parts", msg("comprend")),
    "mai:declaredPartCount": Reading("parts", msg("nombre de parties annoncées"), "", ""),
    "schema:position": Reading("", msg("numéro"), "", ""),
    "mai:extends": Reading("linked", msg("prolonge"), "linked", msg("prolongé par")),
    "mai:inspiredBy": Reading("linked", msg("inspiré par"), "linked", msg("a inspiré")),
    "mai:echoes": Reading("linked", msg("fait écho à"), "linked", msg("fait écho à")),
    "mai:connectedTo": Reading("linked", msg("lié à"), "linked", msg("lié à")),
    "mai:connectionFrom": Reading("linked", msg("relie"), "linked", msg("liens déclarés")),
    "mai:connectionTo": Reading("linked", msg("à"), "linked", msg("liens déclarés")),
    "mai:connectionType": Reading("linked", msg("sorte de lien"), "pointing", msg("liens de cette sorte")),
    "mai:basis": Reading("linked", msg("fondé sur"), "pointing", msg("fonde le lien")),
    "schema:about": Reading("linked", msg("porte sur"), "pointing", msg("documents à ce sujet")),
    "schema:mentions": Reading("linked", msg("mentionne"), "pointing", msg("mentionné dans")),
    "dcterms:relation": Reading("linked", msg("en rapport avec"), "linked", msg("en rapport avec")),
    "mai:possiblySameAs": Reading(
        "linked", msg("peut-être le même que"), "linked", msg("peut-être le même que")
    ),
    "mai:sharesNeedWith": Reading(
        "linked", msg("partage un besoin avec"), "linked", msg("partage un besoin avec")
    ),
    "mai:sharesTerritoryWith": Reading("linked", msg("partage un territoire avec"), "", ""),
    "mai:sharesActorWith": Reading("linked", msg("partage un acteur avec"), "", ""),
    "mai:sharesMethodWith": Reading("linked", msg("partage une méthode avec"), "", ""),
    "mai:sharesLessonWith": Reading("linked", msg("partage un enseignement avec"), "", ""),
    "mai:weight": Reading("record", msg("poids"), "", ""),
    "mai:shortcut": Reading("record", msg("propriété correspondante"), "", ""),
    "mai:concerns": Reading("linked", msg("concerne"), "", ""),
    "skos:definition": Reading("", msg("définition"), "", ""),
    "skos:scopeNote": Reading("meaning", msg("emploi"), "", ""),
    "skos:broader": Reading("meaning", msg("plus large"), "meaning", msg("plus précis")),
    "skos:narrower": Reading("meaning", msg("plus précis"), "meaning", msg("plus large")),
    "skos:related": Reading("meaning", msg("voisin de"), "meaning", msg("voisin de")),
    "skos:inScheme": Reading("meaning", msg("dans la liste"), "meaning", msg("notions de la liste")),
    "skos:topConceptOf": Reading("", "", "", ""),
    "skos:hasTopConcept": Reading("meaning", msg("têtes de liste"), "", ""),
    "skos:exactMatch": Reading("meaning", msg("identique à"), "pointing", msg("identique à")),
    "skos:closeMatch": Reading("meaning", msg("proche de"), "pointing", msg("proche de")),
    "skos:relatedMatch": Reading("meaning", msg("apparenté à"), "pointing", msg("apparenté à")),
    "skos:notation": Reading("record", msg("code"), "", ""),
    "skos:note": Reading("record", msg("note"), "", ""),
    "rdfs:comment": Reading("record", msg("note"), "", ""),
    "skos:editorialNote": Reading("record", msg("note"), "", ""),
    "dcterms:type": Reading("record", msg("type"), "pointing", msg("choses de ce type")),
    "dcterms:identifier": Reading("record", msg("identifiant"), "", ""),
    "igeo:codeINSEE": Reading("record", msg("code INSEE"), "", ""),
    "mai:formerCode": Reading("record", msg("anciens codes"), "", ""),
    "mai:inRegister": Reading("", "", "", ""),
    "igeo:nom": Reading("", "", "", ""),
    "foaf:name": Reading("", "", "", ""),
    "mai:accessedOn": Reading("record", msg("consulté le"), "", ""),
    "schema:sha256": Reading("record", msg("empreinte SHA-256"), "", ""),
    "mai:reviewStatus": Reading("record", msg("relecture"), "", ""),
    "mai:assertionStatus": Reading("record", msg("degré de certitude"), "", ""),
    "prov:generatedAtTime": Reading("record", msg("versé le"), "", ""),
    "prov:hadPrimarySource": Reading("record", msg("source"), "pointing", msg("source de")),
    "prov:endedAtTime": Reading("record", msg("a changé en dernier le"), "", ""),
    "prov:used": Reading("record", msg("règle"), "record", msg("appliquée par")),
    "prov:wasGeneratedBy": Reading("record", msg("donné par"), "record", msg("a donné")),
    "prov:wasRevisionOf": Reading("record", msg("révise"), "record", msg("révisé par")),
    "rdfs:seeAlso": Reading("record", msg("voir aussi"), "pointing", msg("vu depuis")),
    "owl:sameAs": Reading("record", msg("le même que"), "record", msg("le même que")),
    "oa:hasSource": Reading("record", msg("source"), "", ""),
    "mai:line": Reading("record", msg("ligne"), "", ""),
    "oa:hasSelector": Reading("", "", "", ""),
    "oa:exact": Reading("record", msg("passage"), "", ""),
    "mai:evidence": Reading("", "", "pointing", msg("appuie")),
    "mai:notStated": Reading("", "", "", ""),
    "rdf:subject": Reading("record", msg("à propos de"), "", ""),
    "rdf:predicate": Reading("record", msg("propriété"), "", ""),
    "rdf:object": Reading("record", msg("valeur"), "", ""),
    "rdf:type": Reading("", "", "", ""),
    "skos:prefLabel": Reading("", msg("nom"), "", ""),
    "skos:altLabel": Reading("", msg("autre nom"), "", ""),
    "dcterms:description": Reading("", msg("description"), "", ""),
    "dcterms:title": Reading("", "", "", ""),
    "foaf:primaryTopic": Reading("", "", "", ""),
    "schema:keywords": Reading("", "", "", ""),
    "schema:target": Reading("", "", "", ""),
    "sh:prefixes": Reading("", "", "", ""),
    "sh:select": Reading("meaning", msg("requête"), "", ""),
    "sh:ask": Reading("meaning", msg("requête"), "", ""),
    "sh:construct": Reading("meaning", msg("requête"), "", ""),
}

# Each inverse reads as the property that it is the inverse of, from the other end.
INVERSES: dict[str, str] = {
    "mai:needAnsweredBy": "mai:answersNeed",
    "mai:needExpressedIn": "mai:expressesNeed",
    "mai:needPointedBy": "mai:pointsToNeed",
    "mai:methodUsedIn": "mai:usesMethod",
    "mai:ideaOf": "mai:drawsOn",
    "mai:gaveNameTo": "mai:namedAfter",
    "mai:guides": "mai:guidedBy",
    "mai:putIntoPracticeBy": "mai:putsIntoPractice",
    "mai:aimOf": "mai:aimsAt",
    "mai:territoryOf": "mai:onTerritory",
    "mai:contains": "mai:within",
    "mai:governedBy": "mai:hasJurisdiction",
    "mai:inspires": "mai:inspiredBy",
    "mai:extendedBy": "mai:extends",
    "mai:initiated": "mai:initiatedBy",
    "mai:carries": "mai:carriedBy",
    "mai:participatesIn": "mai:hasParticipant",
    "mai:categoryInvolvedIn": "mai:involvesCategory",
    "mai:hasPart": "mai:partOf",
    "mai:triggered": "mai:triggeredBy",
    "mai:hasResponse": "mai:respondsTo",
    "mai:producedBy": "mai:produced",
    "mai:mayTakeUp": "mai:meantForReuseIn",
    "mai:taught": "mai:learnedFrom",
    "mai:hasEffect": "mai:effectOf",
    "mai:precedes": "mai:follows",
    "mai:typeOfConnection": "mai:connectionType",
    "mai:basisOf": "mai:basis",
    "mai:reviewStatusOf": "mai:reviewStatus",
    "mai:assertionStatusOf": "mai:assertionStatus",
    "mai:hasDiscrepancy": "mai:concerns",
    "mai:hasOutgoing": "mai:connectionFrom",
    "mai:hasIncoming": "mai:connectionTo",
    "mai:evidenceFor": "mai:evidence",
    "mai:registers": "mai:inRegister",
}
READINGS |= {
    inverse: Reading(direct.inverse_question, direct.inverse_words, direct.question, direct.words)
    for inverse, curie in INVERSES.items()
    for direct in [READINGS[curie]]
}

# What a page calls the values that no graph of ours names.
VALUES: dict[str, str] = {
    "schema:OnlineEventAttendanceMode": msg("en ligne"),
    "schema:OfflineEventAttendanceMode": msg("sur place"),
    "schema:MixedEventAttendanceMode": msg("en ligne et sur place"),
}

# What a page says when a source was read for a property and is silent: « La source ne dit pas … ».
SILENCES: dict[str, str] = {
    "mai:answersNeed": msg("à quel besoin cela répond"),
    "schema:startDate": msg("à quelle date"),
    "schema:endDate": msg("quand cela a pris fin"),
    "schema:url": msg("à quelle adresse le trouver"),
    "dcterms:issued": msg("quand il a été publié"),
    "dcterms:license": msg("sous quelle licence"),
    "dcterms:creator": msg("qui en est l’auteur"),
    "mai:onTerritory": msg("sur quel territoire"),
    "mai:usesMethod": msg("avec quelle méthode"),
    "mai:carriedBy": msg("qui le porte"),
    "schema:organizer": msg("qui l’organise"),
    "schema:location": msg("en quel lieu"),
}
STATUSES: dict[str, str] = {
    "assertion:interpreted": msg("interprété"),
    "assertion:derived": msg("déduit par règle"),
    "assertion:contested": msg("contesté"),
}
