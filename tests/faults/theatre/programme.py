"""What is played: how long, by how many, on which database, and with which faults."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bot.store.sealing.envelope import to_text
from bot.store.sealing.master_keys import read_keys
from bot.store.sealing.vault import Vault
from tests.signing import new_secret

MODULE = "tests.faults.theatre"

Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True)
class Programme:
    """One performance; the same seed gives the same people, lines and choice of faults.

    Args:
        seconds: how long faults happen; then everybody ends their visit and all comes to rest.
        seed: of everything that is left to chance.
        database: what the product keeps its books in.
        processes: how many of the product run at once.
        people: how many talk, the same number on each channel.
        rate: lines that all of them together say in a second, at most.
        faults: families of faults (`tests.faults.theatre.families`).
        gap: seconds between two faults, on average.
        most: after so many faults nothing more goes wrong, and the time is over.
        webhook: whether Telegram posts what people say, to any of the processes.
        encrypt: whether the brand encrypts what people say.
    """

    seconds: float = 60.0
    seed: int = 7
    database: Kind = "sqlite"
    processes: int = 1
    people: int = 40
    rate: float = 20.0
    faults: tuple[str, ...] = ()
    gap: float = 3.0
    most: int = 1_000_000
    webhook: bool = False
    encrypt: bool = False

    @property
    def secret(self) -> str:
        """What the site and the product sign with."""
        return new_secret(str(self.seed))

    @property
    def key(self) -> str:
        """What the product encrypts with; empty where it does not."""
        return to_text(sha256(f"{self.seed}/key".encode()).digest()) if self.encrypt else ""

    @property
    def vault(self) -> Vault | None:
        """What opens what the product has encrypted."""
        masters = read_keys(self.key)
        return None if masters is None else Vault(masters)

    def command(self) -> str:
        """Return the command that plays it again."""
        return (
            f"python -m {MODULE} --seconds {self.seconds:g} --seed {self.seed}"
            f" --database {self.database} --processes {self.processes} --people {self.people}"
            f" --rate {self.rate:g} --gap {self.gap:g} --most {self.most}"
            f" --faults {','.join(self.faults)}{' --webhook' if self.webhook else ''}"
            f"{' --encrypt' if self.encrypt else ''}"
        )
