"""What a dialogue in Python holds in its hand: `talk`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, NoReturn, overload

from bot.core.values import Value
from bot.dialogue.python.chance import Chance
from bot.dialogue.python.facts import BrandFacts, EventFacts, PersonFacts
from bot.dialogue.python.request import Recorder, Request

Texts = str | Sequence[str]
"""One text, or several of which each person always hears the same one."""

Time = str | timedelta
"""How long: `"24h"`, `"1h30m"`, or a `timedelta` of whole seconds."""

Choices = Sequence[str] | Mapping[str, str]
"""Labels, or values with their labels."""

Media = str | Mapping[str, str] | Sequence[str | Mapping[str, str]]
"""Files that are shown."""

AskType = Literal[
    "text",
    "choice",
    "choices",
    "yes_no",
    "number",
    "rating",
    "date",
    "time",
    "email",
    "phone",
    "url",
    "photo",
    "file",
    "location",
    "contact",
    "poll",
]
Bound = float | str | date
"""A number, a date or a time; written in the file also `"now"`, or an expression."""


class Talk:
    """The conversation as one run of a dialogue sees it; everything that it awaits is here.

    Texts written in the file are templates, as in YAML: `{…}` shows slots, the person and whatever
    is named in the call, and catalogues translate them. A text that is computed is shown as it is.
    A variable that a result goes into at once is a slot of that name.
    """

    def __init__(
        self, recorder: Recorder, site: int = -1, here: dict[int, "Talk"] | None = None
    ) -> None:
        self._recorder = recorder
        self._site = site
        self._here: dict[int, Talk] = {} if here is None else here

    def _at(self, site: int) -> "Talk":
        """Return the same conversation, at a call of the file; loading writes this into it."""
        found = self._here.get(site)
        if found is None:
            found = self._here[site] = Talk(self._recorder, site, self._here)
        return found

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

    @overload
    def ask(
        self, text: Texts, *, type: Literal["yes_no"], **options: Any
    ) -> "Request[bool | Any]": ...
    @overload
    def ask(
        self, text: Texts, *, type: Literal["number"], **options: Any
    ) -> "Request[int | float | Any]": ...
    @overload
    def ask(
        self, text: Texts, *, type: Literal["rating"], **options: Any
    ) -> "Request[int | Any]": ...
    @overload
    def ask(
        self, text: Texts, *, type: Literal["choices"], **options: Any
    ) -> "Request[list[str] | Any]": ...
    @overload
    def ask(
        self, text: Texts, *, type: AskType | None = None, **options: Any
    ) -> "Request[str | Any]": ...

    def ask(  # noqa: PLR0913 - as many as a question has keys
        self,
        text: Texts,
        *,
        type: AskType | None = None,  # noqa: A002 - the word that the language has for it
        choices: Choices | None = None,
        min: Bound | None = None,  # noqa: A002 - the same
        max: Bound | None = None,  # noqa: A002 - the same
        where: str | None = None,
        media: Media | None = None,
        again: Texts | None = None,
        optional: bool | None = None,
        interruptible: bool | None = None,
        tries: int | None = None,
        within: Time | None = None,
        otherwise: object = None,
        as_: str | None = None,
        **values: object,
    ) -> Request[Any]:
        """Ask, and wait for the answer.

        Args:
            text: the question.
            type: what counts as an answer; text, or choice with choices.
            choices: what may be chosen.
            min: the least number, date or time, or the fewest choices.
            max: the greatest number, date or time, or the most choices.
            where: what else has to hold, an expression such as `answer % 2 == 0`.
            media: files beside the question.
            again: what is said when an answer does not fit.
            optional: whether it may be skipped; then None is given.
            interruptible: whether something else may be started meanwhile.
            tries: how many messages that are no answer it bears.
            within: how long it waits, for ever where it is not said.
            otherwise: what is given when the time is over, or the tries are.
            as_: the slot that keeps the answer, where it is not the variable's name.
            values: names that the texts may use.

        Returns:
            The answer.
        """
        options = {
            "ask": text,
            "type": type,
            "choices": choices,
            "min": min,
            "max": max,
            "where": where,
            "media": media,
            "again": again,
            "optional": optional,
            "interruptible": interruptible,
            "tries": tries,
            "within": within,
            "as": as_,
            **values,
        }
        return self._request("ask", options, otherwise)

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

    def do(  # noqa: PLR0913 - as many as a call has keys
        self,
        function: str,
        *,
        with_: Mapping[str, object] | None = None,
        as_: str | None = None,
        timeout: Time | None = None,
        retries: int | None = None,
        failed: object = None,
    ) -> Request[Any]:
        """Call a function of actions.py: in a dialogue itself nothing but `talk` may be awaited.

        Args:
            function: its name, such as `actions.remember_lead`.
            with_: its arguments; the values are taken as they are.
            as_: the slot that keeps what it returns, where it is not the variable's name.
            timeout: how long one try may take.
            retries: how often it is tried again after a failure.
            failed: what is given when it has failed for good.

        Returns:
            What the function returns.
        """
        options: dict[str, object] = {
            "do": function,
            "with": with_,
            "as": as_,
            "timeout": timeout,
            "retries": retries,
        }
        return self._request("do", options, failed)

    def http(  # noqa: PLR0913 - as many as a request has keys
        self,
        *,
        get: str | None = None,
        post: str | None = None,
        put: str | None = None,
        patch: str | None = None,
        delete: str | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        as_: str | None = None,
        timeout: Time | None = None,
        retries: int | None = None,
        failed: object = None,
        **values: object,
    ) -> Request[Any]:
        """Send a request to another system, such as `talk.http(get="https://…/{code}", code=code)`.

        Args:
            get: the address, which is written in the file; values in it are encoded.
            post: the same, for this method.
            put: the same, for this method.
            patch: the same, for this method.
            delete: the same, for this method.
            json: the body; its values are taken as they are.
            headers: written in the file; a secret in them is written `${NAME}`.
            as_: the slot that keeps the answer, where it is not the variable's name.
            timeout: how long one try may take.
            retries: how often it is tried again after a failure.
            failed: what is given when it has failed for good.
            values: names that the address and the headers may use.

        Returns:
            The answer: what its JSON holds, else its text.
        """
        options = {
            "get": get,
            "post": post,
            "put": put,
            "patch": patch,
            "delete": delete,
            "json": json,
            "headers": headers,
            "as": as_,
            "timeout": timeout,
            "retries": retries,
            **values,
        }
        return self._request("http", options, failed)

    def _request(
        self, kind: str, options: dict[str, object], instead: object = None
    ) -> Request[Any]:
        return self._recorder.request(self._site, kind, options, instead)


PROPERTIES = tuple(name for name, one in vars(Talk).items() if isinstance(one, property))
"""What can be read of `talk`."""

METHODS = tuple(name for name in vars(Talk) if not name.startswith("_") and name not in PROPERTIES)
"""What can be called of `talk`."""

__all__ = ["METHODS", "PROPERTIES", "Choices", "Talk", "Texts", "Time", "Value"]
