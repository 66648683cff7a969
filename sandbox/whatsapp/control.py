"""The control API: who is there, what they do, what goes wrong, and what came of it."""

import asyncio
from contextlib import suppress

import msgspec
from aiohttp import WSCloseCode, web
from msgspec import Struct

from sandbox.control import ImpossibleError, clear, look, order
from sandbox.faults import Faults, Order
from sandbox.whatsapp.people import People, SentFile
from sandbox.whatsapp.postman import Manner, Postman
from sandbox.whatsapp.setting_up import enter
from sandbox.whatsapp.world import Json, Number, Person, Template, World

_HEARTBEAT_SECONDS = 20.0


class NewNumber(Struct, kw_only=True):
    """A number of a brand's comes to be."""

    id: str
    token: str
    secret: str
    verify_token: str
    shown: str = "39 055 000 000"
    name: str = "Brand"
    account: str = "200000"
    subscribed: bool = True
    templates: list[Template] = []


class NewPerson(Struct):
    """Somebody is on WhatsApp."""

    number: str
    name: str


class Callback(Struct):
    """A Callback URL is entered."""

    url: str
    number: str = ""


class Deed(Struct, kw_only=True):
    """Somebody does something: `number` tells to whom, where there are several."""

    person: str
    number: str = ""


class Says(Deed, kw_only=True):
    """Somebody writes."""

    text: str


class Presses(Deed, kw_only=True):
    """Somebody presses something."""

    label: str
    message_id: str | None = None


class Reacts(Deed, kw_only=True):
    """Somebody puts a sign to a message."""

    message_id: str
    emoji: str = ""


class Sends(SentFile, kw_only=True):
    """Somebody sends a file."""

    person: str
    number: str = ""


class Tells(Deed, kw_only=True):
    """A message of any type, as it is: what the type names."""

    told: Json
    text: str = ""


class Later(Struct):
    """Time passes."""

    seconds: float


class Pace(Struct):
    """Whether what comes too fast is refused."""

    kept: bool


class Control:
    """The control API of one stand-in.

    Args:
        world: what is played in and looked at.
        postman: posts, and remembers what it posted.
        faults: what shall go wrong.
    """

    def __init__(self, world: World, postman: Postman, faults: Faults) -> None:
        self._world = world
        self._postman = postman
        self._faults = faults
        self._people = People(world, postman)
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, all under `/control/`."""
        return [
            order("numbers", NewNumber, self._add_number),
            order("people", NewPerson, self._add_person),
            order("callback", Callback, self._set_callback),
            order("say", Says, self._say),
            order("press", Presses, self._press),
            order("react", Reacts, self._react),
            order("send", Sends, self._send),
            order("tell", Tells, self._tell),
            order("later", Later, self._later),
            order("pace", Pace, self._pace),
            order("manner", Manner, self._set_manner),
            order("faults", Order, self._order),
            look("messages", self._show_messages),
            look("calls", self._show_calls),
            look("posts", self._show_posts),
            web.get("/control/file", self._show_file),
            web.get("/control/watch", self._watch),
            clear("faults", self._faults.clear),
        ]

    def _add_number(self, told: NewNumber) -> Json:
        self._world.numbers[told.id] = Number(**msgspec.structs.asdict(told))
        return {"id": told.id}

    def _add_person(self, told: NewPerson) -> Json:
        person = self._world.people.setdefault(told.number, Person(told.number, told.name))
        person.name = told.name
        return {"id": told.number}

    async def _set_callback(self, told: Callback) -> Json:
        """Enter a Callback URL, as in Meta's dashboard: it is asked for its challenge first."""
        if not await enter(self._number(told.number), told.url):
            raise ImpossibleError("The callback URL or verify token couldn't be validated.")
        return {"url": told.url}

    def _say(self, told: Says) -> Json:
        return {"id": self._people.say(*self._between(told), told.text)}

    def _press(self, told: Presses) -> Json:
        return {"id": self._people.press(*self._between(told), told.label, told.message_id)}

    def _react(self, told: Reacts) -> Json:
        return {"id": self._people.react(*self._between(told), told.message_id, told.emoji)}

    def _send(self, told: Sends) -> Json:
        return {"id": self._people.send(*self._between(told), told)}

    def _tell(self, told: Tells) -> Json:
        return {"id": self._people.tell(*self._between(told), told.told, told.text)}

    def _later(self, told: Later) -> Json:
        self._world.later(told.seconds)
        return {}

    def _pace(self, told: Pace) -> Json:
        self._world.is_hurried = told.kept
        return {}

    def _set_manner(self, told: Manner) -> Json:
        self._postman.manner = told
        return {}

    def _order(self, told: Order) -> Json:
        self._faults.order(told)
        return {}

    def _show_messages(self, request: web.Request) -> object:
        asked = Deed(person=request.query.get("person", ""), number=request.query.get("number", ""))
        number, person = self._between(asked)
        return self._world.chat(person, number)

    def _show_calls(self, request: web.Request) -> object:
        where, number = request.query.get("where"), request.query.get("number")
        return [
            call
            for call in self._world.calls
            if where in {None, call.where} and number in {None, call.number}
        ]

    def _show_posts(self, _request: web.Request) -> object:
        return list(self._postman.posts)

    async def _show_file(self, request: web.Request) -> web.Response:
        kept = self._world.files.get(request.query.get("id", ""))
        if kept is None:
            return web.json_response({"error": "there is no such file"}, status=404)
        return web.Response(body=kept.content, content_type=kept.media_type.partition(";")[0])

    async def _watch(self, request: web.Request) -> web.WebSocketResponse:
        """Say `{}` whenever a chat has changed."""
        socket, changed = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS), asyncio.Event()
        await socket.prepare(request)
        self._world.watchers.add(changed)
        self._sockets.add(socket)
        telling = asyncio.create_task(_tell_changes(socket, changed))
        try:
            async for _ in socket:
                pass
        finally:
            telling.cancel()
            self._world.watchers.discard(changed)
            self._sockets.discard(socket)
        return socket

    async def close(self, _app: web.Application) -> None:
        """Let go of everyone who watches."""
        for socket in set(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    def _between(self, told: Deed | Sends) -> tuple[Number, Person]:
        return self._number(told.number), self._people.person(told.person)

    def _number(self, given: str) -> Number:
        number = self._world.number(given)
        if number is None:
            raise ImpossibleError("name a number: there is none, or more than one")
        return number


async def _tell_changes(socket: web.WebSocketResponse, changed: asyncio.Event) -> None:
    with suppress(ConnectionError):
        while not socket.closed:
            await changed.wait()
            changed.clear()
            await socket.send_str("{}")
