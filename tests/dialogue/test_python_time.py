"""A dialogue in Python that never comes back, on the machine and under the watchdog."""

from programming import programmed
from talking import Talk

from bot.core.effects import ReportIncident
from bot.engine.watching.watchdog import Watchdog


def test_a_function_that_computes_for_ever_ends_as_an_outcome():
    source = """
    async def order(talk):
        word = await talk.ask("Word?")
        while word:
            pass
    """
    other = "dialogue: other\nstarts: [{command: other}]\nsteps: [{say: Here.}]\n"
    talk = Talk(programmed(Watchdog(0.02), order_py=source, other_yaml=other))
    assert talk.say("/order") == ["Word?"]
    said = talk.say("again")
    assert said == ["Sorry, something went wrong on our side. We have made a note of it."]
    assert talk.every(ReportIncident)[-1].reason == (
        "dialogues/order.py: it runs too long without waiting."
    )
    assert talk.say("/other") == ["Here."]


def test_what_runs_on_when_the_turn_is_over_is_stopped_too():
    source = """
    async def order(talk):
        try:
            await talk.ask("Word?")
        finally:
            while True:
                pass
    """
    talk = Talk(programmed(Watchdog(0.02), order_py=source))
    assert talk.say("/order") == ["Word?"]
    assert talk.state.threads != ()
