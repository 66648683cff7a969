"""The routes of the control API."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from aiohttp import web

from sandbox import faults as ordered
from sandbox.discord.calls import Calls
from sandbox.discord.control import orders, shown
from sandbox.discord.control.gateway import direct
from sandbox.discord.control.watch import Watch
from sandbox.discord.door import json_response
from sandbox.discord.gateway.hub import Hub
from sandbox.discord.interactions import Interactions
from sandbox.discord.limits import Limit, Limits
from sandbox.discord.playing import Impossible, Playing
from sandbox.discord.world import World

_Order = TypeVar("_Order")
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """Serves the control API.

    Args:
        world: what is there.
        playing: plays people.
        interactions: knows what became of what they did.
        hub: the gateway.
        limits: the rate limits.
        faults: what goes wrong on order.
        calls: what was asked of the REST API.
    """

    def __init__(
        self,
        world: World,
        playing: Playing,
        interactions: Interactions,
        hub: Hub,
        limits: Limits,
        faults: ordered.Faults,
        calls: Calls,
    ) -> None:
        self._world, self._playing, self._interactions = world, playing, interactions
        self._hub, self._limits, self._faults, self._calls = hub, limits, faults, calls
        self.watch = Watch(world, interactions)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes under `/control`."""
        return [
            _post("bots", orders.NewBot, self._bot),
            _post("people", orders.NewPerson, self._person),
            _post("guilds", orders.NewGuild, self._guild),
            _post("say", orders.Say, self._say),
            _post("press", orders.Press, self._press),
            _post("slash", orders.Slash, self._slash),
            _post("privileged", orders.Privileged, self._privileged),
            _post("closed-dms", orders.ClosedDms, self._closed),
            _post("access", orders.Access, self._access),
            _post("limits", orders.LimitsOrder, self._limit),
            _post("gateway", orders.GatewayOrder, self._gateway),
            _post("heartbeat", orders.Pulse, self._pulse),
            _post("faults", ordered.Order, self._fault),
            web.delete("/control/faults", _handler(self._clear_faults)),
            web.delete("/control/calls", _handler(self._clear_calls)),
            web.get("/control/messages", _handler(self._messages)),
            web.get("/control/interactions", _handler(self._list_interactions)),
            web.get("/control/calls", _handler(self._list_calls)),
            web.get("/control/commands", _handler(self._commands)),
            web.get("/control/sessions", _handler(self._sessions)),
            web.get("/control/watch", self.watch.serve),
        ]

    def _bot(self, order: orders.NewBot) -> object:
        name = order.name or order.username
        bot = self._world.add_bot(order.token, name, message_content=order.message_content)
        return {"id": bot.id, "username": bot.user.username}

    def _person(self, order: orders.NewPerson) -> object:
        name = " ".join(filter(None, (order.first_name, order.last_name)))
        username = order.username or "".join(filter(str.isalnum, name)).lower() or "somebody"
        locale = order.language or "en-US"
        return {"id": self._world.add_person(username, name, locale, order.id).user.id}

    def _guild(self, order: orders.NewGuild) -> object:
        guild = self._playing.guild(order.name, order.channels, order.members, order.threads)
        channels = {self._world.channels[each].name: each for each in guild.channels}
        return {"id": guild.id, "channels": channels}

    def _say(self, order: orders.Say) -> object:
        bot, person = self._playing.bot(order.token), self._playing.person(order.person)
        place = self._playing.place(bot, person, order.channel)
        said = self._playing.say(
            bot, person, place, order.text, mention=order.mention, reply_to=order.reply_to
        )
        return {"message_id": said.id, "channel": place.id}

    def _press(self, order: orders.Press) -> object:
        bot, person = self._playing.bot(order.token), self._playing.person(order.person)
        place = self._playing.place(bot, person, order.channel)
        pressed = self._playing.press(
            bot, person, place, order.message_id, order.label, order.custom_id
        )
        return {"interaction_id": pressed.id}

    def _slash(self, order: orders.Slash) -> object:
        bot, person = self._playing.bot(order.token), self._playing.person(order.person)
        place = self._playing.place(bot, person, order.channel)
        given = self._playing.slash(bot, person, place, order.name, order.options)
        return {"interaction_id": given.id, "channel": place.id}

    def _privileged(self, order: orders.Privileged) -> object:
        self._playing.bot(order.token).message_content = order.message_content
        return None

    def _closed(self, order: orders.ClosedDms) -> object:
        self._playing.person(order.person).closed = order.closed
        return None

    def _access(self, order: orders.Access) -> object:
        bot, place = self._playing.bot(order.token), self._world.channels.get(order.channel)
        if place is None:
            raise Impossible(f"there is no channel {order.channel}")
        (place.hidden.discard if order.sees else place.hidden.add)(bot.id)
        (place.muted.discard if order.writes else place.muted.add)(bot.id)
        return None

    def _limit(self, order: orders.LimitsOrder) -> object:
        if order.on is not None:
            self._limits.on = order.on
        if order.route is not None:
            self._limits.set(order.route, Limit(order.requests, order.seconds))
        return None

    def _gateway(self, order: orders.GatewayOrder) -> object:
        bot = self._playing.bot(order.token) if order.token is not None else None
        return {"connections": direct(self._hub, order, bot)}

    def _pulse(self, order: orders.Pulse) -> object:
        if order.seconds is not None:
            self._hub.heartbeat_seconds = order.seconds
        if order.resumable_seconds is not None:
            self._hub.keep_sessions(order.resumable_seconds)
        return None

    def _fault(self, order: ordered.Order) -> object:
        self._faults.order(order)
        return None

    def _clear_faults(self, request: web.Request) -> object:
        del request
        self._faults.clear()
        return None

    def _clear_calls(self, request: web.Request) -> object:
        del request
        self._calls.clear()
        return None

    def _messages(self, request: web.Request) -> object:
        query = request.query
        if "channel" in query:
            place = self._world.channels.get(query["channel"])
        else:
            bot = self._playing.bot(query.get("token", ""))
            person = self._playing.person(query.get("person", ""))
            place = self._world.private_channel(bot, person)
        return [shown.message(said) for said in place.messages.values()] if place else []

    def _list_interactions(self, request: web.Request) -> object:
        del request
        known = self._world.interactions.values()
        return [shown.interaction(each, self._interactions) for each in known]

    def _list_calls(self, request: web.Request) -> object:
        return self._calls.of(request.query.get("method"))

    def _commands(self, request: web.Request) -> object:
        bot = self._playing.bot(request.query.get("token", ""))
        return [
            {"name": each.name, "description": each.description, "guild": each.guild_id}
            for each in bot.commands
        ]

    def _sessions(self, request: web.Request) -> object:
        bot = self._playing.bot(request.query.get("token", ""))
        known = [
            {
                "id": each.id,
                "connected": each.line is not None,
                "intents": int(each.intents),
                "sequence": each.sequence,
            }
            for each in self._hub.sessions(bot)
        ]
        return {"sessions": known, "dials": self._hub.dials}


def _answer(do: Callable[[], object]) -> web.Response:
    try:
        done = do()
    except (Impossible, msgspec.ValidationError, msgspec.DecodeError) as refused:
        return json_response({"error": str(refused)}, 400)
    return json_response(done, 204 if done is None else 200)


def _post(path: str, kind: type[_Order], do: Callable[[_Order], object]) -> web.RouteDef:
    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        return _answer(lambda: do(msgspec.json.decode(body, type=kind)))

    return web.post(f"/control/{path}", handle)


def _handler(do: Callable[[web.Request], object]) -> _Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return _answer(lambda: do(request))

    return handle
