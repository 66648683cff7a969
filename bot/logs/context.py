"""Whose log lines these are: what is begun for a channel speaks of that channel."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_ABOUT: ContextVar[Mapping[str, str]] = ContextVar("about", default={})  # noqa: B039 - never changed


@contextmanager
def about(**fields: str) -> Iterator[None]:
    """Let what an adapter or a library logs have these fields, also in tasks begun here."""
    token = _ABOUT.set({**_ABOUT.get(), **fields})
    try:
        yield
    finally:
        _ABOUT.reset(token)


def about_now() -> Mapping[str, str]:
    """Return the fields of whoever is logging now."""
    return _ABOUT.get()
