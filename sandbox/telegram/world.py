"""Everything the stand-in knows: bots, people, chats; nothing of it outlives the process."""

import time
from collections.abc import Callable

from sandbox.telegram.bots import Bot
from sandbox.telegram.callbacks import Callbacks
from sandbox.telegram.chats import Counter, Room, private_chat
from sandbox.telegram.files import FileStore
from sandbox.telegram.objects import Chat, Message, User
from sandbox.telegram.watching import Change, Watchers


class World:
    """The state of one stand-in.

    Args:
        clock: tells the present time in Unix seconds.
        open_door: whether a token that nobody registered makes a new bot.
    """

    def __init__(self, clock: Callable[[], float] = time.time, *, open_door: bool = False) -> None:
        self.clock = clock
        self.open_door = open_door
        self.bots: dict[str, Bot] = {}
        self.people: dict[int, User] = {}
        self.groups: dict[int, Room] = {}
        self.files = FileStore()
        self.callbacks = Callbacks(clock)
        self.watchers = Watchers()
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

    def add_person(  # noqa: PLR0913
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
            room = Room(private_chat(person), bot.message_ids)
            room.members = {person.id: person, bot.id: bot.user}
            self._private[key] = room
        return self._private[key]

    def room(self, bot: Bot, chat_id: int) -> Room | None:
        """Return a chat that a bot may know: one it is or was in."""
        return self._private.get((bot.id, chat_id)) or self.groups.get(chat_id)

    def rooms(self, bot: Bot) -> list[Room]:
        """Return every chat of a bot."""
        private = [room for (bot_id, _), room in self._private.items() if bot_id == bot.id]
        return [*private, *(room for room in self.groups.values() if bot.id in room.members)]

    def put(self, room: Room, message: Message) -> Message:
        """Let a message stand in a chat, and tell those who watch."""
        room.messages[message.message_id] = message
        self.watchers.tell(Change("message", room.chat.id, message.message_id, message))
        return message

    def new_chat_id(self, chat_type: str) -> int:
        """Return the id of a new group: those of supergroups begin with -100."""
        taken = len(self.groups) + 1
        return (
            -1_000_000_000_000 - 7_000_000 - taken
            if chat_type == "supergroup"
            else -700_000 - taken
        )


def chat_of_kind(chat_id: int, title: str, kind: str) -> Chat:
    """Return a group as it is told.

    Args:
        chat_id: its id.
        title: its name.
        kind: `group`, `supergroup` or `forum`.
    """
    is_forum = True if kind == "forum" else None
    return Chat(chat_id, "group" if kind == "group" else "supergroup", title, is_forum=is_forum)
