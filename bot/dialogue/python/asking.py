"""`talk.ask`: what it takes, and what it gives for each type of question."""

from typing import Any, Literal, overload

from bot.dialogue.program import AskType
from bot.dialogue.python.meant import Bound, Choices, Media, Texts, TextType, Time
from bot.dialogue.python.placed import Placed
from bot.dialogue.python.request import Request


class Asking(Placed):
    """Asks; what it gives may be None where the question is optional or its time is over."""

    @overload
    def ask(
        self,
        text: Texts,
        *,
        type: Literal["yes_no"],
        choices: Choices | None = None,
        min: Bound | None = None,
        max: Bound | None = None,
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
    ) -> Request[bool | Any]: ...
    @overload
    def ask(
        self,
        text: Texts,
        *,
        type: Literal["number"],
        choices: Choices | None = None,
        min: Bound | None = None,
        max: Bound | None = None,
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
    ) -> Request[int | float | Any]: ...
    @overload
    def ask(
        self,
        text: Texts,
        *,
        type: Literal["rating"],
        choices: Choices | None = None,
        min: Bound | None = None,
        max: Bound | None = None,
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
    ) -> Request[int | Any]: ...
    @overload
    def ask(
        self,
        text: Texts,
        *,
        type: Literal["choices", "poll"],
        choices: Choices | None = None,
        min: Bound | None = None,
        max: Bound | None = None,
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
    ) -> Request[list[str] | Any]: ...
    @overload
    def ask(
        self,
        text: Texts,
        *,
        type: Literal["photo", "file", "location", "contact"],
        choices: Choices | None = None,
        min: Bound | None = None,
        max: Bound | None = None,
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
    ) -> Request[dict[str, Any] | Any]: ...
    @overload
    def ask(
        self,
        text: Texts,
        *,
        type: TextType | None = None,
        choices: Choices | None = None,
        min: Bound | None = None,
        max: Bound | None = None,
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
    ) -> Request[str | Any]: ...

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
