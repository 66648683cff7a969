"""One step of planning an occurrence: who comes next, when each is due, and how far that is.

Most steps are one statement of the database. Where an expression or each person's clock decides,
people are read and weighed here, a page at a time.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bot.brand.brand import Brand
from bot.broadcasts.audience import Due, Fitting, Introduce, Tally, due_of, posts_of, recipient_of
from bot.broadcasts.occurring import start_of
from bot.core.ids import derive
from bot.store.connection import Connection
from bot.store.incidents import IncidentRow, add_incidents
from bot.store.moments import SECOND, to_moment
from bot.store.occurrences import OccurrenceRow, ZoneNotes, terms_of, zone_notes_of
from bot.store.planning import (
    Reached,
    Since,
    Step,
    Subscriber,
    Times,
    add_or_revive,
    next_subscribed,
    plan_by_person,
    plan_by_time,
    plan_only,
    reach,
    subscribers_by_person,
    subscribers_by_time,
)
from bot.store.recipients import RecipientRow, add_recipients
from bot.store.values import to_json

AFTERTHOUGHT = 60 * SECOND
"""How long after somebody subscribed their consent may still be written down, beside others'."""


class Setting(Struct, frozen=True):
    """What planning goes by: whose people, how persons are made of rows, by which zones."""

    brand: Brand
    introduce: Introduce
    edition: str


class Stepped(Struct, frozen=True):
    """What a step came to: whether another follows at once, else when the next one may."""

    more: bool = False
    next_at: int | None = None


