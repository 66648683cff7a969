"""What a dialogue in Python holds in its hand: `talk`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

from bot.dialogue.python.asking import Asking
from bot.dialogue.python.calling_out import CallingOut
from bot.dialogue.python.chance import Chance
from bot.dialogue.python.facts import BrandFacts, EventFacts, PersonFacts
from bot.dialogue.python.meant import Media, Texts, Time
from bot.dialogue.python.request import Request


class Talk(Asking, CallingOut):
    """The conversation as one run of a dialogue sees it; everything that it awaits is here.

    Texts written in the file are templates, as in YAML: `{…}` shows slots, the person and whatever
    is named in the call, and catalogues translate them. A text that is computed is shown as it is.
    A variable that a result goes into at once is a slot of that name.
    """

    @property
    def person(self) -> PersonFacts:
        """Whom we talk with."""
        return PersonFacts(self._recorder)

    @property
    def event(self) -> EventFacts:
        """What happened last: the message or the event that this goes on with."""
        return EventFacts(self._recorder)

    @property
    def brand(self) -> BrandFacts:
        """Whose conversation this is."""
        return BrandFacts(self._recorder)

    @property
    def now(self) -> datetime:
        """The moment of what happened last; played again, it is what it was."""
        return datetime.fromisoformat(str(self._recorder.read("now")))

    @property
    def random(self) -> Chance:
        """Chance that is the same whenever this run is played again."""
        return Chance(self._recorder.draw)

    def say(
        self,
        text: Texts,
        *,
        buttons: Mapping[str, Mapping[str, str]] | None = None,
        media: Media | None = None,
        card: Mapping[str, object] | None = None,
        **values: object,
    ) -> Request[None]:
        """Say something.

        Args:
            text: what is said, with light Markdown; of several, each person always hears one.
            buttons: labels with what each does: `{"run": …}`, `{"go": …}`, `{"url": …}` or
                `{"say": …}`. They are written in the file, for they are pressed later.
            media: pictures, sounds, films and other files beside it: addresses, or maps of
                `file`, `alt` and `kind`.
            card: a card below it: `title`, `text`, `image` and `url`.
            values: names that the texts may use.
        """
        options = {"say": text, "buttons": buttons, "media": media, "card": card, **values}
        return self._request("say", options)

    def set(self, values: Mapping[str, object] | None = None, /, **slots: object) -> Request[None]:
        """Give slots (`x`) or facts of the person (`person.x`) new values.

        Args:
            values: what `set` of YAML takes; the values are taken as they are.
            slots: the same for slots alone.
        """
        return self._request("set", {"set": {**(values or {}), **slots}})

    def tag(self, tags: str | Sequence[str]) -> Request[None]:
        """Give the person tags, which stay until they are taken."""
        return self._request("tag", {"tag": tags})

    def untag(self, tags: str | Sequence[str]) -> Request[None]:
        """Take tags from the person; those that they do not have are no matter."""
        return self._request("untag", {"untag": tags})

    def split(
        self, arms: Sequence[str] | Mapping[str, float], *, as_: str | None = None
    ) -> Request[str]:
        """Let chance decide, once for each person.

        Args:
            arms: their names, or the share of each; they are written in the file.
            as_: the slot that keeps the arm, where it is not the variable's name.

        Returns:
            The name of the person's arm.
        """
        return self._request("split", {"split": arms, "as": as_})

    def handoff(self, reason: str | None = None) -> Request[None]:
        """Hand the conversation over to people; this goes on when they hand it back.

        Args:
            reason: why, in words for who takes over.
        """
        return self._request("handoff", {"handoff": reason})

    def run(
        self,
        dialogue: str,
        *,
        with_: Mapping[str, object] | None = None,
        as_: str | None = None,
    ) -> Request[dict[str, Any]]:
        """Call another dialogue, and go on when that has ended.

        Args:
            dialogue: its name.
            with_: slots that it begins with; a dialogue in Python gets them as arguments.
            as_: the slot that keeps all of its slots, where it is not the variable's name.

        Returns:
            All of its slots.
        """
        return self._request("run", {"run": dialogue, "with": with_, "as": as_})

    def go(self, dialogue: str) -> Request[NoReturn]:
        """Go to another dialogue, in place of this one; nothing after this is reached."""
        return self._request("go", {"go": dialogue})

    def end(self) -> Request[NoReturn]:
        """End this dialogue; nothing after this is reached."""
        return self._request("end", {"end": None})

    def restart(self) -> Request[NoReturn]:
        """Begin this dialogue again, with empty slots; nothing after this is reached."""
        return self._request("restart", {"restart": None})

    def offer(
        self,
        topic: str,
        *,
        within: Time | None = None,
        otherwise: object = None,
        as_: str | None = None,
    ) -> Request[bool]:
        """Ask for the consent to a topic, with its wording; passes where it is given already.

        Args:
            topic: the topic's name.
            within: how long it waits, for ever where it is not said.
            otherwise: what is given when that time is over.
            as_: the slot that keeps the answer, where it is not the variable's name.

        Returns:
            Whether the person agreed.
        """
        return self._request("offer", {"offer": topic, "within": within, "as": as_}, otherwise)

    def subscribe(self, topic: str) -> Request[None]:
        """Record the consent to a topic, right after a yes of the person's own."""
        return self._request("subscribe", {"subscribe": topic})

    def unsubscribe(self, topic: str) -> Request[None]:
        """Withdraw the consent to a topic."""
        return self._request("unsubscribe", {"unsubscribe": topic})

    def wait(self, time: Time) -> Request[None]:
        """Wait, and go on when the time is over; whatever is said meanwhile is served."""
        return self._request("wait", {"wait": time})

    def wait_for(
        self,
        event: str,
        *,
        where: str | None = None,
        within: Time | None = None,
        otherwise: object = None,
        as_: str | None = None,
        **values: object,
    ) -> Request[Any]:
        """Wait for an event about this person; whatever is said meanwhile is served.

        Args:
            event: its name, which is written in the file.
            where: which of these events, an expression such as `event.data.code == code`.
            within: how long it waits, for ever where it is not said.
            otherwise: what is given when that time is over.
            as_: the slot that keeps the event's data, where it is not the variable's name.
            values: names that the expression may use.

        Returns:
            The event's data.
        """
        options = {"wait_for": event, "where": where, "within": within, "as": as_, **values}
        return self._request("wait_for", options, otherwise)

    def emit(self, event: str, *, with_: Mapping[str, object] | None = None) -> Request[None]:
        """Tell the brand's own systems that something happened.

        Args:
            event: its name.
            with_: what is told; the values are taken as they are.
        """
        return self._request("emit", {"emit": event, "with": with_})


_HELD = {name: one for part in Talk.__mro__ for name, one in vars(part).items()}

PROPERTIES = tuple(name for name, one in _HELD.items() if isinstance(one, property))
"""What can be read of `talk`."""

METHODS = tuple(name for name in _HELD if not name.startswith("_") and name not in PROPERTIES)
"""What can be called of `talk`."""
