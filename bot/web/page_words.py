"""The few words of the chat page itself, in the languages that the product speaks."""

from collections.abc import Mapping, Sequence

PAGE_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "conversation": "Conversation",
        "label": "Your message",
        "send": "Send",
        "you": "You",
        "choices": "Choices",
        "download": "Download",
        "file": "file",
        "open": "Open the chat",
        "close": "Close the chat",
        "unread": "unread",
        "attach": "Send a file",
        "sending": "Sending",
        "too_large": "This file is too large: 10 MB at most.",
        "wrong_type": "Files of this kind cannot be sent here.",
        "too_much": "There is no more room for your files here.",
        "place": "My location",
        "no_place": "Your browser does not say where you are. You can write it.",
        "typing": "Writing…",
        "offline": "No connection. What you write is kept and sent later.",
        "refused": "This message could not be sent.",
        "unrecognised": "We do not know who you are. Sign in again, or reload the page.",
        "noscript": "This page needs JavaScript for the conversation.",
    },
    "it": {
        "conversation": "Conversazione",
        "label": "Il tuo messaggio",
        "send": "Invia",
        "you": "Tu",
        "choices": "Scelte",
        "download": "Scarica",
        "file": "file",
        "open": "Apri la chat",
        "close": "Chiudi la chat",
        "unread": "da leggere",
        "attach": "Invia un file",
        "sending": "Invio in corso",
        "too_large": "Questo file è troppo grande: al massimo 10 MB.",
        "wrong_type": "File di questo tipo non si possono inviare qui.",
        "too_much": "Qui non c'è più spazio per i tuoi file.",
        "place": "La mia posizione",
        "no_place": "Il tuo browser non dice dove sei. Puoi scriverlo.",
        "typing": "Sta scrivendo…",
        "offline": "Nessuna connessione. Quello che scrivi viene conservato e inviato più tardi.",
        "refused": "Questo messaggio non può essere inviato.",
        "unrecognised": "Non sappiamo chi sei. Accedi di nuovo o ricarica la pagina.",
        "noscript": "Questa pagina ha bisogno di JavaScript per la conversazione.",
    },
}
_FALLBACK = "en"


def words_language(language: str) -> str:
    """Return the language in which the page speaks to a reader of `language`."""
    primary = language.partition("-")[0].lower()
    return primary if primary in PAGE_WORDS else _FALLBACK


def negotiate(accepted: str, languages: Sequence[str]) -> str:
    """Return the one of the brand's languages that a browser likes best.

    Args:
        accepted: the value of `Accept-Language`.
        languages: the brand's, the first being the default.
    """
    offered = {language.partition("-")[0].lower(): language for language in reversed(languages)}
    for tag in sorted(accepted.split(","), key=_quality, reverse=True):
        primary = tag.partition(";")[0].strip().partition("-")[0].lower()
        if primary in offered and _quality(tag) > 0:
            return offered[primary]
    return languages[0]


def _quality(tag: str) -> float:
    _, _, quality = tag.partition("q=")
    try:
        return float(quality.strip()) if quality else 1.0
    except ValueError:
        return 0.0
