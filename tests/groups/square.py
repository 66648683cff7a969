"""A brand in a group, where several people talk at once."""

import msgspec

from bot.core.content import Button
from bot.core.events import Happening, Incoming, Pressed, Said, Sender
from bot.core.ids import ChannelName, own_conversation, space_conversation
from bot.dialogue.machine.state import State
from bot.store.conversations import states
from tests.engine.at_work import FAIR, WANT, AtWork, dialogues_in, newest_button

SITE = ChannelName("site")
KITCHEN = "kitchen"

VOTE = """\
dialogue: vote
with: space
starts: [{command: vote}]
steps:
  - ask: Where?
    as: votes
    choices: {pizza: Pizza, sushi: Sushi}
    everyone: true
    enough: 20
    within: 10m
    otherwise: [{say: Nobody.}]
  - say: "{votes}."
"""
DIALOGUES = {
    "vote": VOTE,
    "quiz": """\
dialogue: quiz
with: space
starts: [{command: quiz}, {keyword: riddle}]
steps:
  - ask: The eternal city?
    as: city
    choices: {rome: Rome, paris: Paris}
  - set: {winner: "{person.name}", person.points: "{(person.points or 0) + 1}"}
  - say: "{city}, by {winner}."
  - ask: And a poet?
    as: poet
  - say: "{poet}, after {winner}."
""",
    "table": """\
dialogue: table
with: space
starts: [{command: table}]
steps:
  - wait: 1h
  - set: {person.late: true}
  - ask: Still here?
    as: here
    type: yes_no
    everyone: true
    within: 1h
  - say: "{here}."
""",
    "aid": """\
dialogue: aid
with: space
starts: [{command: aid}]
steps:
  - handoff: A group asks
  - say: Back again.
""",
    "survey": """\
dialogue: survey
starts: [{command: survey}, {keyword: survey}]
steps:
  - {ask: "Town?", as: town}
  - {ask: "How many?", as: count, type: number}
  - say: "{count} in {town}."
    buttons: {Play: {run: quiz}}
""",
    "news": """\
dialogue: news
starts: [{event: post.published, topic: blog}]
steps:
  - {ask: "Have you read it?", as: read, type: yes_no}
  - say: Fine.
""",
    "weather": """\
dialogue: weather
with: space
starts: [{command: weather}]
steps:
  - http: {get: "https://weather.example/today", as: sky}
  - say: "{sky.looks}, for all."
""",
    "want": WANT,
}


class Square(AtWork):
    """The brand among several people in one group."""

    channels = ("site",)
    files = dialogues_in(DIALOGUES)

    async def do(
        self,
        who: str,
        happening: Happening,
        space: str | None = KITCHEN,
        channel: str = "site",
        language: str | None = None,
    ) -> list[str]:
        """Let somebody do something; return what is said there for it."""
        before = len(self.heard(space or who))
        self.clock.move(1)
        await self.take_in(channel, self.incoming(who, happening, space, language))
        await self.engine.settled()
        return self.heard(space or who)[before:]

    def incoming(
        self,
        who: str,
        happening: Happening,
        space: str | None = KITCHEN,
        language: str | None = None,
    ) -> Incoming:
        name = who.capitalize()
        return self._incoming(Sender(who, name, name, language), happening, space)

    async def say(self, who: str, text: str, space: str | None = KITCHEN) -> list[str]:
        return await self.do(who, Said(text), space)

    async def press(self, who: str, label: str, space: str | None = KITCHEN) -> list[str]:
        """Press the newest button with that label."""
        return await self.do(who, Pressed(self.button(label, space or who).id), space)

    def button(self, label: str, where: str = KITCHEN) -> Button:
        """Return the newest button there with a label."""
        groups = [one for one in self.platforms["site"].tried if (one.space or one.to) == where]
        return newest_button(label, groups)

    def heard(self, where: str = KITCHEN) -> list[str]:
        """Return the first line of everything that was said in a group, or to a person."""
        return [
            part.message.text.partition("\n")[0]
            for one in self.platforms["site"].tried
            if (one.space or one.to) == where
            for part in one.parts
        ]

    async def later(self, seconds: float) -> list[str]:
        """Let time pass, and all that is due then happen; return what is said in the group."""
        before = len(self.heard())
        await self.pass_time(seconds)
        return self.heard()[before:]

    async def publishes(self) -> list[str]:
        """Let there be news for whoever has subscribed; return what the group hears of it."""
        before = len(self.heard())
        await self.happens("post.published")
        return self.heard()[before:]

    async def shared(self) -> State:
        """Return where all in the group stand."""
        return await self._state(space_conversation(SITE, KITCHEN))

    async def own(self, who: str) -> State:
        """Return where somebody stands by themselves in the group."""
        return await self._state(own_conversation(SITE, KITCHEN, who))

    async def _state(self, name: str) -> State:
        found = await self.run(lambda one: states(one, FAIR, [name]))  # type: ignore[list-item]
        return msgspec.json.decode(found.get(name, "[]"), type=State)  # type: ignore[call-overload]
