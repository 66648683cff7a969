"""Messages as Discord writes them."""

from sandbox.discord.interactions import KINDS
from sandbox.discord.model import Attachment, Interaction, Message, MessageType, Poll
from sandbox.discord.outside import Outside
from sandbox.discord.snowflakes import made_at
from sandbox.discord.wire.accounts import user
from sandbox.discord.wire.moments import timestamp
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World


def _attachment(file: Attachment, place: Message, files: str) -> JsonObject:
    address = f"{files}/attachments/{place.channel_id}/{file.id}/{file.filename}"
    written: JsonObject = {
        "id": file.id,
        "filename": file.filename,
        "size": len(file.body),
        "url": address,
        "proxy_url": address,
        "content_type": file.content_type or "application/octet-stream",
    }
    if file.description:
        written["description"] = file.description
    if file.seconds is not None:
        written |= {"duration_secs": file.seconds, "waveform": file.waveform}
    return written


def _poll(poll: Poll) -> JsonObject:
    """Return a poll; what nobody has voted for is not counted."""
    numbered = list(enumerate(poll.answers, start=1))
    return {
        "question": {"text": poll.question},
        "answers": [
            {"answer_id": number, "poll_media": {"text": label}} for number, label in numbered
        ],
        "expiry": timestamp(poll.until),
        "allow_multiselect": poll.several,
        "layout_type": 1,
        "results": {
            "answer_counts": [
                {"id": number, "count": poll.count(number), "me_voted": False}
                for number, _ in numbered
                if poll.count(number)
            ],
            "is_finalized": False,
        },
    }


def _reactions(message: Message) -> list[JsonObject]:
    return [
        {
            "emoji": {"id": None, "name": emoji},
            "count": len(people),
            "count_details": {"burst": 0, "normal": len(people)},
            "burst_colors": [],
            "me_burst": False,
            "burst_me": False,
            "me": False,
            "burst_count": 0,
        }
        for emoji, people in message.reactions.items()
        if people
    ]


class MessageView:
    """Writes messages.

    Args:
        world: where they are.
        outside: where their files are served.
    """

    def __init__(self, world: World, outside: Outside) -> None:
        self._world, self._outside = world, outside

    def write(self, message: Message, *, resolved: bool = True, nonce: bool = False) -> JsonObject:
        """Return a message.

        Args:
            message: which.
            resolved: include what it answers.
            nonce: include its nonce, as only the answer to its making and the event do.
        """
        mentioned = (self._world.user(user_id) for user_id in message.mentions)
        written: JsonObject = {
            "id": message.id,
            "type": int(message.kind),
            "channel_id": message.channel_id,
            "author": user(message.author),
            "content": message.content,
            "timestamp": timestamp(made_at(message.id)),
            "edited_timestamp": timestamp(message.edited_at) if message.edited_at else None,
            "tts": message.tts,
            "mention_everyone": False,
            "mentions": [user(account) for account in mentioned if account is not None],
            "mention_roles": [],
            "attachments": [
                _attachment(file, message, self._outside.base) for file in message.attachments
            ],
            "embeds": message.embeds,
            "components": message.components,
            "pinned": False,
            "flags": int(message.flags),
        }
        if nonce and message.nonce is not None:
            written["nonce"] = message.nonce
        if message.poll is not None:
            written["poll"] = _poll(message.poll)
        if any(message.reactions.values()):
            written["reactions"] = _reactions(message)
        return written | self._relations(message, resolved=resolved)

    def _relations(self, message: Message, *, resolved: bool) -> JsonObject:
        written: JsonObject = {}
        if message.interaction is not None:
            interaction = self._world.interactions[message.interaction]
            written["application_id"] = interaction.bot_id
            written["webhook_id"] = interaction.bot_id
            written["interaction_metadata"] = self._origin(interaction)
        reference = message.reference
        if reference is None:
            return written
        written["message_reference"] = {
            "type": 0,
            "message_id": reference.message_id,
            "channel_id": reference.channel_id,
        } | ({"guild_id": reference.guild_id} if reference.guild_id else {})
        if resolved and message.kind == MessageType.REPLY:
            answered = self._world.channels[reference.channel_id].messages.get(reference.message_id)
            written["referenced_message"] = (
                self.write(answered, resolved=False) if answered else None
            )
        return written

    def _origin(self, interaction: Interaction) -> JsonObject:
        person = self._world.people[interaction.person_id]
        written: JsonObject = {
            "id": interaction.id,
            "type": KINDS[interaction.kind],
            "user": user(person.user),
            "authorizing_integration_owners": {"0": interaction.guild_id or "0"},
        }
        if interaction.message_id is not None:
            written["interacted_message_id"] = interaction.message_id
        return written
