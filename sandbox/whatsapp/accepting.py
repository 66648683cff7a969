"""Taking a message of a brand's: what Meta checks at once, and what it says only later."""

from collections.abc import Iterator

import msgspec

from sandbox.faults import Answer, Faults
from sandbox.whatsapp.filling import filled
from sandbox.whatsapp.limits import FILE_BYTES, FILE_TYPES, MEGABYTE, MOST_ROWS
from sandbox.whatsapp.marks import shown
from sandbox.whatsapp.postman import Postman
from sandbox.whatsapp.refusals import RefusedError, invalid
from sandbox.whatsapp.requests import (
    Choosing,
    File,
    Header,
    Interactive,
    Linking,
    Listing,
    Locating,
    MarkRead,
    Message,
    Place,
    Reaction,
    Template,
    Text,
)
from sandbox.whatsapp.world import Json, Label, Line, Number, Person, World

_TOO_FAST = 429
_SPOKEN = "audio/ogg"
"""Sound that the app shows as a voice message (Cloud API: Audio messages)."""

NOBODY, TOO_LATE = 131026, 131047
"""What is told only later, by a status: nobody is there, or they spoke too long ago."""


class Accepting:
    """Takes what is sent from numbers.

    Args:
        world: where it is shown.
        postman: tells what becomes of it.
        faults: which messages do not arrive, though they were accepted: `status`.
    """

    def __init__(self, world: World, postman: Postman, faults: Faults) -> None:
        self._world = world
        self._postman = postman
        self._faults = faults

    def take(self, number: Number, body: bytes) -> Json:
        """Take a message, or mark one as read, and return the answer.

        Raises:
            RefusedError: Meta refuses it at once.
        """
        try:
            told = msgspec.json.decode(body)
            if marks_read(told):
                return self._read(number, msgspec.convert(told, MarkRead))
            message = msgspec.convert(told, Message)
        except msgspec.ValidationError as error:
            raise invalid(str(error)) from None
        except msgspec.DecodeError:
            raise invalid("The request is no JSON") from None
        return self._send(number, message)

    def _read(self, number: Number, mark: MarkRead) -> Json:
        for person in self._world.people.values():
            for line in self._world.chat(person, number):
                if line.id == mark.message_id and line.by == "person":
                    line.read = True
                    self._world.changed()
                    return {"success": True}
        raise invalid("message_id is no message of a person's")

    def _send(self, number: Number, message: Message) -> Json:
        to = message.to.removeprefix("+")
        person = self._world.people.get(to)
        self._hold_to_pace(number, person)
        line = self._line(number, message)
        told = self._later(number, person, message)
        if person is not None and told is None:
            if isinstance(message.content, Reaction):
                self._check_reaction(number, person, message.content)
            else:
                self._world.show(person, number, line)
        data = message.biz_opaque_callback_data
        self._postman.status(number, line.id, to, data, told)
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": message.to, "wa_id": to}],
            "messages": [{"id": line.id}],
        }

    def _hold_to_pace(self, number: Number, person: Person | None) -> None:
        now = self._world.now()
        if not self._world.is_hurried:
            return
        if not number.throughput.take(now):
            raise RefusedError(130429, "Cloud API message throughput has been reached", _TOO_FAST)
        if person is not None and not self._world.pair(person, number).take(now):
            raise RefusedError(131056, "Too many messages to the same number in a short time")

    def _later(self, number: Number, person: Person | None, message: Message) -> int | None:
        """Return why a message will not arrive, None where it does."""
        fault = self._faults.next("status", {"to": message.to, "number": number.id})
        if isinstance(fault, Answer):
            return _code_in(fault)
        if person is None:
            return NOBODY
        if message.type == "template" or self._world.is_open(person, number):
            return None
        return TOO_LATE

    def _check_reaction(self, number: Number, person: Person, reaction: Reaction) -> None:
        known = {line.id for line in self._world.chat(person, number)}
        if reaction.message_id not in known:
            raise invalid("reaction.message_id is no message of this chat")

    def _line(self, number: Number, message: Message) -> Line:
        line = Line(id=self._world.new_id("wamid.OUT"), by="brand", type=message.type)
        line.quoted = None if message.context is None else message.context.message_id
        match message.content:
            case Text(body=body):
                line.raw = body
            case File() as file:
                self._attach(line, message.type, file)
                line.raw = file.caption or ""
            case Place() as place:
                line.file = f"{place.latitude},{place.longitude}"
                line.raw = place.name or ""
            case Reaction():
                pass
            case Template() as template:
                line.type = "text"
                line.template, line.raw = template.name, filled(number, template)
            case Choosing() | Listing() | Linking() | Locating() as interactive:
                self._show_interactive(line, interactive)
            case cards:
                phones = (phone.phone for card in cards for phone in card.phones)
                line.raw = f"{cards[0].name.formatted_name} {next(phones, '')}".strip()
        line.text = shown(line.raw)
        return line

    def _attach(self, line: Line, kind: str, file: File) -> None:
        """Show a file, where it is there and of a kind that is shown so."""
        if (file.id is None) == (file.link is None):
            raise invalid(f"{kind} needs either id or link")
        if kind in {"audio", "sticker"} and file.caption is not None:
            raise invalid(f"{kind} has no caption")
        if kind != "document" and file.filename is not None:
            raise invalid(f"{kind} has no filename")
        kept = None if file.id is None else self._world.files.get(file.id)
        if file.id is not None:
            if kept is None:
                raise invalid(f"{kind}.id is no media that was uploaded")
            check_file(kind, kept.media_type, len(kept.content))
        is_spoken = kept is not None and kept.media_type == _SPOKEN
        line.shows = "voice" if kind == "audio" and is_spoken else kind
        line.file = file.id or file.link

    def _show_interactive(self, line: Line, interactive: Interactive) -> None:
        line.raw = interactive.body.text
        if not isinstance(interactive, Locating) and interactive.header is not None:
            self._show_header(line, interactive.header)
        line.labels = list(_labels(interactive))

    def _show_header(self, line: Line, header: Header) -> None:
        if isinstance(header.content, File):
            self._attach(line, header.type, header.content)
        else:
            line.raw = f"{header.content}\n{line.raw}"


