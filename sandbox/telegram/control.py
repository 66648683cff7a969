"""The control API: tests and the page play people through it, and see what bots did."""

from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Struct

from sandbox.faults import Faults, read_order
from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Room
from sandbox.telegram.objects import User
from sandbox.telegram.play import ImpossibleError, block, press, say, unblock
from sandbox.telegram.serving import Serving
from sandbox.telegram.views import shown
from sandbox.telegram.world import World


class NewBot(Struct, frozen=True):
    """A bot to register."""

    token: str
    username: str | None = None
    name: str | None = None


class NewPerson(Struct, frozen=True):
    """A person to register."""

    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None
    id: int | None = None


class Saying(Struct, frozen=True):
    """A person writes; without `chat` in private."""

    token: str
    person: int
    text: str
    chat: int | None = None
    reply_to: int | None = None
    topic: int | None = None


class Pressing(Struct, frozen=True):
    """A person presses a button; without `chat` in private."""

    token: str
    person: int
    message_id: int
    label: str
    chat: int | None = None


class Pair(Struct, frozen=True):
    """A bot and a person."""

    token: str
    person: int


class Injected(Struct, frozen=True):
    """An update as it shall be told, whatever it holds."""

    token: str
    update: dict[str, object]


class Control:
    """The control API of one stand-in."""

    def __init__(self, world: World, serving: Serving, faults: Faults) -> None:
        self._world = world
        self._serving = serving
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, all under `/control/`."""
        posts: dict[str, Callable[[bytes], object]] = {
            "bots": self._bots,
            "people": self._people,
            "say": self._say,
            "press": self._press,
            "block": self._block,
            "unblock": self._unblock,
            "updates": self._updates,
            "faults": self._order,
        }
        return [
            *(web.post(f"/control/{name}", _posted(act)) for name, act in posts.items()),
            web.get("/control/messages", self._messages),
            web.get("/control/calls", self._calls),
            web.delete("/control/faults", self._clear),
            web.get("/control/watch", self._watch),
        ]

    def _bots(self, body: bytes) -> object:
        new = msgspec.json.decode(body, type=NewBot)
        bot = self._world.add_bot(new.token, new.username, new.name)
        return {"id": bot.id, "username": bot.username}

    def _people(self, body: bytes) -> object:
        new = msgspec.json.decode(body, type=NewPerson)
        person = self._world.add_person(
            new.first_name,
            person_id=new.id,
            last_name=new.last_name,
            username=new.username,
            language=new.language,
        )
        return {"id": person.id}

    def _say(self, body: bytes) -> object:
        said = msgspec.json.decode(body, type=Saying)
        bot, person = self._bot(said.token), self._person(said.person)
        update, message = say(
            self._world,
            bot,
            person,
            said.text,
            room=None if said.chat is None else self._room(bot, said.chat),
            reply_to=said.reply_to,
            topic=said.topic,
        )
        return {"update_id": update, "message_id": message.message_id}

    def _press(self, body: bytes) -> object:
        pressed = msgspec.json.decode(body, type=Pressing)
        bot, person = self._bot(pressed.token), self._person(pressed.person)
        room = self._room(bot, person.id if pressed.chat is None else pressed.chat)
        update = press(self._world, bot, person, room, pressed.message_id, pressed.label)
        return {"update_id": update}

    def _block(self, body: bytes) -> object:
        pair = msgspec.json.decode(body, type=Pair)
        return {"update_id": block(self._world, self._bot(pair.token), self._person(pair.person))}

    def _unblock(self, body: bytes) -> object:
        pair = msgspec.json.decode(body, type=Pair)
        return {"update_id": unblock(self._world, self._bot(pair.token), self._person(pair.person))}

    def _updates(self, body: bytes) -> object:
        injected = msgspec.json.decode(body, type=Injected)
        return {"update_id": self._bot(injected.token).queue.inject(injected.update)}

    def _order(self, body: bytes) -> object:
        self._faults.order(read_order(body))
        return {}

    async def _clear(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return _answer({})

    async def _messages(self, request: web.Request) -> web.Response:
        try:
            bot = self._bot(request.query.get("token", ""))
            room = self._world.room(bot, int(request.query.get("chat", "")))
        except (ImpossibleError, ValueError):
            return web.Response(status=404, text="no such bot or chat")
        messages = room.messages.values() if room else ()
        return _answer([shown(message, bot) for message in messages])

    async def _calls(self, request: web.Request) -> web.Response:
        method = request.query.get("method")
        return _answer([call for call in self._serving.calls if method in {None, call.method}])

    async def _watch(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue = self._world.watchers.join()
        try:
            while not socket.closed:
                change = await queue.get()
                await socket.send_str(msgspec.json.encode(change).decode())
        finally:
            self._world.watchers.leave(queue)
        return socket

    def _bot(self, token: str) -> Bot:
        bot = self._world.bot(token)
        if bot is None:
            raise ImpossibleError("no bot has this token")
        return bot

    def _person(self, person: int) -> User:
        if person not in self._world.people:
            raise ImpossibleError("there is no such person")
        return self._world.people[person]

    def _room(self, bot: Bot, chat: int) -> Room:
        room = self._world.room(bot, chat)
        if room is None and chat in self._world.people:
            return self._world.private(bot, self._world.people[chat])
        if room is None:
            raise ImpossibleError("there is no such chat")
        return room


def _posted(act: Callable[[bytes], object]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return _answer(act(await request.read()))
        except (msgspec.MsgspecError, ImpossibleError, ValueError) as error:
            return web.Response(status=400, text=str(error))

    return handle


def _answer(body: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), content_type="application/json")
