"""The part of the control API that makes accounts and lets people act."""

from aiohttp import web

from sandbox.control import ImpossibleError, order
from sandbox.discord.control import orders
from sandbox.discord.drafts import Draft
from sandbox.discord.model import Attachment, Channel, ChannelType, MessageFlags
from sandbox.discord.playing import Playing
from sandbox.discord.signs import Signs
from sandbox.discord.world import World


class Acting:
    """Serves what people do.

    Args:
        world: where they are.
        playing: plays them.
    """

    def __init__(self, world: World, playing: Playing) -> None:
        self._world, self._playing = world, playing
        self._signs = Signs(world)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            order("bots", orders.NewBot, self._bot),
            order("people", orders.NewPerson, self._person),
            order("guilds", orders.NewGuild, self._guild),
            order("say", orders.Say, self._say),
            order("begin", orders.Begin, self._begin),
            order("archive", orders.Archive, self._archive),
            order("press", orders.Press, self._press),
            order("choose", orders.Choose, self._choose),
            order("vote", orders.Vote, self._vote),
            order("react", orders.React, self._react),
            order("slash", orders.Slash, self._slash),
            order("submit", orders.Submit, self._submit),
            order("delete", orders.DeleteChannel, self._delete),
            order("privileged", orders.Privileged, self._privileged),
            order("closed-dms", orders.ClosedDms, self._closed),
            order("access", orders.Access, self._access),
        ]

    def _bot(self, wanted: orders.NewBot) -> object:
        name = wanted.name or wanted.username
        bot = self._world.add_bot(wanted.token, name, message_content=wanted.message_content)
        return {"id": bot.id, "username": bot.user.username}

    def _person(self, wanted: orders.NewPerson) -> object:
        name = " ".join(filter(None, (wanted.first_name, wanted.last_name)))
        username = wanted.username or "".join(filter(str.isalnum, name)).lower() or "somebody"
        locale = wanted.language or "en-US"
        return {"id": self._world.add_person(username, name, locale, wanted.id).user.id}

    def _guild(self, wanted: orders.NewGuild) -> object:
        guild = self._playing.guild(
            wanted.name,
            wanted.channels,
            wanted.members,
            wanted.threads,
            {
                **dict.fromkeys(wanted.forums, ChannelType.FORUM),
                **dict.fromkeys(wanted.announcements, ChannelType.ANNOUNCEMENT),
            },
        )
        channels = {self._world.channels[each].name: each for each in guild.channels}
        return {"id": guild.id, "channels": channels}

    def _say(self, wanted: orders.Say) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        files = [Attachment("", one.name, one.media_type, one.content) for one in wanted.files]
        draft = Draft(content=wanted.text, attachments=files, reply_to=wanted.reply_to)
        if wanted.spoken:
            draft.flags = MessageFlags.VOICE
        said = self._playing.say(meeting, draft, mention=wanted.mention)
        return {"message_id": said.id, "channel": said.channel_id}

    def _begin(self, wanted: orders.Begin) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        draft = Draft(content=wanted.text)
        said = self._playing.begin(meeting, wanted.title, draft, mention=wanted.mention)
        return {"message_id": said.id, "channel": said.channel_id}

    def _archive(self, wanted: orders.Archive) -> object:
        place = self._place(wanted.channel)
        if place.parent_id is None:
            raise ImpossibleError("this is no thread")
        place.archived, place.locked = wanted.archived, wanted.locked
        return None

    def _press(self, wanted: orders.Press) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        pressed = self._playing.press(meeting, wanted.message_id, wanted.label, wanted.custom_id)
        return {"interaction_id": pressed.id}

    def _choose(self, wanted: orders.Choose) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        chosen = self._playing.choose(meeting, wanted.message_id, wanted.labels)
        return {"interaction_id": chosen.id}

    def _vote(self, wanted: orders.Vote) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        self._signs.vote(meeting, wanted.message_id, wanted.labels)
        return None

    def _react(self, wanted: orders.React) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        self._signs.react(meeting, wanted.message_id, wanted.emoji, added=wanted.added)
        return None

    def _slash(self, wanted: orders.Slash) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        given = self._playing.slash(meeting, wanted.name, wanted.options)
        return {"interaction_id": given.id, "channel": given.channel_id}

    def _submit(self, wanted: orders.Submit) -> object:
        meeting = self._playing.meeting(wanted.token, wanted.person, wanted.channel)
        sent = self._playing.submit(meeting, wanted.interaction, wanted.texts)
        return {"interaction_id": sent.id}

    def _delete(self, wanted: orders.DeleteChannel) -> object:
        place = self._place(wanted.channel)
        if place.guild_id is None:
            raise ImpossibleError("a private channel cannot be deleted")
        self._world.remove_channel(place)
        return None

    def _privileged(self, wanted: orders.Privileged) -> object:
        self._playing.bot(wanted.token).message_content = wanted.message_content
        return None

    def _closed(self, wanted: orders.ClosedDms) -> object:
        self._playing.person(wanted.person).closed = wanted.closed
        return None

    def _access(self, wanted: orders.Access) -> object:
        bot, place = self._playing.bot(wanted.token), self._place(wanted.channel)
        (place.hidden.discard if wanted.sees else place.hidden.add)(bot.id)
        (place.muted.discard if wanted.writes else place.muted.add)(bot.id)
        return None

    def _place(self, channel_id: str) -> Channel:
        place = self._world.channels.get(channel_id)
        if place is None:
            raise ImpossibleError(f"there is no channel {channel_id}")
        return place
