"""Saying something."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from bot.brand.leaves import Name, Template, Words
from bot.brand.shapes import Fields, OneOrMore
from bot.dialogue.steps.block import StepFields
from bot.dialogue.steps.elsewhere import SAYINGS_ELSEWHERE
from bot.dialogue.steps.showing import ShownCard, ShownFiles

Variants = Annotated[tuple[Template, ...], OneOrMore]


class ButtonTarget(Fields, frozen=True, kw_only=True):
    """What a button under a text does: one of these."""

    called: ClassVar[str] = "a button"
    expected: ClassVar[str] = "what the button does"
    written: ClassVar[str] = "Write {run: survey}, {go: survey}, {url: https://…} or {say: a text}."

    run: Annotated[Name | None, "Calls this dialogue, and comes back."] = None
    go: Annotated[Name | None, "Goes to this dialogue, and does not come back."] = None
    url: Annotated[Words | None, "Opens this page."] = None
    say: Annotated[Template | None, "Answers with this text."] = None


class SayStep(StepFields, frozen=True, kw_only=True):
    """Says something: the text, or one of several; which one is stable for each person."""

    called: ClassVar[str] = 'a "say" step'
    elsewhere: ClassVar[Mapping[str, str]] = SAYINGS_ELSEWHERE
    example: ClassVar[str] = """\
- say: ["Hello {person.first_name or 'there'}!", "Nice to see you."]
  buttons:
    Take the survey: {run: survey}
    Our blog: {url: "https://example.org/blog"}
    Thanks: {say: You are welcome.}
- say: This is where we meet.
  media: {file: "https://example.org/hall.jpg", alt: A hall full of tables}
- say: On Thursday there is something new.
  card:
    title: Sixty chairs, one table
    text: A **talk** about conversations.
    image: https://example.org/table.jpg
    url: https://example.org/thursday
  buttons: {I am coming: {say: See you there!}}
"""

    say: Annotated[Variants, "What is said, with light Markdown and {expressions}."]
    buttons: Annotated[
        dict[Template, ButtonTarget] | None, "Buttons under the text, each with what it does."
    ] = None
    media: Annotated[ShownFiles | None, "Pictures, sounds, films and other files beside it."] = None
    card: Annotated[ShownCard | None, "A card below it: a title, and what belongs to it."] = None
