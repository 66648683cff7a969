"""Messages are written, changed and deleted here, whoever asks for it."""

import re

from sandbox.discord.changes import Deleted, Edited, Posted, Threaded
from sandbox.discord.drafts import Draft, Mentions
from sandbox.discord.form import one_fault
from sandbox.discord.model import (
    Attachment,
    Bot,
    Channel,
    ChannelType,
    Message,
    MessageFlags,
    MessageType,
    Poll,
    Reference,
    User,
)
from sandbox.discord.nonces import Nonces
from sandbox.discord.polls import PollDraft
from sandbox.discord.refusals import (
    archived_thread,
    cannot_reach,
    empty_message,
    missing_permissions,
    no_text_channel,
    poll_message,
)
from sandbox.discord.world import World

_MENTION = re.compile(r"<@!?(\d+)>")
_ASKED_FOR = MessageFlags.SUPPRESS_EMBEDS | MessageFlags.SUPPRESS_NOTIFICATIONS | MessageFlags.VOICE
"""The flags that a bot may set by itself; the others follow from what it does."""


class Writing:
    """Writes messages into a world.

    Args:
        world: what it writes into.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces = Nonces(world.clock)

    def post(self, bot: Bot, channel: Channel, draft: Draft) -> Message:
        """Post what a bot wants to say; the same enforced nonce again returns the first message.

        Raises:
            RefusedError: the bot may not, it says nothing, or what it answers is not there.
        """
        self._permit(bot, channel)
        if draft.says_nothing():
            raise empty_message()
        reference = self._reference(channel, draft)
        enforced = draft.nonce if draft.enforce_nonce else None
        if enforced is not None:
            earlier = self._nonces.recall(channel.id, bot.id, enforced)
            if earlier in channel.messages:
                return channel.messages[earlier]
        message = self.compose(bot.user, channel, draft)
        if reference is not None:
            self._refer(message, channel, reference, draft.mentions)
        if enforced is not None:
            self._nonces.remember(channel.id, bot.id, enforced, message.id)
        self.put(channel, message)
        return message

    def say(self, author: User, channel: Channel, draft: Draft) -> Message:
        """Let a person say something."""
        message = self.compose(author, channel, draft)
        if draft.reply_to is not None:
            reference = Reference(draft.reply_to, channel.id, channel.guild_id)
            self._refer(message, channel, reference, None)
        self.put(channel, message)
        return message

    def begin(self, author: User, parent: Channel, title: str, draft: Draft) -> Message:
        """Let a person begin a thread with its first message; the two have one id in a forum."""
        assert parent.guild_id is not None
        guild = self._world.guilds[parent.guild_id]
        thread = self._world.add_channel(guild, title, parent_id=parent.id)
        self._world.changes.tell(Threaded(thread))
        message = self.compose(author, thread, draft)
        message.id = thread.id
        self.put(thread, message)
        return message

    def compose(self, author: User, channel: Channel, draft: Draft) -> Message:
        """Return a message that is not posted yet."""
        content = draft.content or ""
        return Message(
            id=self._world.ids.next(),
            channel_id=channel.id,
            author=author,
            content=content,
            components=draft.components or [],
            embeds=draft.embeds or [],
            attachments=self._numbered(draft.attachments),
            mentions=self._mentioned(content, draft.mentions),
            nonce=draft.nonce,
            flags=draft.flags & _ASKED_FOR,
            tts=draft.tts,
            poll=None if draft.poll is None else self._opened(draft.poll),
        )

    def _opened(self, draft: PollDraft) -> Poll:
        until = self._world.clock() + draft.hours * 3600
        return Poll(draft.question, draft.answers, draft.several, until)

    def put(self, channel: Channel, message: Message) -> None:
        """Put a message into its channel and tell everybody."""
        channel.messages[message.id] = message
        channel.archived = False
        self._world.changes.tell(Posted(message))

    def change(self, message: Message, draft: Draft) -> None:
        """Change what was sent of a draft, leave the rest.

        Raises:
            RefusedError: nothing would be left to see, or it is a poll.
        """
        if message.poll is not None:
            raise poll_message()
        if self._world.channels[message.channel_id].archived:
            raise archived_thread()
        content = message.content if draft.content is None else draft.content
        components = message.components if draft.components is None else draft.components
        embeds = message.embeds if draft.embeds is None else draft.embeds
        kept = [
            each for each in message.attachments if draft.keeps is None or each.id in draft.keeps
        ]
        attachments = kept + self._numbered(draft.attachments)
        if not (content or components or embeds or attachments):
            raise empty_message()
        message.content, message.components, message.embeds = content, components, embeds
        message.attachments = attachments
        message.mentions = self._mentioned(content, draft.mentions)
        message.flags &= ~MessageFlags.LOADING
        message.edited_at = self._world.clock()
        self._world.changes.tell(Edited(message))

    def delete(self, channel: Channel, message: Message) -> None:
        """Delete a message."""
        del channel.messages[message.id]
        self._world.changes.tell(Deleted(message))

    def _permit(self, bot: Bot, channel: Channel) -> None:
        if channel.kind == ChannelType.FORUM:
            raise no_text_channel()
        if channel.locked:
            raise archived_thread()
        if bot.id in channel.muted:
            raise missing_permissions()
        for recipient in channel.recipients:
            person = self._world.people.get(recipient)
            if person is not None and person.closed:
                raise cannot_reach()

    def _reference(self, channel: Channel, draft: Draft) -> Reference | None:
        if draft.reply_to is None:
            return None
        if draft.reply_to in channel.messages:
            return Reference(draft.reply_to, channel.id, channel.guild_id)
        if draft.reply_or_plain:
            return None
        raise one_fault(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")

    def _numbered(self, attachments: list[Attachment]) -> list[Attachment]:
        return [
            Attachment(
                self._world.ids.next(),
                each.filename,
                each.content_type,
                each.body,
                each.description,
                each.seconds,
                each.waveform,
            )
            for each in attachments
        ]

    def _refer(
        self, message: Message, channel: Channel, reference: Reference, allowed: Mentions | None
    ) -> None:
        message.reference, message.kind = reference, MessageType.REPLY
        answered = channel.messages.get(reference.message_id)
        # Whoever is answered is mentioned, unless one asks not to.
        mentioned = allowed is None or allowed.author
        if answered is not None and mentioned and answered.author.id not in message.mentions:
            message.mentions.append(answered.author.id)

    def _mentioned(self, content: str, allowed: Mentions | None) -> list[str]:
        found = dict.fromkeys(_MENTION.findall(content))
        return [
            user_id
            for user_id in found
            if self._world.user(user_id) is not None and (allowed is None or allowed.allow(user_id))
        ]
