"""What is said outside of the window: the text of an approved template, in one line. Pure."""

from adapters.whatsapp.calls import FillTemplate
from adapters.whatsapp.marks import write
from adapters.whatsapp.options import Settings
from adapters.whatsapp.room import TEMPLATE_LIMIT, TEXT
from bot.channels.contacts import written_below
from bot.channels.telling import with_lines, without_files
from bot.channels.uploading import Unusable
from bot.core.content import Message
from bot.core.markup import Run, parse

_BETWEEN = " · "
"""What stands for the end of a line, which no parameter may hold."""

NO_TEMPLATE = (
    "more than 24 hours have passed since the person's last word, and only an approved template"
    " may be sent: name one as template in brand.yaml"
)


def fill(message: Message, settings: Settings) -> FillTemplate | Unusable:
    """Return the template that says a message: files, buttons and all else become words.

    A parameter of a template has no ends of lines, no tabs and no more than four spaces in a row
    (Cloud API, error 132018), and the body of a template 1,024 characters.
    """
    if settings.template is None:
        return Unusable(NO_TEMPLATE)
    text = _one_line(_in_words(message))
    if len(text) > TEMPLATE_LIMIT:
        return Unusable(f"{len(text)} characters are more than a template holds: {TEMPLATE_LIMIT}")
    return FillTemplate(settings.template, settings.template_language, text)


def _in_words(message: Message) -> str:
    """Return all that a message says, as a text."""
    told = message if message.contact is None else written_below(message, message.contact)
    told = without_files(told, TEXT)
    lines = [(Run(button.label, link=button.url),) for button in told.buttons if button.url]
    answers = [button.label for button in told.buttons if button.kind == "reply"]
    choices = [(Run(" / ".join(answers)),)] if answers else []
    return write(parse(with_lines(told, [*lines, *choices]).markdown))


def _one_line(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return _BETWEEN.join(line for line in lines if line)
