"""Everything the stand-in knows: bots, people, chats; nothing of it outlives the process."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from msgspec import Struct, structs

from sandbox.telegram.bots import Bot
from sandbox.telegram.callbacks import Callbacks
from sandbox.telegram.chats import Counter, Room, private_chat
from sandbox.telegram.files import FileStore
from sandbox.telegram.flood import Flood
from sandbox.telegram.objects import Chat, Message
from sandbox.telegram.people_objects import User
from sandbox.telegram.watching import Change, Watchers

GroupKind = Literal["group", "supergroup", "forum"]


POSTS_KEPT = 100_000
"""How many posts to webhooks are remembered; what is older is dropped."""


class Post(Struct, frozen=True):
    """An update that was posted to a webhook.

    `status` is the HTTP status that it was answered with, None where no answer came; `at` is Unix
    time in seconds.
    """

    bot: int
    update_id: int
    status: int | None
    at: float


class World:
    """The state of one stand-in.

    Args:
        clock: tells the present time in Unix seconds.
        open_door: whether a token that nobody registered makes a new bot.
        is_local: whether webhooks may also be `http` and of any port, as on a server of one's own
            that runs with `--local`; here they still have to be on this machine.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        *,
        open_door: bool = False,
        is_local: bool = False,
    ) -> None:
        self.clock = clock
        self.open_door = open_door
        self.is_local = is_local
        self.bots: dict[str, Bot] = {}
        self.people: dict[int, User] = {}
        self.groups: dict[int, Room] = {}
        self.files = FileStore()
        self.callbacks = Callbacks(clock)
        self.watchers = Watchers()
        self.flood = Flood()
        self.hooked: asyncio.Queue[Bot] = asyncio.Queue()
        """Bots that have just been given a webhook."""
        self.posts: deque[Post] = deque(maxlen=POSTS_KEPT)
        """What was posted to webhooks, the latest last."""
        self.votes: dict[str, dict[int, list[int]]] = {}
        """Of each poll by its id: what every person voted for, as places of the options."""
        self.deactivated: set[int] = set()
        """People whose account is no more."""
        self._private: dict[tuple[int, int], Room] = {}
        self._person_ids = Counter(100_000)

    def now(self) -> int:
        """Return the present time in whole seconds, as dates are told."""
        return int(self.clock())

    def add_bot(self, token: str, username: str | None = None, name: str | None = None) -> Bot:
        """Register a bot, or return the one that has this token already.

        Args:
            token: its id, a colon, and anything.
            username: without the @; made of the id where absent.
            name: as people see it; the username where absent.

        Raises:
            ValueError: no bot can have such a token.
        """
        if token in self.bots:
            return self.bots[token]
        number, colon, secret = token.partition(":")
        if not (colon and secret and number.isascii() and number.isdigit() and int(number) > 0):
            raise ValueError("a token is a number, a colon and a secret")
        username = username or f"sandbox_{number}_bot"
        user = User(id=int(number), is_bot=True, first_name=name or username, username=username)
        bot = self.bots[token] = Bot(token, user, self.clock)
        return bot

    def bot(self, token: str) -> Bot | None:
        """Return the bot of a token; None where nobody has it."""
        if token not in self.bots and self.open_door:
            try:
                return self.add_bot(token)
            except ValueError:
                return None
        return self.bots.get(token)

    def bot_ids(self) -> list[int]:
        """Return the ids of all bots."""
        return [bot.id for bot in self.bots.values()]

    def add_person(
        self,
        first_name: str,
        *,
        person_id: int | None = None,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
    ) -> User:
        """Register a person, or rename the one who has this id."""
        while person_id is None or (person_id in self.people and person_id <= 0):
            person_id = self._person_ids.next()
        person = User(
            id=person_id,
            is_bot=False,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language,
        )
        self.people[person.id] = person
        return person

    def private(self, bot: Bot, person: User) -> Room:
        """Return the private chat of a bot and a person: it begins when the person does."""
        key = (bot.id, person.id)
        if key not in self._private:
            self._private[key] = Room(private_chat(person), bot.message_ids)
        room = self._private[key]
        room.chat = private_chat(person)  # they may have another name by now
        room.members = {person.id: person, bot.id: bot.user}
        return room

    def room(self, bot: Bot, chat_id: int) -> Room | None:
        """Return a chat that a bot may know: one it is or was in."""
        group = self.groups.get(chat_id)
        if group is not None and bot.id in group.members:
            return group
        return self._private.get((bot.id, chat_id))

    def put(self, room: Room, message: Message) -> Message:
        """Let a message stand in a chat under the next number, and tell those who watch."""
        numbered = structs.replace(message, message_id=room.ids.next())
        room.messages[numbered.message_id] = numbered
        self.watchers.tell(Change("message", room.chat.id, numbered.message_id, numbered))
        return numbered

    def change(self, room: Room, message: Message) -> Message:
        """Let a message stand in the place of its earlier form, and tell those who watch."""
        room.messages[message.message_id] = message
        self.watchers.tell(Change("edited", room.chat.id, message.message_id, message))
        return message

    def remove(self, room: Room, message_id: int) -> None:
        """Take a message away, and tell those who watch."""
        del room.messages[message_id]
        self.watchers.tell(Change("deleted", room.chat.id, message_id))

    def add_group(self, title: str, kind: GroupKind) -> Room:
        """Make a group in which nobody is yet.

        Args:
            title: its name.
            kind: a forum is a supergroup with topics.
        """
        number = len(self.groups) + 1
        is_basic = kind == "group"
        chat = Chat(
            id=-700_000 - number if is_basic else -1_000_007_000_000 - number,
            type="group" if is_basic else "supergroup",
            title=title,
            is_forum=True if kind == "forum" else None,
        )
        room = self.groups[chat.id] = Room(chat, Counter())
        return room

    def channel(self, place: str) -> Room:
        """Return the channel of a username with its `@`, or of an id; a new one where none is."""
        if place.startswith("@"):
            return self.public(place[1:]) or self.add_channel(place[1:], place[1:])
        number = int(place)
        return self.groups.get(number) or self.add_channel(place, None, number)

    def add_channel(self, title: str, username: str | None, number: int | None = None) -> Room:
        """Make a channel, in which nobody may post yet.

        Args:
            title: its name.
            username: by which everybody finds it, without the @; None where it is private.
            number: its id; one that is free where it is absent.
        """
        chat = Chat(
            id=-1_000_009_000_000 - len(self.groups) - 1 if number is None else number,
            type="channel",
            title=title,
            username=username,
        )
        room = self.groups[chat.id] = Room(chat, Counter())
        return room

    def public(self, username: str) -> Room | None:
        """Return the chat that everybody finds by its username, whatever its case."""
        wanted = username.lower()
        return next(
            (one for one in self.groups.values() if (one.chat.username or "").lower() == wanted),
            None,
        )

    def bots_in(self, room: Room) -> list[Bot]:
        """Return the bots that are in a chat and not barred from it."""
        return [
            bot
            for bot in self.bots.values()
            if bot.id in room.members and bot.id not in room.barred
        ]

    def met(self, bot: Bot, person_id: int) -> bool:
        """Say whether a bot knows a person from a group, though they never wrote to it."""
        return any({bot.id, person_id} <= room.members.keys() for room in self.groups.values())
