"""The channels of brand.yaml: one line each, with the keys that its adapter takes."""

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from bot.brand.brand import Channel, Option
from bot.brand.budgets import Budgets, FindBudgets
from bot.brand.collected import Faults
from bot.brand.environment import filled, unset_in
from bot.brand.leaves import Slug
from bot.brand.nodes import Entry, Items, Node, Scalar, Table, value_of
from bot.brand.pace_line import read_budgets
from bot.brand.secrecy import is_secret, refuse_literal, refuse_short, refuse_unsigned
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.ids import ChannelName
from bot.core.site_origin import ORIGIN_FORM, is_origin

PACE = "pace"
"""The key that says how fast a channel writes, whatever the adapter."""

ANNOUNCED = ("telegram", "discord")
"""Adapters that brands may name before an installation has them: such a channel is left off."""


class Keys(Struct, frozen=True):
    """The keys of one adapter; `refuse` adds a fault for each value that is no secret of its."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    refuse: Callable[[Node, Faults], None] | None = None


ADAPTER_KEYS: Mapping[str, Keys] = {
    "telegram": Keys(("token",), ("api_base", "mode", PACE)),
    "discord": Keys(("token",), ("api_base", "gateway", "public_key", PACE)),
    "webhook": Keys(("secret",), ("deliver_to", "rate", "burst", PACE), refuse_unsigned),
    "webchat": Keys((), ("sites", "secret", "files"), refuse_short),
    "terminal": Keys((), ("name", "person", "language")),
}
"""What a channel line may hold beside `adapter`; adapters that are not here check it themselves."""

_COUNTS = ("rate", "burst")
_MODES = ("polling", "webhook")


class _Address(Struct, frozen=True):
    """A kind of address: what it begins with, and what it is called."""

    starts: tuple[str, ...]
    name: str
    hint: str


_WEB = _Address(("https://", "http://"), "web address", "Write it as https://example.org/path.")
_SOCKET = _Address(
    ("wss://", "ws://"), "WebSocket address", "Write it as wss://gateway.example.org."
)
_ADDRESSES = {"deliver_to": _WEB, "api_base": _WEB, "gateway": _SOCKET}
_SHARED_BY_DISCORD = ("api_base", "gateway")


class ChannelReader:
    """Reads the channels of one brand.

    Args:
        environ: where secrets come from.
        adapters: the adapters of this installation, None to allow every known one.
        faults: where to add.
        allowed: tells how fast the platforms let us write.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        adapters: Collection[str] | None,
        faults: Faults,
        allowed: FindBudgets,
    ) -> None:
        self._environ = environ
        self._adapters: Collection[str] = ADAPTER_KEYS if adapters is None else adapters
        self._faults = faults
        self._allowed = allowed

    def read(self, node: Node) -> dict[ChannelName, Channel]:
        """Return the channels by name; those with faults are left out."""
        if not isinstance(node, Table):
            hint = "Write lines such as: web: {adapter: webchat}"
            self._faults.error(node.place, "Expected the channels by name.", hint)
            return {}
        found = [self._channel(entry) for entry in node.entries]
        self._refuse_differing(node)
        return {channel.name: channel for channel in found if channel is not None}

    def _channel(self, entry: Entry) -> Channel | None:
        name = Slug.read(entry.key, self._faults)
        line = entry.value
        if not isinstance(line, Table):
            hint = "Write it as {adapter: webchat}."
            self._faults.error(line.place, "Expected the settings of the channel.", hint)
            return None
        adapter = self._adapter(line)
        if name is None or adapter is None:
            return None
        self._check_keys(adapter, line)
        unset = unset_in(line, self._environ)
        for reference in unset:
            message = f"{reference.name} is not set; the channel {name.text} is left off."
            self._faults.warning(reference.place, message, "Set it in the environment.")
        if adapter.text not in self._adapters:
            message = (
                f"The channel {name.text} is left off: "
                f"this installation has no {adapter.text} adapter."
            )
            self._faults.warning(adapter.place, message)
        names = tuple(dict.fromkeys(reference.name for reference in unset))
        options, pace = self._options(line), self._pace(adapter.text, line)
        return Channel(ChannelName(name.text), adapter.text, options, names, pace)

    def _adapter(self, line: Table) -> Scalar | None:
        node = line.get("adapter")
        if node is None:
            hint = "Add for example: adapter: webchat"
            self._faults.error(line.place, '"adapter" is missing in this channel.', hint)
            return None
        known = {*self._adapters, *ANNOUNCED}
        if isinstance(node, Scalar) and node.text in known:
            return node
        text = node.text if isinstance(node, Scalar) else "This"
        hint = did_you_mean(text, known) or f"Known are {', '.join(sorted(known))}."
        self._faults.error(node.place, f"{quoted(text)} is not an adapter.", hint)
        return None

    def _check_keys(self, adapter: Scalar, line: Table) -> None:
        keys = ADAPTER_KEYS.get(adapter.text)
        for entry in line.entries:
            if keys is not None:
                self._check_key(adapter, keys, entry)
            if is_secret(entry.key.text):
                self._check_secret(entry, keys)
            elif keys is not None:
                self._check_value(entry.key.text, entry.value)
        for key in keys.required if keys is not None else ():
            if line.get(key) is None:
                message = f'"{key}" is missing in this {adapter.text} channel.'
                hint = f'Add {key}: "${{{key.upper()}}}".'
                self._faults.error(line.place, message, hint)

    def _check_key(self, adapter: Scalar, keys: Keys, entry: Entry) -> None:
        known = ("adapter", *keys.required, *keys.optional)
        if entry.key.text not in known:
            hint = did_you_mean(entry.key.text, known) or f"Its keys are {', '.join(known)}."
            message = f"{quoted(entry.key.text)} is not a key of a {adapter.text} channel."
            self._faults.error(entry.key.place, message, hint)

    def _check_secret(self, entry: Entry, keys: Keys | None) -> None:
        if refuse_literal(entry.value, entry.key.text.upper(), self._faults):
            return
        value = filled(entry.value, self._environ)
        if keys is not None and keys.refuse is not None and value is not None:
            keys.refuse(value, self._faults)

    def _check_value(self, key: str, node: Node) -> None:
        if key in _ADDRESSES:
            self._check_address(node, _ADDRESSES[key])
        elif key in _COUNTS:
            self._check_count(node)
        elif key == "mode":
            self._check_mode(node)
        elif key == "sites":
            self._check_sites(node)
        elif key == "files" and not (isinstance(node, Scalar) and isinstance(node.value, bool)):
            self._faults.error(node.place, "This is not yes or no.", "Write true or false.")

    def _check_address(self, node: Node, kind: _Address) -> None:
        value = filled(node, self._environ)
        if value is None or (isinstance(value, Scalar) and value.text.startswith(kind.starts)):
            return
        self._faults.error(node.place, f"This is not a {kind.name}.", kind.hint)

    def _check_mode(self, node: Node) -> None:
        """Check how a channel is to hear of messages."""
        mode = filled(node, self._environ)
        text = mode.text if isinstance(mode, Scalar) else ""
        if mode is None or text in _MODES:
            return
        hint = did_you_mean(text, _MODES) or f"Known are {', '.join(_MODES)}."
        said = quoted(node.text) if isinstance(node, Scalar) else "This"
        self._faults.error(node.place, f"{said} is not a mode.", hint)

    def _check_sites(self, node: Node) -> None:
        """Check which sites may show the chat page."""
        value = filled(node, self._environ)
        for site in value.items if isinstance(value, Items) else (value,):
            if site is not None and not (isinstance(site, Scalar) and is_origin(site.text)):
                self._faults.error(site.place, "This is not the origin of a site.", ORIGIN_FORM)

    def _check_count(self, node: Node) -> None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self._faults.error(node.place, "This is not a number of messages.", "Write 1 or more.")

    def _pace(self, adapter: str, line: Table) -> Budgets | None:
        node = line.get(PACE)
        value = None if node is None else filled(node, self._environ)
        if node is None or value is None or unset_in(node, self._environ):
            return None
        return read_budgets(value, adapter, self._allowed(adapter), self._faults)

    def _options(self, line: Table) -> dict[str, Option]:
        options: dict[str, Option] = {}
        for entry in line.entries:
            value = filled(entry.value, self._environ)
            if entry.key.text not in {"adapter", PACE} and value is not None:
                options[entry.key.text] = _option(value)
        return options

    def _refuse_differing(self, channels: Table) -> None:
        lines = [entry.value for entry in channels.entries]
        discord = [line for line in lines if isinstance(line, Table) and _is_discord(line)]
        for key in _SHARED_BY_DISCORD:
            values = [(line, line.get(key)) for line in discord]
            for line, node in values[1:]:
                if _plain(node) != _plain(values[0][1]):
                    place = line.place if node is None else node.place
                    message = f'All Discord channels share "{key}"; these differ.'
                    self._faults.error(place, message, "Write the same value in each.")


def _is_discord(line: Table) -> bool:
    adapter = line.get("adapter")
    return isinstance(adapter, Scalar) and adapter.text == "discord"


def _plain(node: Node | None) -> object:
    return None if node is None else value_of(node)


def _option(node: Node) -> Option:
    match node:
        case Scalar():
            return node.value
        case Items():
            return [item.text for item in node.items if isinstance(item, Scalar)]
        case Table():
            return None
