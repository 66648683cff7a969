"""The platform's objects for polls."""

from collections.abc import Sequence

from msgspec import Struct

from sandbox.telegram.people_objects import User


class PollOption(Struct, frozen=True):
    """One option of a poll."""

    persistent_id: str
    text: str
    voter_count: int = 0


class Poll(Struct, frozen=True):
    """A poll as it stands now."""

    id: str
    question: str
    options: Sequence[PollOption]
    total_voter_count: int
    is_closed: bool
    is_anonymous: bool
    type: str
    allows_multiple_answers: bool
    allows_revoting: bool
    members_only: bool


class PollAnswer(Struct, frozen=True, omit_defaults=True):
    """Somebody voted, or took their vote back: `option_ids` is empty then."""

    poll_id: str
    option_ids: Sequence[int]
    option_persistent_ids: Sequence[str]
    user: User | None = None
