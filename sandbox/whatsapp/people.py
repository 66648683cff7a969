"""What people do: they write, press, share and send; a brand hears of it by a post."""

from msgspec import Struct

from sandbox.control import ImpossibleError
from sandbox.whatsapp.postman import Postman
from sandbox.whatsapp.world import Json, Kept, Label, Line, Number, Person, World


class SentFile(Struct, kw_only=True):
    """A file that a person sends: `data` is its content, in base64 where it is JSON."""

    kind: str
    media_type: str
    data: bytes
    caption: str = ""
    name: str = ""


class People:
    """Everybody on WhatsApp.

    Args:
        world: where they are.
        postman: tells brands what they do.
    """

    def __init__(self, world: World, postman: Postman) -> None:
        self._world = world
        self._postman = postman

    def person(self, number: str) -> Person:
        """Return somebody by their number."""
        if number not in self._world.people:
            raise ImpossibleError(f"nobody has the number {number!r}")
        return self._world.people[number]

    def say(self, number: Number, person: Person, text: str, message: str | None = None) -> str:
        """Let a person write; return the id of the message."""
        return self.tell(number, person, {"type": "text", "text": {"body": text}}, text, message)

    def press(self, number: Number, person: Person, label: str, of: str | None = None) -> str:
        """Let a person press something: the newest of that label, or that of the message `of`."""
        line, found = self._find(number, person, label, of)
        if found.url is not None:
            raise ImpossibleError("a link opens a page, and tells nobody")
        if found.id is None:
            raise ImpossibleError("a place is shared by /control/tell")
        reply: Json = {"id": found.id, "title": found.title}
        if found.row and found.description:
            reply["description"] = found.description
        kind = "list_reply" if found.row else "button_reply"
        told: Json = {
            "type": "interactive",
            "interactive": {"type": kind, kind: reply},
            "context": {"from": number.shown, "id": line.id},
        }
        return self.tell(number, person, told, found.description or found.title)

    def react(self, number: Number, person: Person, line: str, emoji: str) -> str:
        """Let a person put a sign to a message, or take theirs away where there is no emoji."""
        reaction: Json = {"message_id": line}
        if emoji:
            reaction["emoji"] = emoji
        return self.tell(number, person, {"type": "reaction", "reaction": reaction}, emoji)

    def send(self, number: Number, person: Person, sent: SentFile) -> str:
        """Let a person send a file."""
        name, kind = self._world.new_id("8"), sent.kind
        self._world.files[name] = Kept(content=sent.data, media_type=sent.media_type)
        file: Json = {"id": name, "mime_type": sent.media_type, "sha256": ""}
        if kind == "voice":
            kind, file["voice"] = "audio", True
        if sent.caption:
            file["caption"] = sent.caption
        if sent.name and kind == "document":
            file["filename"] = sent.name
        told = self.tell(number, person, {"type": kind, kind: file}, sent.caption)
        line = self._world.chat(person, number)[-1]
        line.file, line.shows = name, kind
        return told

    def tell(
        self, number: Number, person: Person, told: Json, text: str, message: str | None = None
    ) -> str:
        """Let a person do something that a brand is told as it is; return the id of it."""
        now = self._world.now()
        name = message or self._world.new_id("wamid.IN")
        person.spoke[number.id] = now
        line = Line(id=name, by="person", type=str(told.get("type")), text=text, raw=text)
        self._world.show(person, number, line)
        whole = {"from": person.number, "id": name, "timestamp": str(int(now)), **told}
        self._postman.message(number, person.name, whole)
        return name

    def _find(
        self, number: Number, person: Person, label: str, of: str | None
    ) -> tuple[Line, Label]:
        for line in reversed(self._world.chat(person, number)):
            if of is not None and line.id != of:
                continue
            for one in line.labels:
                if label in {one.title, one.description}:
                    return line, one
        raise ImpossibleError(f"nothing here is called {label!r}")
