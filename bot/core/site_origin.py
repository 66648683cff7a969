"""The origins of the sites that may show the chat page inside a page of theirs."""

from bot.core.lazy_pattern import lazy_pattern

_HOST = r"(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
_ORIGIN = lazy_pattern(rf"https?://{_HOST}(:[0-9]{{1,5}})?")
"""A host-source of Content Security Policy 3 with its scheme; nothing that could end the list."""

ORIGIN_FORM = "Write it as https://example.org: no path, and https://*.example.org for all below."


def is_origin(text: str) -> bool:
    """Say whether a text is the origin of a site, perhaps with `*.` for every name below it."""
    return _ORIGIN.fullmatch(text) is not None


def listed_origins(sites: object) -> tuple[str, ...]:
    """Return the origins of an option that holds one, a list of them, or nothing."""
    if isinstance(sites, str):
        return (sites,)
    if isinstance(sites, list):
        return tuple(site for site in sites if isinstance(site, str))
    return ()
