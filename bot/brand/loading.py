"""From brand.yaml to the brand that everything else knows."""

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.brand.brand import (
    DIGEST_ABOVE,
    FEED_EVERY,
    Brand,
    Channel,
    Feed,
    Keep,
    Option,
    Privacy,
    Quiet,
    Topic,
)
from bot.brand.brand_file import BrandFile, FeedLine, KeepLine, TopicLine
from bot.brand.budgets import FindBudgets
from bot.brand.channels import ChannelReader
from bot.brand.collected import Faults
from bot.brand.environment import filled, references_in, refuse_malformed, unset_in
from bot.brand.leaves import Length, Slug, Template
from bot.brand.named_channels import check_named_channels
from bot.brand.nodes import Entry, Items, Node, Place, Scalar, Table
from bot.brand.secrecy import refuse_literal, refuse_unsigned
from bot.core.ids import BrandId, ChannelName
from bot.core.text import Text

DEFAULT_LANGUAGE = "en"
DEFAULT_ZONE = "UTC"

SHORTEST_KEPT = 7 * 86_400
"""Seconds for which everything is kept at least: ids of messages are remembered for 7 days."""

SHORTEST_EVERY = 60
"""Seconds between two looks at a feed, at least."""

Translate = Callable[[Template], Text]
"""Gives an authored text its translations."""


class BrandReading(Struct, frozen=True):
    """brand.yaml read: the part as written, and the channels with secrets in place.

    `tells` says that outgoing events are meant to go somewhere, though it may not be set where.
    """

    file: BrandFile
    channels: dict[ChannelName, Channel]
    events_secret: str | list[str] | None
    events_to: dict[str, Option] | None
    languages_place: Place | None
    tells: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """The brand's languages, the default first."""
        written = self.file.languages or ()
        return tuple(dict.fromkeys(one.text for one in written)) or (DEFAULT_LANGUAGE,)


def read_brand_file(
    root: Node,
    environ: Mapping[str, str],
    adapters: Collection[str] | None,
    faults: Faults,
    allowed: FindBudgets = lambda _: None,
) -> BrandReading | None:
    """Return what brand.yaml says, None where not even its required keys could be read.

    Args:
        root: the content of the file.
        environ: where `${NAME}` is looked up.
        adapters: the adapters of this installation, None to allow every known one.
        faults: where to add.
        allowed: tells how fast the platforms let us write.
    """
    refuse_malformed(root, faults)
    file = BrandFile.read(_with_environment(root, environ, faults), faults)
    secrets = _Secrets(environ, faults)
    node = root if isinstance(root, Table) else Table(root.place, ())
    written = node.get("channels")
    reader = ChannelReader(environ, adapters, faults, allowed)
    channels = {} if written is None else reader.read(written)
    events_secret = secrets.read(node.get("events_secret"))
    events_to = secrets.events_to(node.get("events_to"))
    if file is None:
        return None
    _check_languages(file, faults)
    _check_feeds(file, faults)
    _check_keep(file, faults)
    check_named_channels(file, written, channels, faults)
    listed, told = _place_of(node, "languages"), _place_of(node, "events_to")
    return BrandReading(file, channels, events_secret, events_to, listed, told is not None)


def brand_of(reading: BrandReading, translate: Translate) -> Brand:
    """Return the brand, with its texts translated."""
    file = reading.file
    title = Text(file.brand.text) if file.title is None else translate(file.title)
    topics = {name.text: _topic(name, line, translate) for name, line in _topics(file)}
    started = file.caps.started_by_us if file.caps is not None else None
    return Brand(
        id=BrandId(file.brand.text),
        title=title,
        languages=reading.languages,
        timezone=DEFAULT_ZONE if file.timezone is None else file.timezone.text,
        channels=reading.channels,
        topics=topics,
        quiet=None if file.quiet is None else Quiet(file.quiet.from_.text, file.quiet.to.text),
        caps={} if started is None else {"started_by_us": started.text},
        events_secret=reading.events_secret,
        events_to=reading.events_to,
        desk=_desk(reading),
        named_desk=None if file.handoff is None else ChannelName(file.handoff.text),
        feeds={name.text: _feed(name, line) for name, line in (file.feeds or {}).items()},
        own_systems=own_systems_of(file),
        privacy=privacy_of(file),
    )


def privacy_of(file: BrandFile) -> Privacy:
    """Return how what people say is kept."""
    line = file.privacy
    if line is None:
        return Privacy()
    return Privacy(line.encrypt is not None and line.encrypt.on, _keep(line.keep))


def _keep(line: KeepLine | None) -> Keep:
    if line is None:
        return Keep()
    return Keep(*(None if one is None else one.seconds for one in _lengths(line)))


def _lengths(line: KeepLine) -> tuple[Length | None, ...]:
    return line.messages, line.answers, line.systems, line.people


def _check_keep(file: BrandFile, faults: Faults) -> None:
    if file.privacy is None or file.privacy.keep is None:
        return
    for length in _lengths(file.privacy.keep):
        if length is not None and length.seconds < SHORTEST_KEPT:
            message = "What is younger than a week is still needed: repetitions are known by it."
            faults.error(length.place, message, "Write 7d or more.")


