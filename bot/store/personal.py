"""What each column holds of a person. Export and erasure go by this table; nothing is left out.

A test fails for a column without a class: whoever adds one decides here what happens to it.
"""

from typing import Literal, NamedTuple

PersonalClass = Literal["none", "pseudonym", "identity", "content", "consent"]
"""What a column holds of a person.

- `none`: nothing of any person.
- `pseudonym`: a number that stands for a person or for something that is theirs.
- `identity`: who they are: names, accounts, addresses.
- `content`: what they said, what was said to them, what is remembered of them.
- `consent`: what they agreed to, with its proof.
"""

PERSONAL: dict[str, dict[str, PersonalClass]] = {
    "persons": {
        "brand": "none",
        "id": "pseudonym",
        "name": "identity",
        "first_name": "identity",
        "language": "content",
        "timezone": "content",
        "chosen_language": "content",
        "chosen_timezone": "content",
        "facts": "content",
        "since": "content",
        "last_said": "content",
        "stopped_at": "content",
        "tags": "content",
        "arms": "content",
    },
    "identities": {
        "brand": "none",
        "channel": "identity",
        "external_id": "identity",
        "person": "pseudonym",
        "since": "content",
        "blocked_at": "content",
        "own": "pseudonym",
        "lent": "content",
        "spoke_at": "content",
    },
    "link_codes": {
        "brand": "none",
        "id": "none",
        "code": "none",
        "person": "pseudonym",
        "channel": "identity",
        "external_id": "identity",
        "taker": "pseudonym",
        "taker_channel": "identity",
        "taker_external_id": "identity",
        "agreed": "content",
        "until": "content",
    },
    "link_attempts": {"brand": "none", "id": "none", "person": "pseudonym", "at": "content"},
    "conversations": {
        "brand": "none",
        "id": "pseudonym",
        "person": "pseudonym",
        "channel": "none",
        "space": "identity",
        "state": "content",
        "revision": "none",
        "updated_at": "content",
        "heard_at": "content",
    },
    "events": {
        "brand": "none",
        "id": "pseudonym",
        "seq": "none",
        "channel": "none",
        "sender": "identity",
        "sender_facts": "identity",
        "space": "identity",
        "happening": "content",
        "raw": "content",
        "received_at": "none",
        "done_at": "none",
        "outcome": "none",
        "due_at": "none",
        "held": "none",
        "follows": "pseudonym",
        "span": "none",
        "waiter": "none",
        "waits_until": "none",
    },
    "deliveries": {
        "brand": "none",
        "id": "pseudonym",
        "seq": "none",
        "group_id": "pseudonym",
        "event": "pseudonym",
        "position": "none",
        "channel": "none",
        "recipient": "identity",
        "space": "identity",
        "lane": "identity",
        "kind": "none",
        "path": "content",
        "content": "content",
        "status": "none",
        "created_at": "content",
        "due_at": "none",
        "lease_owner": "none",
        "lease_until": "none",
        "fence": "none",
        "attempts": "none",
        "first_tried_at": "none",
        "reason": "none",
        "platform_message": "pseudonym",
        "poll": "pseudonym",
        "settled_at": "none",
        "doubts": "none",
        "bulk": "none",
        "conversation": "pseudonym",
        "topic": "content",
        "occurrence": "none",
    },
    "consents": {
        "brand": "none",
        "id": "pseudonym",
        "person": "pseudonym",
        "seq": "none",
        "topic": "consent",
        "given": "consent",
        "wording": "consent",
        "wording_hash": "consent",
        "language": "consent",
        "source": "consent",
        "channel": "consent",
        "message": "pseudonym",
        "at": "consent",
        "space": "identity",
    },
    "subscriptions": {
        "brand": "none",
        "topic": "consent",
        "person": "pseudonym",
        "conversation": "pseudonym",
        "channel": "consent",
        "recipient": "identity",
        "space": "identity",
        "since": "consent",
    },
    "handoffs": {
        "brand": "none",
        "id": "pseudonym",
        "conversation": "pseudonym",
        "person": "pseudonym",
        "channel": "none",
        "recipient": "identity",
        "space": "identity",
        "dialogue": "content",
        "place": "content",
        "reason": "content",
        "desk": "none",
        "at": "content",
        "ended_at": "content",
        "end": "content",
    },
    "runs": {
        "brand": "none",
        "id": "pseudonym",
        "person": "pseudonym",
        "conversation": "pseudonym",
        "channel": "none",
        "dialogue": "content",
        "version": "none",
        "began_at": "content",
        "ended_at": "content",
        "end": "content",
        "slots": "content",
        "occurrence": "none",
    },
    "answers": {
        "brand": "none",
        "run": "pseudonym",
        "path": "content",
        "person": "pseudonym",
        "dialogue": "content",
        "slot": "content",
        "value": "content",
        "at": "content",
        "shared": "none",
    },
    "occurrences": dict.fromkeys(
        (
            *("brand", "id", "kind", "source", "topic", "dialogue", "slot", "name", "data"),
            *("definition", "status", "reason", "priority", "cursor", "zones", "created_at"),
            *("starts_at", "planned_at", "expires_at", "ended_at"),
        ),
        "none",
    ),
    "recipients": {
        "brand": "none",
        "occurrence": "none",
        "conversation": "pseudonym",
        "person": "pseudonym",
        "topic": "content",
        "channel": "none",
        "recipient": "identity",
        "space": "identity",
        "status": "content",
        "reason": "content",
        "due_at": "none",
        "expires_at": "none",
        "opened_at": "content",
        "ended_at": "content",
    },
    "pauses": dict.fromkeys(("brand", "channel", "since", "until", "level", "reason"), "none"),
    "leases": dict.fromkeys(("brand", "role", "owner", "fence", "until", "since"), "none"),
    "emissions": {
        "brand": "none",
        "id": "pseudonym",
        "seq": "none",
        "name": "content",
        "person": "pseudonym",
        "channel": "none",
        "external_id": "identity",
        "data": "content",
        "status": "none",
        "at": "content",
        "due_at": "none",
        "attempts": "none",
        "reason": "none",
        "settled_at": "none",
        "first_tried_at": "none",
    },
    "calls": {
        "brand": "none",
        "id": "pseudonym",
        "seq": "none",
        "event": "pseudonym",
        "person": "pseudonym",
        "channel": "none",
        "external_id": "identity",
        "space": "identity",
        "place": "content",
        "name": "content",
        "target": "content",
        "key": "pseudonym",
        "cause": "none",
        "began": "content",
        "timeout": "none",
        "retries": "none",
        "at": "content",
        "due_at": "none",
        "status": "none",
        "attempts": "none",
        "claims": "none",
        "lease_owner": "none",
        "lease_until": "none",
        "reason": "none",
        "settled_at": "none",
    },
    "uploads": {
        "brand": "none",
        "id": "pseudonym",
        "channel": "none",
        "sender": "identity",
        "person": "pseudonym",
        "secret": "none",
        "kind": "content",
        "name": "content",
        "media_type": "content",
        "size": "content",
        "at": "content",
        "complete_at": "none",
    },
    "upload_parts": {
        "brand": "none",
        "upload": "pseudonym",
        "position": "none",
        "person": "pseudonym",
        "piece": "content",
        "at": "none",
    },
    "feeds": dict.fromkeys(
        (
            *("brand", "name", "url", "etag", "modified", "fetched_at", "due_at", "failures"),
            "reason",
        ),
        "none",
    ),
    "feed_items": dict.fromkeys(("brand", "feed", "key", "item", "seen_at"), "none"),
    "armings": {"brand": "none", "fingerprint": "none", "at": "none"},
    "dialogue_versions": {
        "brand": "none",
        "version": "none",
        "dialogue": "none",
        "program": "none",
        "first_seen": "none",
        "beside": "none",
        "unused_since": "none",
    },
    "incidents": {
        "brand": "none",
        "id": "none",
        "place": "none",
        "reason": "none",
        "event": "pseudonym",
        "at": "none",
    },
    "data_keys": {
        "brand": "none",
        "id": "none",
        "owner": "pseudonym",
        "master": "none",
        "wrapped": "none",
        "complete_at": "none",
    },
    "erasures": {"brand": "none", "id": "none", "at": "none", "counts": "none"},
}