def marks_read(told: object) -> bool:
    """Say whether a body marks a message as read, and sends none."""
    return isinstance(told, dict) and "status" in told


def _code_in(fault: Answer) -> int | None:
    """Return the number that an ordered answer holds, in the form of Meta's."""
    match fault.body:
        case {"error": {"code": int(code)}}:
            return code
        case _:
            return None


def message_in(answer: Json) -> str | None:
    """Return the id of the message that an answer tells of."""
    match answer:
        case {"messages": [{"id": str(name)}]}:
            return name
        case _:
            return None


def check_file(kind: str, media_type: str, size: int) -> None:
    """Refuse a file that is too large for its kind, or of a type that this does not take.

    Raises:
        RefusedError: as Meta says so.
    """
    allowed = FILE_TYPES.get(kind)
    if allowed is not None and media_type.partition(";")[0] not in allowed:
        raise RefusedError(131053, f"{media_type} is no type of {kind}")
    if size > FILE_BYTES[kind] * MEGABYTE:
        raise RefusedError(131053, f"{size} bytes are too many for {kind}")


def _labels(interactive: Interactive) -> Iterator[Label]:
    match interactive:
        case Choosing(action=action):
            replies = [button.reply for button in action.buttons]
            _be_different("button id", [reply.id for reply in replies])
            _be_different("button title", [reply.title for reply in replies])
            yield from (Label(title=reply.title, id=reply.id) for reply in replies)
        case Listing(action=action):
            rows = [row for section in action.sections for row in section.rows]
            if len(rows) > MOST_ROWS:
                raise RefusedError(131009, f"Total row count exceed max allowed count: {MOST_ROWS}")
            if len(action.sections) > 1 and not all(one.title for one in action.sections):
                raise RefusedError(131009, "each of several sections needs a title")
            _be_different("row id", [row.id for row in rows])
            yield from (
                Label(title=row.title, id=row.id, description=row.description, row=True)
                for row in rows
            )
        case Linking(action=action):
            yield Label(title=action.parameters.display_text, url=action.parameters.url)
        case Locating():
            yield Label(title="Send location")


def _be_different(what: str, values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise RefusedError(131009, f"Duplicated {what}")
    if any(value != value.strip() or "\n" in value for value in values):
        raise RefusedError(131009, f"A {what} has white space around it, or more than one line")
