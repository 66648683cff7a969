"""How fast somebody may go: a bucket from which each message takes one."""

from msgspec import Struct


class Bucket(Struct):
    """So many at once, and one more each `seconds`; `full_at` is when it is full again."""

    burst: float
    seconds: float
    full_at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one, where there is one."""
        begin = max(self.full_at, now)
        if begin - now > (self.burst - 1) * self.seconds:
            return False
        self.full_at = begin + self.seconds
        return True