class Stepping:
    """One step of one occurrence.

    Args:
        connection: inside a transaction.
        setting: what it goes by.
        row: the occurrence, running, its planning not ended.
        now: the present moment.
        most: how many people one statement may plan; pages that are read are a tenth of it.
    """

    def __init__(
        self,
        connection: Connection,
        setting: Setting,
        row: OccurrenceRow,
        now: datetime,
        most: int,
    ) -> None:
        self._connection = connection
        self._setting = setting
        self._row = row
        self._terms = terms_of(row)
        self._now = to_moment(now)
        self._at = now
        self._most = most
        self._tally = Tally()

    def take(self, *, anew: bool) -> Stepped:
        """Plan who comes next.

        Args:
            anew: whether this process looks for the first time: what was written down late, just
                before the last one ended, may have been passed over.
        """
        row = self._row
        if row.expires_at is not None and row.expires_at <= self._now:
            return self._ended(row.cursor)
        if row.cursor is None:
            add_recipients(self._connection, posts_of(self._setting.brand, row, start_of(row)))
        if self._terms.only:
            times = Times(row.starts_at, now=self._now)
            plan_only(self._connection, row, self._terms.only, times)
            return self._ended(None)
        if self._terms.after is not None or self._terms.audience == "living":
            return self._by_time(anew=anew)
        return self._by_person()

    @property
    def _plainly(self) -> bool:
        return self._terms.filter is None and self._terms.zones == "brand"

    def _by_person(self) -> Stepped:
        row, after = self._row, self._row.cursor or ""
        launch = start_of(row)
        if self._plainly:
            step = Step(row, launch, self._most)
            times = Times(row.starts_at, now=self._now)
            cursor = plan_by_person(self._connection, step, after, times)
        else:
            step = Step(row, launch, _page(self._most))
            page = subscribers_by_person(self._connection, step, after)
            add_recipients(self._connection, self._recipients(page))
            cursor = page[-1].own if len(page) == step.most else None
        if cursor is None:
            return self._ended(after)
        self._reach(cursor, None)
        return Stepped(more=True)

    def _by_time(self, *, anew: bool) -> Stepped:
        place = self._place(anew=anew)
        reached = self._walk(place)
        if reached is None:
            self._look_back(place)
            return self._caught_up(place)
        self._reach(_written(reached), None)
        return Stepped(more=True)

    def _walk(self, place: Since) -> Since | None:
        """Plan those behind a place, as far as one step goes; None: there was nobody."""
        until = self._now - self._span
        if self._plainly:
            step = Step(self._row, until, self._most)
            return plan_by_time(self._connection, step, place, self._times())
        step = Step(self._row, until, _page(self._most))
        page = subscribers_by_time(self._connection, step, place)
        add_or_revive(self._connection, self._recipients(page))
        return Since(page[-1].since, page[-1].own) if page else None

    def _look_back(self, place: Since) -> None:
        """Plan whose consent was written down later than that of others who gave theirs later."""
        if self._span < AFTERTHOUGHT and place.moment > self._now - 2 * AFTERTHOUGHT:
            self._walk(Since(max(place.moment - AFTERTHOUGHT, self._first)))

    def _caught_up(self, place: Since) -> Stepped:
        if self._terms.after is None:
            return Stepped(next_at=self._row.expires_at)
        since = next_subscribed(self._connection, self._row, place)
        return Stepped(next_at=None if since is None else since + self._span)

    @property
    def _span(self) -> int:
        return (self._terms.after or 0) * SECOND

    @property
    def _first(self) -> int:
        """Return since when people must have subscribed to be meant at all."""
        if self._terms.after is None:
            return -1
        return self._row.starts_at - self._span - self._terms.late * SECOND - 1

    def _place(self, *, anew: bool) -> Since:
        """Return the place behind which the next people are."""
        if self._row.cursor is None:
            return Since(self._first)
        moment, _, person = self._row.cursor.partition(" ")
        place = Since(int(moment), person)
        if not anew:
            return place
        again = self._now - self._span - self._terms.late * SECOND
        return min(place, Since(max(again, self._first)), key=lambda one: one.moment)

    def _times(self) -> Times:
        terms, row = self._terms, self._row
        if terms.after is None:
            return Times(row.starts_at, now=self._now)
        return Times(
            base=self._span,
            follows=True,
            worth=None if terms.expires is None else terms.expires * SECOND,
            missed=self._now - terms.late * SECOND,
            now=self._now,
        )

    def _recipients(self, page: Sequence[Subscriber]) -> list[RecipientRow]:
        setting = self._setting
        fitting = Fitting(
            self._connection, setting.brand, self._row, setting.introduce, self._at
        ).of(page)
        return [recipient_of(self._row, one, self._due(one), self._now) for one in fitting]

    def _due(self, one: Subscriber) -> Due:
        launch = self._now if self._terms.after is not None else start_of(self._row)
        if self._terms.audience == "living":
            launch = max(launch, one.since)
        return due_of(self._setting.brand, self._row, one, launch, self._tally)

    def _ended(self, cursor: str | None) -> Stepped:
        self._reach(cursor, self._now)
        notes = zone_notes_of(self._row)
        invalid = self._tally.invalid + (0 if notes is None else notes.invalid)
        if invalid:
            self._report(invalid)
        return Stepped()

    def _report(self, invalid: int) -> None:
        row = self._row
        reason = f"people with a time zone that there is not, who go by the brand's: {invalid}"
        add_incidents(
            self._connection,
            [
                IncidentRow(
                    brand=row.brand,
                    id=derive("zones", row.id),
                    place=f"broadcasts/{row.source}",
                    reason=reason,
                    event=None,
                    at=self._now,
                )
            ],
        )

    def _reach(self, cursor: str | None, planned_at: int | None) -> None:
        row = self._row
        reach(self._connection, Reached(row.brand, row.id, cursor, planned_at, self._zones()))

    def _zones(self) -> str | None:
        if self._terms.zones == "brand":
            return self._row.zones
        before = zone_notes_of(self._row) or ZoneNotes(self._setting.edition)
        counted = ZoneNotes(
            before.version,
            before.unknown + self._tally.unknown,
            before.invalid + self._tally.invalid,
        )
        return to_json(counted)


def can_be_planned(row: OccurrenceRow | None) -> bool:
    """Say whether an occurrence is one that people are still planned for."""
    return row is not None and row.status == "running" and row.planned_at is None


def _page(most: int) -> int:
    return max(1, most // 10)


def _written(place: Since) -> str:
    return f"{place.moment} {place.person}"
