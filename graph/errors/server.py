"""Errors of a server: its settings, its address, whether it is ready."""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class SettingError(GraphError):
    """A setting has a value that it cannot have."""

    code = "setting"
    message_text = BilingualText(
        "Réglage {name} : trouvé « {found} », attendu {expected}.",
        "Setting {name}: found “{found}”, expected {expected}.",
    )
    hint_text = BilingualText(
        "`maillage settings` montre chaque réglage, sa valeur et d’où elle vient.",
        "`maillage settings` shows each setting, its value and where it comes from.",
    )


class AddressInUse(GraphError):
    """The server cannot listen where it was asked to."""

    code = "address-in-use"
    message_text = BilingualText(
        "Impossible d’écouter sur {address} : {found}.", "Cannot listen on {address}: {found}."
    )
    hint_text = BilingualText(
        "Un autre serveur y est peut-être déjà : arrêtez-le, ou choisissez --port.",
        "Another server may be there already: stop it, or choose --port.",
    )


class NotReady(GraphError):
    """A check that tells whether the server can answer has failed."""

    code = "not-ready"
    message_text = BilingualText(
        "Ce contrôle échoue : {check} ({found}).", "This check fails: {check} ({found})."
    )
    hint_text = BilingualText("Réessayez dans quelques secondes.", "Try again in a few seconds.")
