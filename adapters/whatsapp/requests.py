"""The body of the request for each call (Cloud API, reference of messages): pure."""

from typing import assert_never

from adapters.whatsapp.calls import (
    AskPlace,
    Call,
    Choice,
    FillTemplate,
    Interactive,
    OfferButtons,
    OfferLink,
    OfferList,
    SayText,
    ShowContact,
    ShowFile,
    ShowPlace,
)

Json = dict[str, object]

PRODUCT = "whatsapp"


def file_in(call: Call) -> ShowFile | None:
    """Return the file that goes along with a call, None where there is none."""
    match call:
        case ShowFile():
            return call
        case OfferButtons(header=header) | OfferLink(header=header):
            return header
        case _:
            return None


def request_of(call: Call, file: Json, to: str, delivery: str, answers: str | None) -> Json:
    """Return the body of POST /{number}/messages.

    Args:
        call: what is to be shown.
        file: where the file of the call is found: `{"id": …}` or `{"link": …}`.
        to: the person's number, as WhatsApp tells it.
        delivery: our own id of the message, which comes back with what becomes of it.
        answers: WhatsApp's id of the message that this one replies to.
    """
    kind, content = _content(call, file)
    context: Json = {} if answers is None else {"context": {"message_id": answers}}
    return {
        "messaging_product": PRODUCT,
        "recipient_type": "individual",
        "to": to,
        "type": kind,
        kind: content,
        "biz_opaque_callback_data": delivery,
        **context,
    }


def courtesy_of(message: str) -> Json:
    """Return what marks a person's message as read, and shows that somebody is typing."""
    return {
        "messaging_product": PRODUCT,
        "status": "read",
        "message_id": message,
        "typing_indicator": {"type": "text"},
    }


def _content(call: Call, file: Json) -> tuple[str, object]:
    match call:
        case SayText(body, preview):
            return "text", {"body": body, "preview_url": preview}
        case ShowFile():
            return call.kind, _file(call, file)
        case ShowPlace(latitude, longitude, name):
            named: Json = {"name": name} if name else {}
            return "location", {"latitude": latitude, "longitude": longitude, **named}
        case ShowContact(phone, name):
            return "contacts", [_card(phone, name)]
        case FillTemplate():
            return "template", _template(call)
        case OfferButtons() | OfferList() | OfferLink() | AskPlace():
            return "interactive", _interactive(call, file)
        case _:
            assert_never(call)


def _file(call: ShowFile, file: Json) -> Json:
    caption: Json = {"caption": call.caption} if call.caption else {}
    named: Json = {"filename": call.name} if call.kind == "document" and call.name else {}
    return {**file, **caption, **named}


def _card(phone: str, name: str) -> Json:
    """Return a card: a name needs one part beside the whole of it."""
    return {
        "name": {"formatted_name": name, "first_name": name},
        "phones": [{"phone": phone, "type": "CELL"}],
    }


def _template(call: FillTemplate) -> Json:
    body: Json = {"type": "body", "parameters": [{"type": "text", "text": call.text}]}
    return {"name": call.name, "language": {"code": call.language}, "components": [body]}


def _interactive(call: Interactive, file: Json) -> Json:
    body: Json = {"body": {"text": call.body}}
    match call:
        case OfferButtons(choices=choices, header=header):
            action: Json = {"buttons": [_button(one) for one in choices]}
            return {"type": "button", **_header(header, file), **body, "action": action}
        case OfferList(choices=choices, menu=menu):
            rows = [_row(one) for one in choices]
            return {
                "type": "list",
                **body,
                "action": {"button": menu, "sections": [{"rows": rows}]},
            }
        case OfferLink(label=label, url=url, header=header):
            parameters = {"display_text": label, "url": url}
            action = {"name": "cta_url", "parameters": parameters}
            return {"type": "cta_url", **_header(header, file), **body, "action": action}
        case AskPlace():
            action = {"name": "send_location"}
            return {"type": "location_request_message", **body, "action": action}
        case _:
            assert_never(call)


def _header(header: ShowFile | None, file: Json) -> Json:
    if header is None:
        return {}
    return {"header": {"type": header.kind, header.kind: _file(header, file)}}


def _button(choice: Choice) -> Json:
    return {"type": "reply", "reply": {"id": choice.id, "title": choice.title}}


def _row(choice: Choice) -> Json:
    described: Json = {"description": choice.description} if choice.description else {}
    return {"id": choice.id, "title": choice.title, **described}
