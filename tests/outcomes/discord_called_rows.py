"""What may go wrong where Discord calls us with interactions."""

from typing import Any

from tests.outcomes.row import HANG_AFTER, RESET_AFTER, Deed, Fault, Row, Section

FORGERIES = Deed("probe")
"""Discord tries whether we take what nobody has signed; an endpoint that does is taken away."""


def _call(name: str, fault: dict[str, Any]) -> Row:
    injury = Fault("endpoint", fault, about="bot")
    then = "has it on disk, and answers all the same by an ordinary message"
    return Row(name, "goes on", then, (injury,), by_command=True)


CALLED = Section(
    "Being called by Discord",
    "discord",
    "With `public_key` commands and presses are posted to us. Discord waits 3 s for the answer and "
    "posts nothing twice; the person sees that it failed.",
    (
        _call("our answer to a call gets lost", RESET_AFTER),
        _call("our answer to a call comes too late", HANG_AFTER),
        Row(
            "calls that nobody has signed",
            "refused",
            "answers 401 to each: Discord keeps our address",
            (FORGERIES,),
        ),
    ),
    called=True,
)
