"""How the control API shows messages and interactions: in short, with what one can press."""

from sandbox.discord.components import controls
from sandbox.discord.interactions import Interactions
from sandbox.discord.model import Interaction, Message, MessageFlags, Poll
from sandbox.discord.snowflakes import made_at
from sandbox.discord.wirejson import JsonObject


def button(control: JsonObject) -> JsonObject:
    """Return one button."""
    shown: JsonObject = {"label": control.get("label") or ""}
    if "url" in control:
        shown["url"] = control["url"]
    else:
        shown["custom_id"] = control.get("custom_id")
    if control.get("disabled"):
        shown["disabled"] = True
    return shown


def listed(control: JsonObject) -> JsonObject:
    """Return one list to choose from."""
    options = control["options"]
    return {
        "custom_id": control.get("custom_id"),
        "labels": [one["label"] for one in options] if isinstance(options, list) else [],
        "least": control.get("min_values"),
        "most": control.get("max_values"),
        "placeholder": control.get("placeholder"),
    }


def message(said: Message) -> JsonObject:
    """Return a message; `from` is `bot` or the id of a person."""
    rows = controls(said.components)
    return {
        "id": said.id,
        "channel": said.channel_id,
        "from": "bot" if said.author.bot else said.author.id,
        "author": said.author.global_name or said.author.username,
        "content": said.content,
        "buttons": [[button(each) for each in row if "options" not in each] for row in rows],
        "lists": [listed(each) for row in rows for each in row if "options" in each],
        "embeds": said.embeds,
        "files": [
            {
                "id": file.id,
                "name": file.filename,
                "size": len(file.body),
                "description": file.description,
            }
            for file in said.attachments
        ],
        "poll": None if said.poll is None else _poll(said.poll),
        "reactions": {emoji: people for emoji, people in said.reactions.items() if people},
        "reply_to": said.reference.message_id if said.reference else None,
        "nonce": said.nonce,
        "at": made_at(said.id),
        "edited_at": said.edited_at,
        "flags": int(said.flags),
        "loading": MessageFlags.LOADING in said.flags,
        "ephemeral_for": said.seen_by,
        "interaction": said.interaction,
    }


def _poll(poll: Poll) -> JsonObject:
    """Return a poll; `votes` are the labels that each person has voted for."""
    return {
        "question": poll.question,
        "answers": list(poll.answers),
        "several": poll.several,
        "votes": {
            person: [poll.answers[answer - 1] for answer in sorted(chosen)]
            for person, chosen in poll.votes.items()
        },
    }


def interaction(began: Interaction, interactions: Interactions) -> JsonObject:
    """Return an interaction with what became of it; `answer` is the type of the callback."""
    return {
        "id": began.id,
        "kind": began.kind,
        "person": began.person_id,
        "channel": began.channel_id,
        "message_id": began.message_id,
        "data": began.data,
        "at": began.began,
        "answer": began.answer,
        "answered_at": began.answered_at,
        "response": began.original,
        "modal": began.modal,
        "failed": interactions.failed(began),
    }
