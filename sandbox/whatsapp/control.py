"""The control API: who is there, what they do, what goes wrong, and what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec
from aiohttp import WSCloseCode, web
from msgspec import Struct

from sandbox.faults import Faults, read_order
from sandbox.whatsapp.people import ImpossibleError, People, SentFile
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


class Says(Struct):
    """Somebody writes."""

    person: str
    text: str
    number: str = ""


class Presses(Struct):
    """Somebody presses something."""

    person: str
    label: str
    message_id: str | None = None
    number: str = ""


class Reacts(Struct):
    """Somebody puts a sign to a message."""

    person: str
    message_id: str
    emoji: str = ""
    number: str = ""


class Sends(SentFile, kw_only=True):
    """Somebody sends a file."""

    person: str
    number: str = ""


class Tells(Struct):
    """A message of any type, as it is: what the type names."""

    person: str
    told: Json
    text: str = ""
    number: str = ""


class Later(Struct):
    """Time passes."""

    seconds: float


class Pace(Struct):
    """Whether what comes too fast is refused."""

    kept: bool


Acting = Callable[[bytes], Awaitable[object]]


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
        acts: dict[str, Acting] = {
            "numbers": self._add_number,
            "people": self._add_person,
            "callback": self._set_callback,
            "say": self._say,
            "press": self._press,
            "react": self._react,
            "send": self._send,
            "tell": self._tell,
            "later": self._later,
            "pace": self._pace,
            "manner": self._set_manner,
            "faults": self._order,
        }
        return [
            *(web.post(f"/control/{name}", _acting(act)) for name, act in acts.items()),
            web.get("/control/messages", self._show_messages),
            web.get("/control/calls", self._show_calls),
            web.get("/control/posts", self._show_posts),
            web.get("/control/file", self._show_file),
            web.get("/control/watch", self._watch),
            web.delete("/control/faults", self._forget_faults),
        ]

    async def _add_number(self, body: bytes) -> Json:
        told = msgspec.json.decode(body, type=NewNumber)
        self._world.numbers[told.id] = Number(**msgspec.structs.asdict(told))
        return {"id": told.id}

    async def _add_person(self, body: bytes) -> Json:
        told = msgspec.json.decode(body, type=NewPerson)
        person = self._world.people.setdefault(told.number, Person(told.number, told.name))
        person.name = told.name
        return {"id": told.number}

    async def _set_callback(self, body: bytes) -> Json:
        """Enter a Callback URL, as in Meta's dashboard: it is asked for its challenge first."""
        told = msgspec.json.decode(body, type=Callback)
        if not await enter(self._number(told.number), told.url):
            raise ImpossibleError("The callback URL or verify token couldn't be validated.")
        return {"url": told.url}

    async def _say(self, body: bytes) -> Json:
        told = msgspec.json.decode(body, type=Says)
        number, person = self._number(told.number), self._people.person(told.person)
        return {"id": self._people.say(number, person, told.text)}

    async def _press(self, body: bytes) -> Json:
        told = msgspec.json.decode(body, type=Presses)
        number, person = self._number(told.number), self._people.person(told.person)
        return {"id": self._people.press(number, person, told.label, told.message_id)}

    async def _react(self, body: bytes) -> Json:
        told = msgspec.json.decode(body, type=Reacts)
        number, person = self._number(told.number), self._people.person(told.person)
        return {"id": self._people.react(number, person, told.message_id, told.emoji)}

    async def _send(self, body: bytes) -> Json:
        told = msgspec.json.decode(body, type=Sends)
        number, person = self._number(told.number), self._people.person(told.person)
        return {"id": self._people.send(number, person, told)}

    async def _tell(self, body: bytes) -> Json:
        told = msgspec.json.decode(body, type=Tells)
        number, person = self._number(told.number), self._people.person(told.person)
        return {"id": self._people.tell(number, person, told.told, told.text)}

    async def _later(self, body: bytes) -> Json:
        self._world.later(msgspec.json.decode(body, type=Later).seconds)
        return {}

    async def _pace(self, body: bytes) -> Json:
        self._world.is_hurried = msgspec.json.decode(body, type=Pace).kept
        return {}

    async def _set_manner(self, body: bytes) -> Json:
        self._postman.manner = msgspec.json.decode(body, type=Manner)
        return {}

    async def _order(self, body: bytes) -> Json:
        self._faults.order(read_order(body))
        return {}

    async def _forget_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.Response(status=204)

    async def _show_messages(self, request: web.Request) -> web.Response:
        try:
            person = self._people.person(request.query.get("person", ""))
            number = self._number(request.query.get("number", ""))
        except ImpossibleError as error:
            return _answer({"error": str(error)}, 400)
        return _answer(self._world.chat(person, number))

    async def _show_calls(self, request: web.Request) -> web.Response:
        where, number = request.query.get("where"), request.query.get("number")
        return _answer(
            [
                call
                for call in self._world.calls
                if where in {None, call.where} and number in {None, call.number}
            ]
        )

    async def _show_posts(self, _request: web.Request) -> web.Response:
        return _answer(list(self._postman.posts))

    async def _show_file(self, request: web.Request) -> web.Response:
        kept = self._world.files.get(request.query.get("id", ""))
        if kept is None:
            return _answer({"error": "there is no such file"}, 404)
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


def _acting(act: Acting) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return _answer(await act(await request.read()))
        except (ImpossibleError, msgspec.MsgspecError, ValueError) as error:
            return _answer({"error": str(error)}, 400)

    return handle


def _answer(told: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(told), status=status, content_type="application/json"
    )
