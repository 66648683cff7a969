"""Polls: what is asked, who voted for what, and how bots are told."""

from collections.abc import Sequence

from msgspec import structs

from sandbox.control import ImpossibleError
from sandbox.telegram.bots import Bot
from sandbox.telegram.objects import Message
from sandbox.telegram.people_objects import User
from sandbox.telegram.poll_objects import Poll, PollAnswer
from sandbox.telegram.world import World


def vote(
    world: World, bot: Bot, person: User, message: Message, labels: Sequence[str]
) -> int | None:
    """Let a person vote, and return the id of the update that tells the bot.

    Args:
        world: where this happens.
        bot: whose poll it is.
        person: who votes.
        message: the poll.
        labels: of the options that are voted for; none takes an earlier vote back.

    Raises:
        ImpossibleError: there is no such poll of this bot, or it has no such options.
    """
    room = world.room(bot, message.chat.id)
    if room is None or message.poll is None or message.sender != bot.user:
        raise ImpossibleError("there is no such poll of this bot")
    poll = message.poll
    options = [option.text for option in poll.options]
    if len(labels) > 1 and not poll.allows_multiple_answers:
        raise ImpossibleError("only one option of this poll can be voted for")
    if not set(labels) <= set(options):
        raise ImpossibleError("the poll has no such option")
    chosen = sorted(options.index(label) for label in labels)
    world.votes.setdefault(poll.id, {})[person.id] = chosen
    world.change(room, structs.replace(message, poll=_counted(world, poll)))
    if poll.is_anonymous:
        return None
    ids = [poll.options[place].persistent_id for place in chosen]
    return bot.queue.push("poll_answer", PollAnswer(poll.id, chosen, ids, user=person))


def _counted(world: World, poll: Poll) -> Poll:
    ballots = [chosen for chosen in world.votes[poll.id].values() if chosen]
    options = [
        structs.replace(option, voter_count=sum(place in chosen for chosen in ballots))
        for place, option in enumerate(poll.options)
    ]
    return structs.replace(poll, options=options, total_voter_count=len(ballots))
