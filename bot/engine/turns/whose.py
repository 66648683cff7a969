"""Whose a turn is: a person's, or in a group that of all; and so whose its rows are."""

import msgspec
from msgspec import Struct

from bot.core.events import Answered, Began, Event, Party
from bot.core.ids import ConversationId, PersonId, own_conversation
from bot.engine.turns.scene import ALL
from bot.store.joined import Member
from bot.store.people import Account, PersonRow


class Whose(Struct, kw_only=True):
    """Who a turn is about, and where.

    `place` is the conversation of the private chat, or that of all in a group; there `party` says
    in whose the turn was played. `member` is the account where it is joined with others.
    """

    event: Event
    account: Account
    space: str | None
    place: ConversationId
    person: PersonRow
    member: Member | None = None
    party: Party | None = None

    @property
    def own(self) -> PersonId:
        """Whom the account of this turn is by itself: what it consents to is theirs."""
        return self.person.id if self.member is None else self.member.own

    @property
    def is_shared(self) -> bool:
        """Whether what happens here is of all in a group, and of nobody alone."""
        return self.party == "space"

    @property
    def is_of_nobody(self) -> bool:
        """Whether a clock of a group's is what this turn is about: nobody has done anything."""
        return self.space is not None and self.person.id == PersonId(self.place)

    @property
    def conversation(self) -> ConversationId:
        """The conversation that the turn was played in."""
        if self.space is None or self.party != "person":
            return self.place
        return own_conversation(self.account.channel, self.space, self.account.external_id)

    @property
    def belongs_to(self) -> PersonId:
        """Whose the rows of this conversation are: what all in a group share bears its name."""
        return PersonId(self.place) if self.is_shared else self.own

    @property
    def goes_on_with(self) -> Account:
        """With whom this conversation goes on: whoever leaves a group takes nothing of it along."""
        if not self.is_shared:
            return self.account
        return msgspec.structs.replace(self.account, external_id=ALL)

    @property
    def recipient(self) -> str:
        """To whom it is said: to a group, where nobody has done anything."""
        return self.account.external_id or self.space or ALL

    @property
    def began(self) -> Began | None:
        """What the brand opens in this turn, None where it does not speak first."""
        match self.event.happening:
            case Began() as began:
                return began
            case Answered(began=began):
                return began
            case _:
                return None
