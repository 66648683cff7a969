"""What a person reads whose command or press could not be kept, in their language."""

from collections.abc import Mapping

_APOLOGIES: Mapping[str, str] = {
    "en": "Sorry, we cannot take this right now. Please try again in a minute.",
    "it": "Ci dispiace, ora non riusciamo a rispondere. Riprova tra un minuto.",
    "de": "Entschuldigung, das geht gerade nicht. Bitte versuche es in einer Minute noch einmal.",
    "es": "Lo sentimos, ahora no podemos atenderte. Inténtalo de nuevo en un minuto.",
    "fr": "Désolé, nous ne pouvons pas répondre maintenant. Réessayez dans une minute.",
}


def apology(language: str | None) -> str:
    """Return the apology in a language (a locale of Discord's), in English for all others."""
    return _APOLOGIES.get((language or "en").partition("-")[0], _APOLOGIES["en"])
