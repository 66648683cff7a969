"""Where a database is, by its URL: nothing is opened to tell."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.store.errors import StoreSettingFault


def url_of(setting: str) -> URL:
    """Return the URL that a setting is.

    Raises:
        StoreSettingFault: this is no database URL.
    """
    try:
        return make_url(setting)
    except (ArgumentError, ValueError):  # a port or an address may be none, too
        raise StoreSettingFault("the database setting is not a database URL") from None


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite database, None for one in memory or on a server.

    Raises:
        StoreSettingFault: this is no database URL.
    """
    place = url_of(url)
    if place.get_backend_name() != "sqlite" or place.database is None or is_memory(place):
        return None
    return Path(place.database)


def is_memory(url: URL) -> bool:
    """Say whether an SQLite database is in memory."""
    return url.database in {None, "", ":memory:"}


def is_begun(url: str) -> bool:
    """Say whether there is a database yet: asking about data must not begin one."""
    file = file_of(url)
    return file is None or file.exists()


def without_password(url: str) -> str:
    """Return the URL as it may be shown; a password may be among its options, too."""
    place = url_of(url)
    options = {name: "***" if "pass" in name else one for name, one in place.query.items()}
    return place.set(query=options).render_as_string(hide_password=True)
