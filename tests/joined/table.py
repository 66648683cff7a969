"""A brand on three channels, and people who come over more than one of them."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from bot.broadcasts.occurring import begun_by_hand
from bot.core.events import Happening, Pressed, Said, Sender
from bot.core.ids import ChannelName, PersonId
from bot.core.values import Value
from bot.engine.erasing import erase_person
from bot.engine.joining import Pair, join, members_with
from bot.engine.parting import part
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.occurrences import add_occurrences
from bot.store.people import Account, people
from tests.engine.at_work import FAIR, WANT, AtWork, dialogues_in, newest_button

CHANNELS = ("phone", "site", "game")

DIALOGUES = {
    "survey": """\
dialogue: survey
starts: [{command: survey}]
steps:
  - {ask: "Town?", as: town}
  - set: {person.town: "{town}"}
  - tag: surveyed
  - {ask: "How many?", as: count, type: number}
  - say: "{count} from {person.town}."
""",
    "fancy": """\
dialogue: fancy
starts: [{command: fancy}]
steps:
  - {ask: "Colour?", as: colour}
  - set: {person.colour: "{colour}"}
  - tag: fancy
  - say: "Fancy {colour}."
""",
    "rate": """\
dialogue: rate
starts: [{command: rate}]
steps:
  - {ask: "Score?", as: score, type: number}
  - say: Thanks.
""",
    "both": """\
dialogue: both
starts: [{command: both}]
steps:
  - {ask: "Size?", as: size, type: number}
  - run: fancy
  - set: {person.size: "{size}", person.colour: "{size}"}
  - untag: fancy
  - say: "Both."
    buttons: {Again: {run: fancy}}
""",
    "order": """\
dialogue: order
starts: [{command: order}]
steps:
  - say: We wait.
  - wait_for: order.paid
  - say: It is paid.
""",
    "nap": """\
dialogue: nap
starts: [{command: nap}]
steps:
  - say: Good night.
  - wait: 2h
  - {ask: "Slept well?", as: slept}
  - say: "You said {slept}."
""",
    "tally": """\
dialogue: tally
starts: [{command: tally}]
steps:
  - set: {n: 0}
  - repeat:
      - {ask: "Next?", as: word}
      - set: {n: "{n + 1}"}
    until: word == 'enough'
  - say: "{n} words."
""",
    "want": WANT,
    "news": """\
dialogue: news
starts: [{event: post.published, topic: blog}]
steps:
  - say: There is news.
""",
    "aid": """\
dialogue: aid
starts: [{command: aid}]
steps:
  - handoff: Somebody asks
""",
}
BROADCASTS = {
    "broadcasts/counted.yaml": """\
broadcast: counted
dialogue: news
topic: blog
when: now
for: slots.survey.count == 3
""",
    "broadcasts/rated.yaml": """\
broadcast: rated
dialogue: news
topic: blog
when: now
for: slots.survey.count == 3 and slots.rate.score == 5
""",
}


class Table(AtWork):
    """The brand among people who come over several channels."""

    channels = CHANNELS
    files = dialogues_in(DIALOGUES) | BROADCASTS

    async def do(
        self,
        happening: Happening,
        channel: str,
        who: str,
        space: str | None = None,
        name: str | None = None,
    ) -> list[str]:
        """Let somebody do something; return what they were told over that channel since then."""
        before = len(self.heard(channel, who))
        self.clock.move(1)
        await self.hears(happening, channel, who, space, name)
        await self.pass_time()
        return self.heard(channel, who)[before:]

    async def hears(
        self,
        happening: Happening,
        channel: str,
        who: str,
        space: str | None = None,
        name: str | None = None,
    ) -> None:
        """Let something come in, and wait for nothing that follows from it."""
        await self.take_in(channel, self._incoming(Sender(who, name, name), happening, space))

    async def say(self, channel: str, text: str, who: str = "ada") -> list[str]:
        return await self.do(Said(text), channel, who)

    async def press(self, channel: str, label: str, who: str = "ada") -> list[str]:
        """Press the newest button with that label."""
        groups = [one for one in self.platforms[channel].tried if one.to == who]
        return await self.do(Pressed(newest_button(label, groups).id), channel, who)

    async def night(self) -> None:
        """Let it be night: what the brand begins is held."""
        await self.pass_time((self.clock.now.replace(hour=22) - self.clock.now).total_seconds())

    async def morning(self) -> None:
        """Let the night be over."""
        await self.pass_time(11 * 3600)

    async def publishes(self) -> None:
        """Let there be news for whoever has subscribed."""
        await self.happens("post.published")

    async def broadcasts(self, name: str) -> None:
        """Let a broadcast be begun by hand."""
        broadcast = self.library.broadcasts[name]
        row = begun_by_hand(self.library.brand, broadcast, self.clock())
        await self.run(lambda found: add_occurrences(found, [row]))
        await self.pass_time()

    async def join_rows(self, host: str, guest: str, who: str = "ada") -> None:
        """Join two accounts without a word."""
        at_host, at_guest = (Account(FAIR, ChannelName(one), who) for one in (host, guest))
        persons = await self.person(host, who), await self.person(guest, who)
        pair = Pair(persons[0], at_host, persons[1], at_guest)
        assert await self.run(lambda found: join(found, pair, to_moment(self.clock())))

    async def part_rows(self, guest: str, who: str = "ada") -> None:
        """Part an account without a word."""
        person, account = await self.person(guest, who), Account(FAIR, ChannelName(guest), who)

        def unit(connection: Connection) -> None:
            members = members_with(connection, FAIR, person)
            (leaving,) = [one for one in members if one.account == account]
            others = [one for one in members if one.account != account]
            part(connection, leaving, others, to_moment(self.clock()))

        await self.run(unit)

    def heard(self, channel: str, who: str = "ada") -> list[str]:
        """Return the first line of everything that somebody was told over a channel."""
        return [text.partition("\n")[0] for text in self.platforms[channel].texts(who)]

    async def code(self, channel: str, who: str = "ada") -> str:
        """Ask for a code, and return it."""
        return code_in(await self.say(channel, "link", who))

    async def link(self, giver: str, taker: str, who: str = "ada", other: str = "ada") -> list[str]:
        """Join two accounts, with a yes on both sides; return what is said where it ended."""
        code = await self.code(giver, who)
        await self.say(taker, f"link {code}", other)
        await self.say(giver, "yes", who)
        return await self.say(taker, "yes", other)

    async def erase(self, person: PersonId) -> None:
        await self.run(lambda found: erase_person(found, FAIR, person, to_moment(self.clock())))

    async def facts(self, channel: str, who: str = "ada") -> Mapping[str, Value]:
        """Return what is remembered of somebody."""
        person = await self.person(channel, who)
        (row,) = await self.run(lambda found: people(found, FAIR, [person]))
        decoded: Mapping[str, Value] = msgspec.json.decode(row.facts)
        return decoded


def code_in(told: Sequence[str]) -> str:
    """Return the code that somebody was told."""
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told[0])
    assert found is not None, told
    return found.group()
