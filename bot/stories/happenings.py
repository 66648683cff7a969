"""What happens elsewhere in a story: events of other systems, and posts of a feed."""

from bot.brand.nodes import Items, Node, Place, Scalar, Table, value_of
from bot.core.lazy_pattern import lazy_pattern
from bot.core.values import Value
from bot.stories.form import Form
from bot.stories.story import Occurs, Post, Posts

EVENT = ("name", "data", "to")
POST = ("title", "link", "summary")
EVERYONE = "everyone"

_NAME = lazy_pattern(r"[A-Za-z0-9._-]{1,64}")


def event_in(node: Node, table: Table, who: str, form: Form) -> Occurs | None:
    """Return the event of a step: its name with the rest beside it, or a map of all three."""
    told = table if isinstance(node, Scalar) else form.table(node, EVENT, '"event"')
    if told is None:
        return None
    name = form.text(node, '"event"') if isinstance(node, Scalar) else form.text_at(told, "name")
    if name is None or not _NAME.fullmatch(name):
        hint = "Letters, digits, dots, dashes and underscores, such as order.shipped."
        form.refuse(node.place, '"event" needs the name of an event.', hint)
        return None
    if told is not table:
        _refuse_beside(table, form)
    return Occurs(table.place, who, name, _data(told, form), _to_everyone(told, form))


def _refuse_beside(table: Table, form: Form) -> None:
    for key in ("data", "to"):
        if (node := table.get(key)) is not None:
            form.refuse(node.place, f'"{key}" stands inside the map of this event.')


def _data(table: Table, form: Form) -> Value:
    node = table.get("data")
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return None
    if not isinstance(node, Table):
        form.refuse(node.place, '"data" is a map of what the event tells.')
        return None
    return value_of(node)


def _to_everyone(table: Table, form: Form) -> bool:
    node = table.get("to")
    if node is None:
        return False
    if not isinstance(node, Scalar) or node.text != EVERYONE:
        hint = 'An event is about the person of the story; "as" names another.'
        form.refuse(node.place, '"to" can only be "everyone".', hint)
    if (other := table.get("as")) is not None:
        form.refuse(other.place, "An event to everyone is about nobody in particular.")
    return True


def post_in(node: Node, place: Place, form: Form) -> Posts | None:
    """Return the post of a step, or several that come at once; None where it does not fit."""
    table = form.table(node, ("feed", *POST, "posts"), '"post"')
    feed = None if table is None else form.text_at(table, "feed")
    if table is None or feed is None:
        form.refuse(node.place, '"post" needs a "feed" and a "title".')
        return None
    several = table.get("posts")
    if several is None:
        posts = [_post(table, form)]
    elif isinstance(several, Items):
        posts = [_post(item, form) for item in several.items]
    else:
        form.refuse(several.place, '"posts" is a list of posts, each with a "title".')
        return None
    return Posts(place, feed, tuple(post for post in posts if post is not None))


def _post(node: Node, form: Form) -> Post | None:
    if not isinstance(node, Table) or (title := form.text_at(node, "title")) is None:
        form.refuse(node.place, 'A post needs a "title".')
        return None
    return Post(title, form.text_at(node, "link"), form.text_at(node, "summary") or "")
