"""The brand that people talk with while it is killed: every turn of theirs gets an answer."""

from pathlib import Path

BRAND = """\
brand: market
title: The market
languages: [en]
timezone: Europe/Rome
channels:
  site: {{adapter: webhook, secret: "${{SITE_SECRET}}", deliver_to: "{deliver_to}"}}
topics:
  news: {{title: News of the market, wording: Tell me what is new at the market}}
"""

STALL = """\
dialogue: stall
title: At the stall
starts:
  - command: stall
steps:
  - say: Welcome to the stall.
  - ask: What brings you here?
    as: errand
    choices: {buy: To buy, talk: To talk, look: To look around}
  - if: errand == 'talk'
    then:
      - ask: What shall we talk about?
        as: subject
      - say: "*{subject}*, then. I like that."
    else:
      - say: Take your time.
  - ask: How many things did you see?
    as: things
    type: number
    min: 0
    max: 1000
    again: A number between 0 and 1000, please.
  - set: {person.seen: "{things}"}
  - offer: news
  - say: "You came for: {errand}. You saw {things}. Goodbye!"
"""

WEATHER = """\
dialogue: weather
title: The weather
starts:
  - command: weather
steps:
  - say: Sunny over the market.
"""


def write_market(folder: Path, deliver_to: str) -> Path:
    """Write the brand's folder and return it."""
    dialogues = folder / "dialogues"
    dialogues.mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND.format(deliver_to=deliver_to))
    (dialogues / "stall.yaml").write_text(STALL)
    (dialogues / "weather.yaml").write_text(WEATHER)
    return folder
