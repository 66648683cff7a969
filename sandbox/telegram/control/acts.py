"""The requests of the control API that change something, by name."""

from collections.abc import Callable, Mapping

import msgspec

from sandbox.control import ImpossibleError
from sandbox.faults import Faults, Order
from sandbox.telegram.bots import Bot
from sandbox.telegram.channels import demote, make_channel, promote
from sandbox.telegram.chats import Room
from sandbox.telegram.control import requests
from sandbox.telegram.flood import Limits
from sandbox.telegram.groups import invite, kick, make_group, migrate, open_topic
from sandbox.telegram.media_objects import Contact, Location
from sandbox.telegram.objects import Message
from sandbox.telegram.people_objects import User
from sandbox.telegram.play import (
    Content,
    Place,
    Written,
    block,
    key_of,
    press,
    rewrite,
    say,
    unblock,
)
from sandbox.telegram.polls import vote
from sandbox.telegram.reactions import react
from sandbox.telegram.world import World

Answer = dict[str, int | str | None]


class Acts:
    """Does what control requests ask for.

    Args:
        world: where it happens.
        faults: what shall go wrong.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def by_name(self) -> Mapping[str, Callable[[bytes], Answer]]:
        """Return the acts by the name of their route; each takes the body of its request."""
        return {
            "block": self._block,
            "bots": self._add_bot,
            "channels": self._make_channel,
            "deactivate": self._deactivate,
            "demote": self._demote,
            "edit": self._edit,
            "expire-presses": self._expire_presses,
            "faults": self._order_fault,
            "forget-webhook": self._forget_webhook,
            "groups": self._make_group,
            "invite": self._invite,
            "kick": self._kick,
            "limits": self._set_limits,
            "migrate": self._migrate,
            "people": self._add_person,
            "press": self._press,
            "promote": self._promote,
            "react": self._react,
            "say": self._say,
            "send": self._send,
            "tap": self._tap,
            "topics": self._open_topic,
            "unblock": self._unblock,
            "updates": self._inject,
            "vote": self._vote,
        }

    def _add_bot(self, body: bytes) -> Answer:
        new = msgspec.json.decode(body, type=requests.NewBot)
        bot = self._world.add_bot(new.token, new.username, new.name)
        bot.is_private = new.privacy
        return {"id": bot.id, "username": bot.username}

    def _add_person(self, body: bytes) -> Answer:
        new = msgspec.json.decode(body, type=requests.NewPerson)
        person = self._world.add_person(
            new.first_name,
            person_id=new.id,
            last_name=new.last_name,
            username=new.username,
            language=new.language,
        )
        return {"id": person.id}

    def _say(self, body: bytes) -> Answer:
        said = msgspec.json.decode(body, type=requests.Saying)
        if not said.text:
            raise ImpossibleError("nobody can write nothing")
        bot, person = self._bot(said.token), self._person(said.person)
        place = self._place(bot, said.chat, said.reply_to, said.topic)
        return _written(say(self._world, bot, person, Content(said.text), place))

    def _send(self, body: bytes) -> Answer:
        sent = msgspec.json.decode(body, type=requests.Sending)
        bot, person = self._bot(sent.token), self._person(sent.person)
        place = self._place(bot, sent.chat, sent.reply_to, sent.topic)
        return _written(say(self._world, bot, person, self._content(sent, person), place))

    def _content(self, sent: requests.Sending, person: User) -> Content:
        match sent.kind:
            case "location":
                return Content(location=Location(sent.latitude, sent.longitude))
            case "contact":
                return Content(
                    contact=Contact(sent.phone_number, person.first_name, user_id=person.id)
                )
            case kind:
                files = self._world.files
                stored = files.keep(kind, sent.name, sent.media_type, sent.content)
                return Content(sent.caption, file=stored, album=sent.album)

    def _edit(self, body: bytes) -> Answer:
        edited = msgspec.json.decode(body, type=requests.Rewriting)
        bot = self._bot(edited.token)
        room = self._room(bot, edited.chat)
        return _written(rewrite(self._world, bot, room, edited.message_id, edited.text))

    def _press(self, body: bytes) -> Answer:
        pressed = msgspec.json.decode(body, type=requests.Pressing)
        bot, person = self._bot(pressed.token), self._person(pressed.person)
        room = self._room(bot, person.id if pressed.chat is None else pressed.chat)
        message = self._message(room, pressed.message_id)
        return {"update_id": press(self._world, bot, person, message, pressed.label)}

    def _react(self, body: bytes) -> Answer:
        put = msgspec.json.decode(body, type=requests.Reacting)
        bot, person = self._bot(put.token), self._person(put.person)
        signed = (person.id if put.chat is None else put.chat, put.message_id)
        return {"update_id": react(self._world, bot, person, signed, put.emoji)}

    def _tap(self, body: bytes) -> Answer:
        tapped = msgspec.json.decode(body, type=requests.Tapping)
        bot, person = self._bot(tapped.token), self._person(tapped.person)
        kind = key_of(self._world.private(bot, person), tapped.label)
        if kind is None:
            return _written(say(self._world, bot, person, Content(tapped.label), Place()))
        sent = requests.Sending(
            token=tapped.token,
            person=person.id,
            kind=kind,
            phone_number=tapped.phone_number,
            latitude=tapped.latitude,
            longitude=tapped.longitude,
        )
        return _written(say(self._world, bot, person, self._content(sent, person), Place()))

    def _vote(self, body: bytes) -> Answer:
        voted = msgspec.json.decode(body, type=requests.Voting)
        bot, person = self._bot(voted.token), self._person(voted.person)
        room = self._room(bot, person.id if voted.chat is None else voted.chat)
        message = self._message(room, voted.message_id)
        number = vote(self._world, bot, person, message, voted.labels)
        return {"update_id": number}

    def _block(self, body: bytes) -> Answer:
        pair = msgspec.json.decode(body, type=requests.Pair)
        return {"update_id": block(self._world, self._bot(pair.token), self._person(pair.person))}

    def _unblock(self, body: bytes) -> Answer:
        pair = msgspec.json.decode(body, type=requests.Pair)
        return {"update_id": unblock(self._world, self._bot(pair.token), self._person(pair.person))}

    def _deactivate(self, body: bytes) -> Answer:
        person = self._person(msgspec.json.decode(body, type=requests.OfPerson).person)
        self._world.deactivated.add(person.id)
        return {}

    def _expire_presses(self, body: bytes) -> Answer:
        bot = self._bot(msgspec.json.decode(body, type=requests.OfBot).token)
        return {"expired": self._world.callbacks.expire(bot.id)}

    def _make_group(self, body: bytes) -> Answer:
        new = msgspec.json.decode(body, type=requests.NewGroup)
        people = [self._person(member) for member in new.members if isinstance(member, int)]
        bots = [self._bot(member) for member in new.members if isinstance(member, str)]
        everyone = bots or list(self._world.bots.values())
        return {"id": make_group(self._world, new.title, new.kind, people, everyone).chat.id}

    def _make_channel(self, body: bytes) -> Answer:
        new = msgspec.json.decode(body, type=requests.NewChannel)
        owner = self._person(new.person)
        return {"id": make_channel(self._world, new.title, new.username, owner).chat.id}

    def _promote(self, body: bytes) -> Answer:
        given = msgspec.json.decode(body, type=requests.InGroup)
        bot, room = self._bot(given.token), self._group(given.chat)
        return {"update_id": promote(self._world, bot, self._member(room, given.person), room)}

    def _demote(self, body: bytes) -> Answer:
        given = msgspec.json.decode(body, type=requests.InGroup)
        bot, room = self._bot(given.token), self._group(given.chat)
        return {"update_id": demote(self._world, bot, self._member(room, given.person), room)}

    def _open_topic(self, body: bytes) -> Answer:
        new = msgspec.json.decode(body, type=requests.NewTopic)
        room = self._group(new.chat)
        return {"id": open_topic(self._world, room, new.name, self._member(room, new.person))}

    def _invite(self, body: bytes) -> Answer:
        given = msgspec.json.decode(body, type=requests.InGroup)
        bot, room = self._bot(given.token), self._group(given.chat)
        return {"update_id": invite(self._world, bot, self._member(room, given.person), room)}

    def _kick(self, body: bytes) -> Answer:
        given = msgspec.json.decode(body, type=requests.InGroup)
        bot, room = self._bot(given.token), self._group(given.chat)
        return {"update_id": kick(self._world, bot, self._member(room, given.person), room)}

    def _migrate(self, body: bytes) -> Answer:
        room = self._group(msgspec.json.decode(body, type=requests.OfChat).chat)
        return {"id": migrate(self._world, room).chat.id}

    def _inject(self, body: bytes) -> Answer:
        injected = msgspec.json.decode(body, type=requests.Injected)
        return {"update_id": self._bot(injected.token).queue.inject(injected.update)}

    def _set_limits(self, body: bytes) -> Answer:
        self._world.flood.limits = msgspec.json.decode(body, type=Limits)
        return {}

    def _order_fault(self, body: bytes) -> Answer:
        self._faults.order(msgspec.json.decode(body, type=Order))
        return {}

    def _forget_webhook(self, body: bytes) -> Answer:
        bot = self._bot(msgspec.json.decode(body, type=requests.OfBot).token)
        bot.webhook = None
        bot.queue.wake()
        return {}

    def _place(self, bot: Bot, chat: int | None, reply_to: int | None, topic: int | None) -> Place:
        is_private = chat is None or chat in self._world.people
        return Place(None if is_private else self._room(bot, chat or 0), reply_to, topic)

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
        if room is None:
            raise ImpossibleError("there is no such chat of this bot")
        return room

    def _group(self, chat: int) -> Room:
        if chat not in self._world.groups:
            raise ImpossibleError("there is no such group")
        return self._world.groups[chat]

    def _member(self, room: Room, person: int | None) -> User:
        if person is not None:
            return self._person(person)
        return next(member for member in room.members.values() if not member.is_bot)

    def _message(self, room: Room, message_id: int) -> Message:
        if message_id not in room.messages:
            raise ImpossibleError("there is no such message")
        return room.messages[message_id]


def _written(written: Written) -> Answer:
    return {"update_id": written.update_id, "message_id": written.message.message_id}
