"""Dialogues that cannot go on, through a fault of their own code."""


class RunFailed(Exception):  # noqa: N818  # said as what happened
    """A dialogue in Python cannot go on; the reason holds nothing of what a person said.

    Args:
        reason: what went wrong and where.
        changed: whether that is because the file has changed since the run began.
    """

    def __init__(self, reason: str, *, changed: bool = False) -> None:
        super().__init__(reason)
        self.changed = changed
