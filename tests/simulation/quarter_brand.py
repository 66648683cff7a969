"""A brand that begins in every way it can, within quiet hours and caps: its files.

Every text says by its first word what it is: `[open TOPIC KIND KEY]` begins a conversation,
`[clock TOPIC]` is said by a clock in one that was begun so, `[clock]` by a clock or an event in
one that the person began, `[reply]` answers, or asks what may be asked again later.
"""

TOPICS = ("news", "tips")

_BRAND = """brand: fair
languages: [en]
timezone: Europe/Rome
channels: {web: {adapter: webchat}}
topics:
  news: {title: News, wording: "[reply] May I tell you the news?", at_most: 3 per week}
  tips: {title: Tips, wording: "[reply] May I give you tips?", at_most: 3 per week}
feeds:
  blog: {url: "https://feed.example/rss", topic: news, dialogue: post, digest_above: 3}
quiet: {from: "21:30", to: "08:30"}
caps: {started_by_us: 4 per week}
"""

_JOIN = """dialogue: join_TOPIC
starts: [{command: join_TOPIC}]
steps:
  - {offer: TOPIC, as: wanted}
  - if: wanted
    then: [{say: "[reply] joined TOPIC"}]
    else: [{say: "[reply] not joined"}]
"""
_LEAVE = """dialogue: leave_TOPIC
starts: [{command: leave_TOPIC}]
steps:
  - unsubscribe: TOPIC
  - say: "[reply] left TOPIC"
"""

_DIALOGUES = {
    "hello": """dialogue: hello
starts: [{command: hello}]
steps:
  - say: "[reply] hello"
""",
    "away": """dialogue: away
starts: [{command: away}]
steps:
  - set: {person.away: true}
  - say: "[reply] away"
""",
    "home": """dialogue: home
starts: [{command: home}]
steps:
  - set: {person.away: null}
  - say: "[reply] home"
""",
    "remind": """dialogue: remind
starts: [{command: remind}]
steps:
  - say: "[reply] I shall"
  - wait: 5h
  - ask: "[clock] Is it done?"
    as: done
    within: 9h
    otherwise:
      - say: "[clock] Never mind"
      - end
  - say: "[reply] Well"
""",
    "order": """dialogue: order
starts: [{command: order}]
steps:
  - ask: "[reply] Which number?"
    as: parcel
    within: 1d
    otherwise: [end]
  - say: "[reply] noted"
  - wait_for: order.shipped
    within: 2d
    otherwise:
      - say: "[clock] still in the house"
      - end
  - say: "[clock] shipped"
  - wait: 1d
  - say: "[clock] has it come?"
""",
    "lost": """dialogue: lost
starts: [{event: parcel.lost}]
steps:
  - say: "[clock] a parcel is lost"
""",
    "sale": """dialogue: sale
starts: [{event: sale.began, topic: tips}]
steps:
  - say: "[open tips sale {event.data.code}]"
""",
    "points": """dialogue: points
starts: [{event: points.won, topic: news}]
steps:
  - say: "[open news points {event.data.code}]"
""",
    "weekly": """dialogue: weekly
steps:
  - say: "[open news weekly {event.data.slot}]"
  - ask: "[reply] What do you say?"
    as: answer
    optional: true
    within: 1d
    otherwise:
      - say: "[clock news] Another time"
      - end
  - say: "[reply] thank you"
  - wait: 7h
  - say: "[clock news] It was read"
""",
    "daily": """dialogue: daily
steps:
  - say: "[open tips daily {event.data.slot}]"
  - wait: 3h
  - say: "[clock tips] By the way"
""",
    "evening": """dialogue: evening
steps:
  - say: "[open tips evening {event.data.slot}]"
""",
    "follow": """dialogue: follow
steps:
  - say: "[open news follow up]"
  - ask: "[reply] How do you like it?"
    as: liked
    choices: {much: Much, little: Little}
    within: 2d
    otherwise: [end]
  - say: "[reply] thank you"
""",
    "post": """dialogue: post
steps:
  - if: event.data.count > 1
    then:
      - say: "[open news posts many] {event.data.lines}"
    else:
      - say: "[open news post {event.data.title}]"
""",
}

_BROADCASTS = {
    "weekly": ("news", "when: 0 10 * * 1\nexpires: 10h\npriority: high\n"),
    "daily": (
        "tips",
        "when: 30 9 * * * in each person's zone\nexpires: 8h\nfor: not person.away\n",
    ),
    "evening": ("tips", "when: 15 21 * * 5\nexpires: 14h\naudience: living\n"),
    "follow": ("news", "when: 3d after subscribing\nexpires: 2d\n"),
}


def brand_files() -> dict[str, str]:
    """Return the brand's files by their paths."""
    files = {"brand.yaml": _BRAND}
    files |= {f"dialogues/{name}.yaml": text for name, text in _DIALOGUES.items()}
    for topic in TOPICS:
        for name, text in (("join", _JOIN), ("leave", _LEAVE)):
            files[f"dialogues/{name}_{topic}.yaml"] = text.replace("TOPIC", topic)
    for name, (topic, text) in _BROADCASTS.items():
        head = f"broadcast: {name}\ntopic: {topic}\ndialogue: {name}\n"
        files[f"broadcasts/{name}.yaml"] = head + text
    return files
