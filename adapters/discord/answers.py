"""The first answers to interactions, pure: deferred, or an apology in the person's language."""

from collections.abc import Mapping
from typing import assert_never

from adapters.discord.heard import Interaction
from adapters.discord.outgoing import JsonObject, Outgoing

_MESSAGE, _THINKING, _LATER = 4, 5, 6
"""A message, one that is thought about, and for a button nothing to be seen (Discord's reference:
Interaction Callback Type)."""

_FOR_THEM_ALONE = 64
"""The flag of messages that only the person sees."""

_APOLOGIES: Mapping[str, str] = {
    "en": "Sorry, we cannot take this right now. Please try again in a minute.",
    "it": "Ci dispiace, ora non riusciamo a rispondere. Riprova tra un minuto.",
    "de": "Entschuldigung, das geht gerade nicht. Bitte versuche es in einer Minute noch einmal.",
    "es": "Lo sentimos, ahora no podemos atenderte. Inténtalo de nuevo en un minuto.",
    "fr": "Désolé, nous ne pouvons pas répondre maintenant. Réessayez dans une minute.",
}


def deferral(interaction: Interaction) -> JsonObject:
    """Return the answer that says nothing yet: a command shows that we think about it."""
    match interaction.kind:
        case "command":
            return {"type": _THINKING, "data": {"flags": _FOR_THEM_ALONE}}
        case "button":
            return {"type": _LATER}
        case never:
            assert_never(never)


def refusal(interaction: Interaction) -> JsonObject:
    """Return the answer that says that we cannot take it now."""
    return {"type": _MESSAGE, "data": apology(interaction).body}


def apology(interaction: Interaction) -> Outgoing:
    """Return the message that says so, in the person's language where we have it, else English."""
    language = (interaction.language or "en").partition("-")[0]
    return private(Outgoing({"content": _APOLOGIES.get(language, _APOLOGIES["en"])}))


def private(outgoing: Outgoing) -> Outgoing:
    """Return a message as an answer to an interaction: for the person alone."""
    return Outgoing({**outgoing.body, "flags": _FOR_THEM_ALONE}, outgoing.uploads)
