"""`convivio`, with all its patience cut to a second: a table of errors is then played in seconds.

What it does is the same; only how long it waits for answers, and before it tries again, is less.
"""

from datetime import timedelta

from adapters.discord import Discord
from adapters.discord.delays import Delays
from adapters.telegram import Telegram
from adapters.telegram.tempo import Tempo
from adapters.whatsapp import WhatsApp
from adapters.whatsapp.tempo import Tempo as Patience
from bot.channels import registry
from bot.channels.contract import Adapter
from bot.engine.outbox import gate

DELAYS = Delays(probe=1.0, send=10.0, new_session=1.0, heartbeat=2.0, longest_pause=2.0)
TEMPO = Tempo(
    connect=1.0,
    answer=10.0,
    upload=10.0,
    poll=2,
    grace=1.0,
    probe=1.0,
    watch=0.5,
    longest_pause=2.0,
)
PATIENCE = Patience(connect=1.0, answer=10.0, upload=10.0, probe=1.0)


def make_impatient(name: str) -> Adapter:
    """Return a new, closed channel of this platform with short times."""
    match name:
        case "telegram":
            return Telegram(TEMPO)
        case "whatsapp":
            return WhatsApp(PATIENCE)
        case _:
            return Discord(DELAYS)


def main() -> None:
    """Run the command line."""
    registry.make_adapter = make_impatient
    gate.MISCONFIGURED_PROBE = timedelta(seconds=1)
    from bot.cli.main import main as convivio  # noqa: PLC0415 - after the times are set

    convivio()


if __name__ == "__main__":
    main()
