"""The brand, the dialogue and the story that show the language are fine as they are."""

from pathlib import Path

import pytest

from bot.brand.faults import has_errors
from bot.cli.checking import faults_of
from bot.cli.rehearsal import rehearse
from tests.brand_folder import write_files

BRAND = """\
brand: we-converse
title: We Converse
languages: [en, it]
timezone: Europe/Rome
channels:
  telegram: {adapter: telegram, token: "${TELEGRAM_TOKEN}"}
  discord: {adapter: discord, token: "${DISCORD_TOKEN}"}
  site: {adapter: webhook, secret: "${SITE_SECRET}", deliver_to: "https://example.org/convivio"}
  web: {adapter: webchat}
topics:
  blog: {title: New posts, wording: "Tell me when a new post is out", at_most: 2 per week}
quiet: {from: "21:30", to: "08:30"}
caps: {started_by_us: 3 per week}
"""
DIALOGUE = """\
dialogue: survey
title: Is marketing a conversation?
starts:
  - command: survey
  - phrases: [take the survey, voglio rispondere al sondaggio]
  - keyword: [sondaggio, survey]
  - link: survey
  - event: post.published
    topic: blog
steps:
  - say: Two questions, one minute. Say *back* or *stop* whenever you like.
  - ask: Today, marketing is above all…
    as: view
    choices: {interruption: An interruption, conversation: A conversation, both: A bit of both}
  - if: view == 'conversation'
    then:
      - ask: Where have you seen it work best?
        as: example
        optional: true
    else:
      - say: ["Fair enough.", "I hear that a lot."]
  - ask: From 0 to 10, how much does your company practise it?
    as: score
    type: number
    min: 0
    max: 10
    again: A number between 0 and 10, please.
    within: 24h
    otherwise: [{say: "No hurry, we can go on another day."}, end]
  - do: actions.remember_lead
    with: {score: "{score}"}
  - http: {post: "https://crm.example.org/answers", json: {view: "{view}", score: "{score}"}, as: crm}
    failed: [{say: "Noted; I will pass it on later."}]
  - offer: blog
  - say: Thank you {person.first_name or 'so much'}!
"""  # noqa: E501 - as it is shown
STORY = """\
story: someone in a hurry
channel: telegram
language: en
steps:
  - stub: {do: actions.remember_lead, returns: {ok: true}}
  - stub: {http: "https://crm.example.org/answers", status: 500}
  - person: /survey
  - bot: {contains: Two questions}
  - bot: Today, marketing is above all…
    buttons: [An interruption, A conversation, A bit of both]
  - press: A conversation
  - bot: {matches: "^Where"}
  - person: skip
  - bot: {contains: From 0 to 10}
  - later: 2h
  - person: "8"
  - bot: Noted; I will pass it on later.
  - bot: Tell me when a new post is out
  - person: "yes"
  - bot: {contains: Thank you}
  - expect: {slots: {view: conversation, score: 8}, subscribed: [blog], dialogue: null}
"""
ACTIONS = "async def remember_lead(score):\n    return {'ok': True}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "brand.yaml": BRAND,
        "dialogues/survey.yaml": DIALOGUE,
        "tests/hurry.yaml": STORY,
        "actions.py": ACTIONS,
    }
    return write_files(tmp_path, files)


def test_what_is_shown_is_without_a_fault(folder: Path) -> None:
    assert not has_errors(faults_of(folder))


def test_the_story_that_is_shown_holds(folder: Path) -> None:
    (played,) = rehearse(folder, None).played
    assert played.failure is None, played.failure


def test_without_its_stub_the_story_fails_by_the_name_of_the_call(folder: Path) -> None:
    stub = "  - stub: {do: actions.remember_lead, returns: {ok: true}}\n"
    (folder / "tests" / "hurry.yaml").write_text(STORY.replace(stub, ""), encoding="utf-8")
    (played,) = rehearse(folder, None).played
    assert played.failure is not None
    assert played.failure.message.startswith("actions.remember_lead is called")
