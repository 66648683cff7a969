"""Recognising posts: what is known is never new, however its publisher changes it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from bot.broadcasts.feed_post import FeedPost, link_identity, post_of
from bot.broadcasts.feed_recognising import recognise, telling

DAY = datetime(2026, 3, 3, 12, tzinfo=UTC)


def post(
    name: str | None = None, title: str = "", link: str | None = None, at: datetime | None = DAY
) -> FeedPost:
    made = post_of(name, title, link, "", at)
    assert made is not None
    return made


def new_after(known: dict[str, str], *posts: FeedPost) -> list[FeedPost]:
    """Return what is new, and let `known` learn."""
    found = recognise(telling(posts), known)
    known |= found.learned
    return list(found.new)


@pytest.mark.parametrize(
    "link",
    [
        "https://site.example/a?id=1",
        "http://site.example/a/?id=1",
        "https://SITE.example:443/a?id=1#top",
        "https://site.example/a?utm_source=x&id=1&UTM_medium=y",
        " https://site.example/a?id=1 ",
    ],
)
def test_one_address_written_in_many_ways(link: str):
    assert link_identity(link) == "site.example/a?id=1"


@pytest.mark.parametrize(
    "link",
    [
        "https://site.example/A?id=1",
        "https://site.example/a?id=2",
        "https://site.example/a",
        "https://site.example:8080/a?id=1",
        "https://other.example/a?id=1",
    ],
)
def test_other_addresses(link: str):
    assert link_identity(link) not in {None, "site.example/a?id=1"}


@pytest.mark.parametrize(
    "link", ["", "a", "ftp://x.example/", "http://", "http://[", "http://x:y/"]
)
def test_what_is_no_address(link: str):
    assert link_identity(link) is None


@pytest.mark.parametrize(
    "later",
    [
        post("1", "Other", "http://s.example/other", DAY + timedelta(days=9)),
        post("2", "Other", "http://s.example/a?utm_source=x", None),
        post("2", "title", "http://s.example/moved"),
        post(None, "Title", None),
    ],
)
def test_a_post_is_known_by_any_of_its_traits(later: FeedPost):
    known: dict[str, str] = {}
    assert new_after(known, post("1", "Title", "http://s.example/a"))
    assert new_after(known, later) == []


def test_what_a_post_is_known_by_later_is_learned():
    known: dict[str, str] = {}
    new_after(known, post("1", "A", "http://s.example/a"))
    new_after(known, post("1", "B", "http://s.example/b"))
    assert new_after(known, post("9", "B", "http://s.example/c")) == []
    assert set(known.values()) == {post("1").keys[0]}


def test_posts_that_link_to_one_page_are_told_apart():
    page = "http://s.example/changes#"
    known: dict[str, str] = {}
    new_after(known, post("1", "One", f"{page}1"), post("2", "Two", f"{page}2"))
    found = new_after(known, post("3", "Three", f"{page}3"), post("2", "Two", f"{page}2"))
    assert [one.title for one in found] == ["Three"]


def test_posts_of_a_day_that_are_called_alike_are_told_apart():
    first, second = (post(one, "Update", f"http://s.example/{one}") for one in "12")
    assert len(new_after({}, first, second)) == 2


def test_a_post_that_stands_twice_in_a_feed_is_one():
    assert len(new_after({}, post("1", "One"), post("1", "One"))) == 1
    link = "http://s.example/a"
    assert len(new_after({}, post("1", "One", link), post("2", "One", link))) == 1


def test_the_front_page_of_a_site_is_nobodys_address():
    known: dict[str, str] = {}
    new_after(known, post("1", "One", "http://s.example/"))
    assert new_after(known, post("2", "Two", "http://s.example/"))


def test_undated_posts_with_one_title_are_told_apart_by_their_ids():
    known: dict[str, str] = {}
    new_after(known, post("1", "This week", at=None))
    assert new_after(known, post("2", "This week", at=None))
    new_after(known, post(None, "Only a title", at=None))
    assert new_after(known, post(None, "Only a title", at=None)) == []


class Writing(Struct, frozen=True):
    """How one post is written in one document: which traits were changed, by how often."""

    number: int
    id: int = 0
    title: int = 0
    link: int = 0


def written(one: Writing) -> FeedPost:
    return post(
        f"id-{one.number}-{one.id}",
        f"Title {one.number} {one.title}",
        f"https://s.example/{one.number}/{one.link}?utm_campaign={one.title}",
        DAY + timedelta(hours=one.number),
    )


@st.composite
def documents(draw: st.DrawFn) -> list[list[Writing]]:
    """Documents in which posts come, go, change places, and keep one trait from look to look."""
    now: dict[int, Writing] = {}
    found = []
    for _ in range(draw(st.integers(1, 6))):
        document = []
        for number in draw(st.lists(st.integers(0, 7), unique=True, max_size=8)):
            was = now.get(number, Writing(number))
            kept = draw(st.sampled_from(("id", "title", "link")))
            step = draw(st.integers(0, 2))
            changed = {
                trait: getattr(was, trait) + (0 if trait == kept else step)
                for trait in ("id", "title", "link")
            }
            now[number] = Writing(number, **changed)
            document.append(now[number])
        found.append(document)
    return found


@settings(max_examples=300)
@given(documents())
def test_no_post_is_ever_new_twice(looks: list[list[Writing]]):
    known: dict[str, str] = {}
    new = [one for look in looks for one in new_after(known, *map(written, look))]
    numbers = [one.title.split()[1] for one in new]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == {str(one.number) for look in looks for one in look}
