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


class PropertyLabel(NamedTuple):
    """How a property reads: under which question and which words, from its subject and from its object.

    An empty question hides that end: it is told elsewhere on the page (title, dates, notes).
    """

    question: str
    words: str
    inverse_question: str = "pointing"
    inverse_words: str = ""


READINGS: dict[str, PropertyLabel] = {
    "mai:initiatedBy": PropertyLabel("who", msg("à l’initiative"), "activity", msg("est à l’initiative de")),
    "mai:carriedBy": PropertyLabel("who", msg("porté par"), "activity", msg("porte")),
    "mai:hasParticipant": PropertyLabel("who", msg("avec"), "activity", msg("participe à")),
    "mai:involvesCategory": PropertyLabel("who", msg("associe"), "activity", msg("associé à")),
    "prov:qualifiedAssociation": PropertyLabel("who", msg("dans quel rôle"), "", ""),
    "schema:organizer": PropertyLabel("who", msg("organisé par"), "activity", msg("organise")),
    "prov:wasAttributedTo": PropertyLabel("who", msg("dit par"), "learned", msg("a dit")),
    "dcterms:creator": PropertyLabel("who", msg("auteur"), "pointing", msg("auteur de")),
    "dcterms:publisher": PropertyLabel("who", msg("publié par"), "pointing", msg("publie")),
    "org:unitOf": PropertyLabel("who", msg("fait partie de"), "who", msg("comprend")),
    "org:hasUnit": PropertyLabel("who", msg("comprend"), "who", msg("fait partie de")),
    "org:subOrganizationOf": PropertyLabel("who", msg("fait partie de"), "who", msg("comprend")),
    "org:memberOf": PropertyLabel("who", msg("membre de"), "who", msg("membres")),
    "org:hasMembership": PropertyLabel("who", msg("fonctions"), "", ""),
    "org:member": PropertyLabel("who", msg("personne"), "who", msg("fonctions")),
    "org:organization": PropertyLabel("who", msg("organisation"), "who", msg("personnes et fonctions")),
    "org:role": PropertyLabel("who", msg("rôle"), "", ""),
    "mai:roleTitle": PropertyLabel("who", msg("intitulé"), "", ""),
    "prov:agent": PropertyLabel("who", msg("acteur"), "who", msg("rôles tenus")),
    "prov:hadRole": PropertyLabel("who", msg("rôle"), "", ""),
    "mai:onTerritory": PropertyLabel("where", msg("sur le territoire"), "happened", msg("s’y déroule")),
    "schema:location": PropertyLabel("where", msg("lieu"), "happened", msg("s’y tient")),
    "mai:hasJurisdiction": PropertyLabel("where", msg("compétente sur"), "who", msg("administré par")),
    "mai:within": PropertyLabel("where", msg("dans"), "where", msg("comprend")),
    "igeo:subdivisionDirecteDe": PropertyLabel("where", msg("dans"), "where", msg("comprend")),
    "schema:eventAttendanceMode": PropertyLabel("where", msg("modalité"), "", ""),
    "schema:startDate": PropertyLabel("when", msg("début"), "", ""),
    "schema:endDate": PropertyLabel("when", msg("fin"), "", ""),
    "mai:earliestStart": PropertyLabel("when", msg("au plus tôt"), "", ""),
    "mai:latestEnd": PropertyLabel("when", msg("au plus tard"), "", ""),
    "mai:dateNote": PropertyLabel("when", msg("selon la source"), "", ""),
    "mai:follows": PropertyLabel("when", msg("fait suite à"), "happened", msg("suivi de")),
    "mai:elapsed": PropertyLabel("when", msg("après"), "", ""),
    "mai:attestedOn": PropertyLabel("when", msg("attesté le"), "", ""),
    "adms:status": PropertyLabel("when", msg("état"), "pointing", msg("choses dans cet état")),
    "dcterms:issued": PropertyLabel("when", msg("publié le"), "", ""),
    "mai:answersNeed": PropertyLabel(
        "needs", msg("répond au besoin"), "answers", msg("initiatives et ressources")
    ),
    "mai:expressesNeed": PropertyLabel("needs", msg("exprime le besoin"), "said", msg("besoins exprimés")),
    "mai:pointsToNeed": PropertyLabel(
        "needs", msg("signale le besoin"), "learned", msg("signalé par l’enseignement")
    ),
    "mai:declaredNeedCount": PropertyLabel("needs", msg("nombre de besoins annoncés"), "", ""),
    "mai:usesMethod": PropertyLabel("how", msg("méthodes"), "activity", msg("employée par")),
    "mai:guidedBy": PropertyLabel("how", msg("guidé par le principe"), "activity", msg("guide")),
    "mai:putsIntoPractice": PropertyLabel("how", msg("met en pratique"), "how", msg("mis en pratique par")),
    "dcterms:subject": PropertyLabel("how", msg("thèmes"), "activity", msg("traité par")),
    "dcterms:extent": PropertyLabel("how", msg("ampleur"), "", ""),
    "mai:triggeredBy": PropertyLabel("origin", msg("déclenché par"), "activity", msg("a déclenché")),
    "mai:respondsTo": PropertyLabel("origin", msg("en réponse à"), "activity", msg("y répond")),
    "mai:drawsOn": PropertyLabel("origin", msg("s’appuie sur l’idée"), "activity", msg("a nourri")),
    "mai:namedAfter": PropertyLabel("origin", msg("doit son nom à"), "activity", msg("a donné son nom à")),
    "prov:wasDerivedFrom": PropertyLabel("origin", msg("tiré de"), "pointing", msg("a donné lieu à")),
    "mai:aimsAt": PropertyLabel("aims", msg("vise à"), "activity", msg("visé par")),
    "mai:learnedFrom": PropertyLabel(
        "learned", msg("tiré de l’expérience de"), "learned", msg("enseignements")
    ),
    "mai:effectOf": PropertyLabel("learned", msg("effet de"), "learned", msg("effets rapportés")),
    "mai:produced": PropertyLabel("reuse", msg("a produit"), "origin", msg("produit par")),
    "mai:meantForReuseIn": PropertyLabel(
        "reuse", msg("destiné à être repris dans"), "reuse", msg("doit y être repris")
    ),
    "dcterms:license": PropertyLabel("reuse", msg("licence"), "pointing", msg("sous cette licence")),
    "dcterms:rights": PropertyLabel("reuse", msg("droits"), "", ""),
    "schema:url": PropertyLabel("reuse", msg("adresse"), "", ""),
    "foaf:homepage": PropertyLabel("reuse", msg("site"), "", ""),
    "dcterms:language": PropertyLabel("reuse", msg("langue"), "", ""),
    "dcterms:hasPart": PropertyLabel("parts", msg("comprend"), "linked", msg("fait partie de")),
    "dcterms:isPartOf": PropertyLabel("linked", msg("fait partie de"), "parts", msg("comprend")),
    "mai:partOf": PropertyLabel("linked", msg("fait partie de"), "parts", msg("comprend")),
    "mai:declaredPartCount": PropertyLabel("parts", msg("nombre de parties annoncées"), "", ""),
    "schema:position": PropertyLabel("", msg("numéro"), "", ""),
    "mai:extends": PropertyLabel("linked", msg("prolonge"), "linked", msg("prolongé par")),
    "mai:inspiredBy": PropertyLabel("linked", msg("inspiré par"), "linked", msg("a inspiré")),
    "mai:echoes": PropertyLabel("linked", msg("fait écho à"), "linked", msg("fait écho à")),
    "mai:connectedTo": PropertyLabel("linked", msg("lié à"), "linked", msg("lié à")),
    "mai:connectionFrom": PropertyLabel("linked", msg("relie"), "linked", msg("liens déclarés")),
    "mai:connectionTo": PropertyLabel("linked", msg("à"), "linked", msg("liens déclarés")),
    "mai:connectionType": PropertyLabel(
        "linked", msg("sorte de lien"), "pointing", msg("liens de cette sorte")
    ),
    "mai:basis": PropertyLabel("linked", msg("fondé sur"), "pointing", msg("fonde le lien")),
    "schema:about": PropertyLabel("linked", msg("porte sur"), "pointing", msg("documents à ce sujet")),
    "schema:mentions": PropertyLabel("linked", msg("mentionne"), "pointing", msg("mentionné dans")),
    "dcterms:relation": PropertyLabel("linked", msg("en rapport avec"), "linked", msg("en rapport avec")),
    "mai:possiblySameAs": PropertyLabel(
        "linked", msg("peut-être le même que"), "linked", msg("peut-être le même que")
    ),
    "mai:sharesNeedWith": PropertyLabel(
        "linked", msg("partage un besoin avec"), "linked", msg("partage un besoin avec")
    ),
    "mai:sharesTerritoryWith": PropertyLabel("linked", msg("partage un territoire avec"), "", ""),
    "mai:sharesActorWith": PropertyLabel("linked", msg("partage un acteur avec"), "", ""),
    "mai:sharesMethodWith": PropertyLabel("linked", msg("partage une méthode avec"), "", ""),
    "mai:sharesLessonWith": PropertyLabel("linked", msg("partage un enseignement avec"), "", ""),
    "mai:weight": PropertyLabel("record", msg("poids"), "", ""),
    "mai:shortcut": PropertyLabel("record", msg("propriété correspondante"), "", ""),
    "mai:concerns": PropertyLabel("linked", msg("concerne"), "", ""),
    "skos:definition": PropertyLabel("", msg("définition"), "", ""),
    "skos:scopeNote": PropertyLabel("meaning", msg("emploi"), "", ""),
    "skos:broader": PropertyLabel("meaning", msg("plus large"), "meaning", msg("plus précis")),
    "skos:narrower": PropertyLabel("meaning", msg("plus précis"), "meaning", msg("plus large")),
    "skos:related": PropertyLabel("meaning", msg("voisin de"), "meaning", msg("voisin de")),
    "skos:inScheme": PropertyLabel("meaning", msg("dans la liste"), "meaning", msg("notions de la liste")),
    "skos:topConceptOf": PropertyLabel("", "", "", ""),
    "skos:hasTopConcept": PropertyLabel("meaning", msg("têtes de liste"), "", ""),
    "skos:exactMatch": PropertyLabel("meaning", msg("identique à"), "pointing", msg("identique à")),
    "skos:closeMatch": PropertyLabel("meaning", msg("proche de"), "pointing", msg("proche de")),
    "skos:relatedMatch": PropertyLabel("meaning", msg("apparenté à"), "pointing", msg("apparenté à")),
    "skos:notation": PropertyLabel("record", msg("code"), "", ""),
    "skos:note": PropertyLabel("record", msg("note"), "", ""),
    "rdfs:comment": PropertyLabel("record", msg("note"), "", ""),
    "skos:editorialNote": PropertyLabel("record", msg("note"), "", ""),
    "dcterms:type": PropertyLabel("record", msg("type"), "pointing", msg("choses de ce type")),
    "dcterms:identifier": PropertyLabel("record", msg("identifiant"), "", ""),
    "igeo:codeINSEE": PropertyLabel("record", msg("code INSEE"), "", ""),
    "mai:formerCode": PropertyLabel("record", msg("anciens codes"), "", ""),
    "mai:inRegister": PropertyLabel("", "", "", ""),
    "igeo:nom": PropertyLabel("", "", "", ""),
    "foaf:name": PropertyLabel("", "", "", ""),
    "mai:accessedOn": PropertyLabel("record", msg("consulté le"), "", ""),
    "schema:sha256": PropertyLabel("record", msg("empreinte SHA-256"), "", ""),
    "mai:reviewStatus": PropertyLabel("record", msg("relecture"), "", ""),
    "mai:assertionStatus": PropertyLabel("record", msg("degré de certitude"), "", ""),
    "prov:generatedAtTime": PropertyLabel("record", msg("versé le"), "", ""),
    "prov:hadPrimarySource": PropertyLabel("record", msg("source"), "pointing", msg("source de")),
    "prov:endedAtTime": PropertyLabel("record", msg("a changé en dernier le"), "", ""),
    "prov:used": PropertyLabel("record", msg("règle"), "record", msg("appliquée par")),
    "prov:wasGeneratedBy": PropertyLabel("record", msg("donné par"), "record", msg("a donné")),
    "prov:wasRevisionOf": PropertyLabel("record", msg("révise"), "record", msg("révisé par")),
    "rdfs:seeAlso": PropertyLabel("record", msg("voir aussi"), "pointing", msg("vu depuis")),
    "owl:sameAs": PropertyLabel("record", msg("le même que"), "record", msg("le même que")),
    "oa:hasSource": PropertyLabel("record", msg("source"), "", ""),
    "mai:line": PropertyLabel("record", msg("ligne"), "", ""),
    "oa:hasSelector": PropertyLabel("", "", "", ""),
    "oa:exact": PropertyLabel("record", msg("passage"), "", ""),
    "mai:evidence": PropertyLabel("", "", "pointing", msg("appuie")),
    "mai:notStated": PropertyLabel("", "", "", ""),
    "rdf:subject": PropertyLabel("record", msg("à propos de"), "", ""),
    "rdf:predicate": PropertyLabel("record", msg("propriété"), "", ""),
    "rdf:object": PropertyLabel("record", msg("valeur"), "", ""),
    "rdf:type": PropertyLabel("", "", "", ""),
    "skos:prefLabel": PropertyLabel("", msg("nom"), "", ""),
    "skos:altLabel": PropertyLabel("", msg("autre nom"), "", ""),
    "dcterms:description": PropertyLabel("", msg("description"), "", ""),
    "dcterms:title": PropertyLabel("", "", "", ""),
    "foaf:primaryTopic": PropertyLabel("", "", "", ""),
    "schema:keywords": PropertyLabel("", "", "", ""),
    "schema:target": PropertyLabel("", "", "", ""),
    "sh:prefixes": PropertyLabel("", "", "", ""),
    "sh:select": PropertyLabel("meaning", msg("requête"), "", ""),
    "sh:ask": PropertyLabel("meaning", msg("requête"), "", ""),
    "sh:construct": PropertyLabel("meaning", msg("requête"), "", ""),
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
    inverse: PropertyLabel(direct.inverse_question, direct.inverse_words, direct.question, direct.words)
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
