"""What Meta says of a channel before it runs: whose the number is, who hears, what may be sent."""

from collections.abc import AsyncIterator, Sequence

from adapters.whatsapp.account import OF_NUMBER, Number, count_apps, read_number, read_templates
from adapters.whatsapp.errors import outcome_of
from adapters.whatsapp.graph import Graph
from adapters.whatsapp.options import Settings, settings_of
from adapters.whatsapp.reply import Cut, Done, NotSent, Refusal, Reply
from adapters.whatsapp.tempo import Tempo
from bot.channels.contract import ChannelSettings
from bot.channels.probing import Probe
from bot.core.outcomes import Misconfigured

_NOWHERE = (
    "set CONVIVIO_PUBLIC_URL to where the outside reaches us: Meta calls it to tell what people say"
)
_NO_TEMPLATE = (
    "without template nothing can be said to who has not written for 24 hours: broadcasts,"
    " reminders and late answers to them end as rejected"
)


async def probe(settings: ChannelSettings, tempo: Tempo) -> Sequence[Probe]:
    """Ask for the number, the apps and the template, which changes nothing.

    Args:
        settings: without faults.
        tempo: how long to wait.
    """
    options = settings_of(settings.options)
    graph = Graph(options, tempo)
    try:
        reply = await graph.look(options.number, OF_NUMBER)
        number = read_number(reply)
        if number is None:
            return [_refusal(reply)]
        rest = [one async for one in _of_account(graph, options)]
        return [_of_number(number), _of_address(settings.address), *rest]
    finally:
        await graph.close()


def _of_number(number: Number) -> Probe:
    words = f"the token opens {number.display_phone_number} ({number.verified_name})"
    if number.quality_rating == "RED":
        return Probe("trouble", f"{words}; many have blocked or reported it: see WhatsApp Manager")
    return Probe("fine", words)


def _of_address(address: str | None) -> Probe:
    if address is None:
        return Probe("trouble", _NOWHERE)
    return Probe("fine", f"its Callback URL is {address} (WhatsApp, Configuration)")


async def _of_account(graph: Graph, options: Settings) -> AsyncIterator[Probe]:
    if options.account is None:
        words = "with account: (the WhatsApp Business Account ID) more could be looked at"
        yield Probe("fine", words)
    else:
        yield _of_apps(count_apps(await graph.look(f"{options.account}/subscribed_apps", {})))
    if options.template is None:
        yield Probe("trouble", _NO_TEMPLATE)
    elif options.account is not None:
        query = {"name": options.template, "fields": "name,language,status"}
        reply = await graph.look(f"{options.account}/message_templates", query)
        yield _of_template(options, reply)


def _of_apps(count: int | None) -> Probe:
    if count is None:
        return Probe("trouble", "the account does not open: see that account and token are right")
    if count == 0:
        words = (
            "no app hears of the account: subscribe the field messages at WhatsApp, Configuration,"
            " and the app to the account (POST /ACCOUNT/subscribed_apps)"
        )
        return Probe("broken", words)
    return Probe("fine", "an app hears what people say")


def _of_template(options: Settings, reply: Reply) -> Probe:
    wanted = (options.template, options.template_language)
    states = [one.status for one in read_templates(reply) if (one.name, one.language) == wanted]
    if "APPROVED" in states:
        return Probe("fine", f"the template {options.template} is approved")
    state = next(iter(states), "not there").lower()
    words = f"the template {options.template} in {options.template_language} is {state}"
    return Probe("trouble", f"{words}: see WhatsApp Manager, Message templates")


def _refusal(reply: Reply) -> Probe:
    match reply:
        case Refusal():
            outcome = outcome_of(reply)
            is_setup = isinstance(outcome, Misconfigured)
            words = getattr(outcome, "reason", "") or "Meta refuses"
            return Probe("broken" if is_setup else "trouble", words)
        case NotSent(reason) | Cut(reason):
            return Probe("trouble", f"Meta cannot be reached: {reason}")
        case Done():
            return Probe("trouble", "what answers at api_base is not the Graph API")
