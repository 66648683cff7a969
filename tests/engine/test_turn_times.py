"""How long turns take is known, of what people say; and what was sent, by its kind."""

from acting import BRAND, SITE, Theatre

from bot.engine.figures import BrandFigures
from bot.engine.queues import Queues


def figures(theatre: Theatre) -> BrandFigures:
    return theatre.engine.figures().brands[0]


async def test_a_turn_is_timed_from_a_persons_word_to_its_commit(theatre: Theatre):
    await theatre.say("hello")
    await theatre.say("and again")
    times = figures(theatre).times
    assert times is not None
    assert times.answered.counts[-1] == times.decided.counts[-1] == 2
    assert times.answered.total == 0  # the clock of the theatre stands still
    assert 0 < times.decided.total < 1


async def test_what_waited_for_the_process_to_start_waited_as_long(lasting: Theatre):
    lasting.engine._players[BRAND]._stopping = True
    await lasting.hear("hello")
    await lasting.stop()
    lasting.clock.move(7)
    await lasting.start()
    await lasting.engine.settled()
    times = figures(lasting).times
    assert times is not None
    assert times.answered.total == 7.0


async def test_messages_are_counted_by_outcome_and_kind(theatre: Theatre):
    await theatre.say("one two")
    (channel,) = theatre.engine.figures().channels
    assert channel.deliveries == {("accepted", "reply"): 2}


async def test_the_oldest_that_waits_is_told_of_each_queue(theatre: Theatre):
    theatre.platform.hanging.clear()
    await theatre.hear("one")
    await theatre.hear("two")
    for player in theatre.engine._players.values():
        await player.idle()
    queues = Queues(theatre.store, {BRAND: [SITE.name]}, theatre.clock)
    waiting = await queues.oldest()
    assert [(one.queue, one.channel) for one in waiting] == [("replies", "site")]
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert await queues.oldest() == []
