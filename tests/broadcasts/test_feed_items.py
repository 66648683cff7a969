"""Reading feeds: every age of RSS, Atom, what is broken and what means harm."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.broadcasts.feed_fetch import Fetched, Marks
from bot.broadcasts.feed_items import SUMMARY_LENGTH, TITLE_LENGTH, Unreadable, read_posts
from bot.broadcasts.feed_post import FeedPost
from bot.broadcasts.feed_text import in_one_line, shortened, text_of_html
from tests.broadcasts.feed_server import Item, rss

SAMPLES = Path(__file__).parent / "samples"
SECOND = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)


def read(body: bytes, charset: str | None = None) -> tuple[FeedPost, ...]:
    posts = read_posts(Fetched(body, "https://site.example/feed", charset, Marks()))
    assert not isinstance(posts, Unreadable), posts.reason
    return posts


def refused(body: bytes) -> str:
    posts = read_posts(Fetched(body, "https://site.example/feed", None, Marks()))
    assert isinstance(posts, Unreadable)
    return posts.reason


def told(name: str) -> list[tuple[str, str | None, str, datetime | None, str]]:
    return [
        (post.title, post.link, post.summary, post.published, post.id)
        for post in read((SAMPLES / name).read_bytes())
    ]


def test_rss_of_1999():
    two, one = "http://old.example/2.html", "http://old.example/1.html"
    assert told("rss-0.91.xml") == [
        ("The second", two, "Two words.", None, two),
        ("The first", one, "", None, one),
    ]


def test_rss_of_2001():
    two, one = "http://rdf.example/2", "http://rdf.example/1"
    assert told("rss-1.0.xml") == [
        ("The second", two, "Two words.", SECOND, two),
        ("The first", one, "", FIRST, one),
    ]


def test_rss_of_today():
    two = "https://site.example/second?utm_source=feed&utm_medium=rss"
    one = "https://converse.example/first"
    assert told("rss-2.0.xml") == [
        ("The second", two, "Hello Two words.", SECOND, "tag:converse.example,2026:2"),
        ("The first", one, "One word & more", FIRST, one),
    ]


def test_atom():
    two, one = "https://atom.example/blog/second", "https://atom.example/blog/first"
    assert told("atom-1.0.xml") == [
        ("The second", two, "Two words.", SECOND, "urn:uuid:2"),
        ("List<int> & friends", one, "One word.", FIRST, "urn:uuid:1"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_an_encoding_that_is_declared(encoding: str):
    body = rss([Item("Perché no, Müller?", "1")]).decode().replace("'utf-8'", f"'{encoding}'")
    assert read(body.encode(encoding))[0].title == "Perché no, Müller?"


def test_an_encoding_that_only_the_server_tells():
    body = rss([Item("Žižek", "1")]).decode().replace(" encoding='utf-8'", "")
    assert read(body.encode("iso-8859-2"), "iso-8859-2")[0].title == "Žižek"


def test_an_encoding_that_is_declared_wrongly():
    body = rss([Item("Perché", "1")]).decode().encode("iso-8859-1")
    assert read(body)[0].title == "Perché"


def test_broken_xml_gives_what_can_be_read():
    whole = rss([Item("One", "1"), Item("Two", "2")])
    cut = whole[: whole.index(b"</channel>")]
    assert [post.title for post in read(cut)] == ["One", "Two"]
    assert [post.title for post in read(whole.replace(b"One", b"One & only"))] == [
        "One & only",
        "Two",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<",
        b"\0\0\0",
        b"\xff\xfe",
        b"not found",
        b"<!doctype html><html><head><title>404</title></head><body><p>No.</p></body></html>",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        b"<rss version='2.0'><channel>",
    ],
)
def test_what_is_no_feed_is_refused(body: bytes):
    assert refused(body) == "it is neither RSS nor Atom"


def test_an_empty_feed_is_a_feed():
    assert read(rss([])) == ()


def test_a_body_that_looks_like_a_path_opens_no_file(tmp_path: Path):
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss([Item("A secret", "1")]))
    assert refused(str(secret).encode())
    assert refused(secret.as_uri().encode())


def test_entities_of_the_outside_are_not_looked_up(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    head = f"<!DOCTYPE r [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    item = "<item><title>t &x;</title><guid>1</guid></item>"
    body = f"<?xml version='1.0'?>{head}<rss version='2.0'><channel>{item}</channel></rss>"
    assert "secret" not in read(body.encode())[0].title


def test_entities_do_not_explode():
    bomb = "<!ENTITY l0 'lol'>" + "".join(
        f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" for number in range(1, 10)
    )
    item = "<item><title>&l9;</title><guid>1</guid></item>"
    body = f"<!DOCTYPE r [{bomb}]><rss version='2.0'><channel>{item}</channel></rss>"
    assert len(read(body.encode())[0].title) <= TITLE_LENGTH


def test_texts_are_bounded_and_plain():
    item = Item("T" * 1_000, "1", description="<p>word " * 1_000)
    post = read(rss([item]))[0]
    assert len(post.title) == TITLE_LENGTH
    assert post.title.endswith("T…")
    assert len(post.summary) <= SUMMARY_LENGTH
    assert post.summary.endswith("word…")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.example"]
)
def test_links_lead_to_the_web_only(link: str):
    assert read(rss([Item("One", "1", link)]))[0].link is None


def test_a_link_is_one_word():
    link = "https://site.example/a post?x=1"
    assert read(rss([Item("One", "1", link)]))[0].link == "https://site.example/a%20post?x=1"


@pytest.mark.parametrize(
    "item", [Item(), Item(title="  "), Item(description="words alone"), Item(link="nowhere:")]
)
def test_what_nothing_can_be_known_by_is_left_out(item: Item):
    assert read(rss([item, Item("One", "1")])) == read(rss([Item("One", "1")]))


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 99 Foo 99999 99:99:99", "0000-00-00"])
def test_a_date_that_is_none_is_left_out(date: str):
    assert read(rss([Item("One", "1", date=date)]))[0].published is None


def test_text_is_data():
    title = "{person.name} *bold* [link](http://x.example) %s {{7*7}}"
    assert read(rss([Item(title, "1")]))[0].title == title


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("a<b>b</b>c<br>d", "abc d"),
        ("x<script>y()</script>z", "xz"),
        ("x<svg><text>y</text></svg>z", "x z"),
        ("5 < 6 &amp; 7 &gt; 6", "5 < 6 & 7 > 6"),
        ("<style>p{}", ""),
        ("x</script>y", "xy"),
        ("tab\there\nand\u00a0there\x00\x07", "tab here and there"),
        ("", ""),
    ],
)
def test_html_as_its_reader_sees_it(html: str, text: str):
    assert text_of_html(html) == text


def test_a_text_is_cut_between_words_and_never_inside_a_sign():
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two…"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert shortened(family * 3, 8) == f"{family}…"


def test_lone_surrogates_are_dropped():
    assert in_one_line("a\ud800b") == "a b"