def own_systems_of(file: BrandFile) -> tuple[str, ...]:
    """Return the systems that calls may reach in any network, by their origins."""
    return tuple(one.text for one in file.own_systems or ())


def _topics(file: BrandFile) -> list[tuple[Slug, TopicLine]]:
    return [] if file.topics is None else list(file.topics.items())


def _topic(name: Slug, line: TopicLine, translate: Translate) -> Topic:
    title = Text(name.text) if line.title is None else translate(line.title)
    at_most = None if line.at_most is None else line.at_most.text
    spaces = line.posted_in or {}
    posted_in = {ChannelName(channel.text): space.text for channel, space in spaces.items()}
    return Topic(name.text, title, translate(line.wording), at_most, posted_in)


def _feed(name: Slug, line: FeedLine) -> Feed:
    every = FEED_EVERY if line.every is None else line.every.seconds
    most = DIGEST_ABOVE if line.digest_above is None else int(line.digest_above.number)
    return Feed(name.text, _address(line), line.topic.text, line.dialogue.text, every, most)


def _address(line: FeedLine) -> str:
    """Return where a feed is found, an empty text where the variable that says so is not set."""
    return "" if any(references_in(line.url.scalar)) else line.url.text


def _check_feeds(file: BrandFile, faults: Faults) -> None:
    for line in (file.feeds or {}).values():
        address = _address(line)
        if address and not address.startswith(("https://", "http://")):
            hint = "Write it as https://example.org/feed.xml."
            faults.error(line.url.place, "This is not a web address.", hint)
        if line.every is not None and line.every.seconds < SHORTEST_EVERY:
            hint = "Write 1m or more; 30m is often enough."
            faults.error(line.every.place, "A feed is looked at once a minute at most.", hint)
        most = line.digest_above
        if most is not None and (most.number < 1 or most.number != int(most.number)):
            faults.error(most.place, "This is a whole number from 1.")


def _desk(reading: BrandReading) -> ChannelName | None:
    """Return the channel of the desk, None where there is none or it is left off."""
    desk = reading.file.handoff
    channel = None if desk is None else reading.channels.get(ChannelName(desk.text))
    return None if channel is None or channel.unset else channel.name


def _check_languages(file: BrandFile, faults: Faults) -> None:
    seen: set[str] = set()
    for language in file.languages or ():
        if language.text in seen:
            faults.warning(language.place, f'"{language.text}" is listed twice.')
        seen.add(language.text)


def _with_environment(root: Node, environ: Mapping[str, str], faults: Faults) -> Node:
    """Return the file with values from the environment; what is not set is left out."""
    if not isinstance(root, Table):
        return root
    entries = []
    for entry in root.entries:
        unset = unset_in(entry.value, environ)
        secret = entry.key.text in _READ_AS_WRITTEN
        for reference in () if entry.key.text == "channels" else unset:
            message = f'{reference.name} is not set; "{entry.key.text}" goes without it.'
            faults.warning(reference.place, message, "Set it in the environment.")
        value = entry.value if secret else _filled(entry, environ)
        if value is not None and not (secret and unset and entry.key.text != "channels"):
            entries.append(Entry(entry.key, value))
    return replace(root, entries=tuple(entries))


def _filled(entry: Entry, environ: Mapping[str, str]) -> Node | None:
    """Return what an entry holds with its values; a feed without its address stays as it is."""
    node = entry.value
    if entry.key.text != "feeds" or not isinstance(node, Table):
        return filled(node, environ)
    feeds = (
        feed if unset_in(feed.value, environ) else Entry(feed.key, value)
        for feed in node.entries
        if (value := filled(feed.value, environ)) is not None
    )
    return replace(node, entries=tuple(feeds))


_READ_AS_WRITTEN = ("channels", "events_secret", "events_to")
"""Parts with secrets in them: what is written there matters, not only what it stands for."""


class _Secrets:
    def __init__(self, environ: Mapping[str, str], faults: Faults) -> None:
        self._environ = environ
        self._faults = faults

    def read(self, written: Node | None) -> str | list[str] | None:
        if written is None or refuse_literal(written, "EVENTS_SECRET", self._faults):
            return None
        value = filled(written, self._environ)
        if value is None:
            return None
        refuse_unsigned(value, self._faults)
        match value:
            case Scalar():
                return value.text
            case Items():
                return [item.text for item in value.items if isinstance(item, Scalar)] or None
            case Table():
                return None

    def events_to(self, written: Node | None) -> dict[str, Option] | None:
        if not isinstance(written, Table):
            return None
        secret = self.read(written.get("secret"))
        node = written.get("url")
        url = None if node is None else filled(node, self._environ)
        if not isinstance(url, Scalar):
            return None
        if not url.text.startswith(("https://", "http://")):
            hint = "Write it as https://example.org/path."
            self._faults.error(url.place, "This is not a web address.", hint)
        return None if secret is None else {"url": url.text, "secret": secret}


def _place_of(table: Table, key: str) -> Place | None:
    places = [entry.key.place for entry in table.entries if entry.key.text == key]
    return places[0] if places else None