SHOWN: frozenset[PersonalClass] = frozenset({"identity", "content", "consent"})
"""What a person's export holds: everything of theirs but our numbers for it."""


def columns_of(table: str, classes: frozenset[PersonalClass]) -> tuple[str, ...]:
    """Return the columns of a table whose class is one of these, in the table's order."""
    return tuple(column for column, held in PERSONAL[table].items() if held in classes)


Reading = Literal["again", "once"]


class Sealed(NamedTuple):
    """What of a table is encrypted where a brand wants it.

    What a row holds in these `columns` is sealed as one, in the first of them. `by` is the field of
    a row that names whose key seals it: a person's, or a group's, to whom a conversation belongs.
    None: the brand's own, for nobody knows yet whose it is. Where it is `labelled`, its JSON says
    first of which type it is: that stays in clear, to be found by. What is mostly `read` soon, at
    every turn `again` or just `once`, is worth remembering until then.
    """

    columns: tuple[str, ...]
    by: str | None
    labelled: bool = False
    read: Reading | None = None


SEALED = {
    "persons": Sealed(("facts", "name", "first_name"), by="id", read="again"),
    "identities": Sealed(("lent",), by="own"),
    "conversations": Sealed(("state",), by="id", read="again"),
    "events": Sealed(("happening", "sender_facts", "raw"), by=None, labelled=True, read="once"),
    "deliveries": Sealed(("content",), by="owner"),
    "handoffs": Sealed(("reason",), by="person"),
    "runs": Sealed(("slots",), by="person"),
    "answers": Sealed(("value",), by="person"),
    "emissions": Sealed(("data",), by="person"),
    "calls": Sealed(("target", "began"), by="person"),
    "uploads": Sealed(("name",), by="person"),
    "upload_parts": Sealed(("piece",), by="person"),
}
"""By table: free text, names, files, and what is made of them.

Of answers, only those that are no codes: see `bot.core.effects.RecordAnswer`. What is not here has
to stay as it is, for it is looked for: accounts, spaces, times, languages, tags, consents.
"""
