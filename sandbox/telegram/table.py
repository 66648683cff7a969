"""The methods that there are: what each does, and which parameters the Bot API gives it."""

from collections.abc import Awaitable, Callable, Mapping

from msgspec import Struct

from sandbox.telegram.calls import Call
from sandbox.telegram.methods.account import get_chat, get_chat_member, get_me
from sandbox.telegram.methods.callbacks import answer_callback_query
from sandbox.telegram.methods.commands import (
    delete_my_commands,
    get_my_commands,
    set_my_commands,
)
from sandbox.telegram.methods.editing import (
    delete_message,
    edit_message_reply_markup,
    edit_message_text,
)
from sandbox.telegram.methods.editing_media import edit_message_media
from sandbox.telegram.methods.fetching import get_file
from sandbox.telegram.methods.media import send_media_group, sends
from sandbox.telegram.methods.polling import send_poll
from sandbox.telegram.methods.receiving import get_updates
from sandbox.telegram.methods.sending import (
    send_chat_action,
    send_contact,
    send_location,
    send_message,
)
from sandbox.telegram.methods.webhooks import delete_webhook, get_webhook_info, set_webhook
from sandbox.telegram.parameter_table import Parameter


class Method(Struct, frozen=True):
    """One method."""

    act: Callable[[Call], object] | Callable[[Call], Awaitable[object]]
    parameters: Mapping[str, Parameter]


_TEXT = Parameter(("String",))
_NUMBER = Parameter(("Integer",))
_DECIMAL = Parameter(("Float",))
_FLAG = Parameter(("Boolean",))
_CHAT = Parameter(("Integer", "String"), required=True)
_FILE = Parameter(("InputFile", "String"))
_ENTITIES = Parameter(("Array of MessageEntity",))
_NAMES = Parameter(("Array of String",))


def _required(parameter: Parameter) -> Parameter:
    return Parameter(parameter.types, required=True)


_ANYWHERE = {
    "business_connection_id": _TEXT,
    "chat_id": _CHAT,
    "message_thread_id": _NUMBER,
    "direct_messages_topic_id": _NUMBER,
    "disable_notification": _FLAG,
    "protect_content": _FLAG,
    "allow_paid_broadcast": _FLAG,
    "message_effect_id": _TEXT,
    "reply_parameters": Parameter(("ReplyParameters",)),
}
_SENDING = {
    **_ANYWHERE,
    "suggested_post_parameters": Parameter(("SuggestedPostParameters",)),
    "reply_markup": Parameter(
        ("InlineKeyboardMarkup", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply")
    ),
}
_WITHOUT_TOPICS = {
    name: parameter
    for name, parameter in _SENDING.items()
    if name not in {"direct_messages_topic_id", "suggested_post_parameters"}
}
"""A poll stands neither in direct messages of channels nor among suggested posts."""

_CAPTION = {"caption": _TEXT, "parse_mode": _TEXT, "caption_entities": _ENTITIES}
_ABOVE = {"show_caption_above_media": _FLAG, "has_spoiler": _FLAG}
_MENU = {"scope": Parameter(("BotCommandScope",)), "language_code": _TEXT}
_EDITING = {
    "business_connection_id": _TEXT,
    "chat_id": Parameter(("Integer", "String")),
    "message_id": _NUMBER,
    "inline_message_id": _TEXT,
    "reply_markup": Parameter(("InlineKeyboardMarkup",)),
}
_ALBUM = ("Audio", "Document", "LivePhoto", "Photo", "Video")

METHODS: Mapping[str, Method] = {
    "answerCallbackQuery": Method(
        answer_callback_query,
        {
            "callback_query_id": _required(_TEXT),
            "text": _TEXT,
            "show_alert": _FLAG,
            "url": _TEXT,
            "cache_time": _NUMBER,
        },
    ),
    "deleteMessage": Method(delete_message, {"chat_id": _CHAT, "message_id": _required(_NUMBER)}),
    "deleteMyCommands": Method(delete_my_commands, _MENU),
    "deleteWebhook": Method(delete_webhook, {"drop_pending_updates": _FLAG}),
    "editMessageMedia": Method(
        edit_message_media, {**_EDITING, "media": Parameter(("InputMedia",), required=True)}
    ),
    "editMessageReplyMarkup": Method(edit_message_reply_markup, _EDITING),
    "editMessageText": Method(
        edit_message_text,
        {
            **_EDITING,
            "text": _TEXT,
            "parse_mode": _TEXT,
            "entities": _ENTITIES,
            "link_preview_options": Parameter(("LinkPreviewOptions",)),
            "rich_message": Parameter(("InputRichMessage",)),
        },
    ),
    "getChat": Method(get_chat, {"chat_id": _CHAT}),
    "getChatMember": Method(get_chat_member, {"chat_id": _CHAT, "user_id": _required(_NUMBER)}),
    "getFile": Method(get_file, {"file_id": _required(_TEXT)}),
    "getMe": Method(get_me, {}),
    "getMyCommands": Method(get_my_commands, _MENU),
    "getUpdates": Method(
        get_updates,
        {"offset": _NUMBER, "limit": _NUMBER, "timeout": _NUMBER, "allowed_updates": _NAMES},
    ),
    "getWebhookInfo": Method(get_webhook_info, {}),
    "sendAnimation": Method(
        sends("animation"),
        {
            **_SENDING,
            **_CAPTION,
            **_ABOVE,
            "animation": _required(_FILE),
            "duration": _NUMBER,
            "width": _NUMBER,
            "height": _NUMBER,
            "thumbnail": _FILE,
        },
    ),
    "sendAudio": Method(
        sends("audio"),
        {
            **_SENDING,
            **_CAPTION,
            "audio": _required(_FILE),
            "duration": _NUMBER,
            "performer": _TEXT,
            "title": _TEXT,
            "thumbnail": _FILE,
        },
    ),
    "sendChatAction": Method(
        send_chat_action,
        {
            "business_connection_id": _TEXT,
            "chat_id": _CHAT,
            "message_thread_id": _NUMBER,
            "action": _required(_TEXT),
        },
    ),
    "sendContact": Method(
        send_contact,
        {
            **_SENDING,
            "phone_number": _required(_TEXT),
            "first_name": _required(_TEXT),
            "last_name": _TEXT,
            "vcard": _TEXT,
        },
    ),
    "sendDocument": Method(
        sends("document"),
        {
            **_SENDING,
            **_CAPTION,
            "document": _required(_FILE),
            "thumbnail": _FILE,
            "disable_content_type_detection": _FLAG,
        },
    ),
    "sendLocation": Method(
        send_location,
        {
            **_SENDING,
            "latitude": _required(_DECIMAL),
            "longitude": _required(_DECIMAL),
            "horizontal_accuracy": _DECIMAL,
            "live_period": _NUMBER,
            "heading": _NUMBER,
            "proximity_alert_radius": _NUMBER,
        },
    ),
    "sendMediaGroup": Method(
        send_media_group,
        {
            **_ANYWHERE,
            "media": Parameter(
                tuple(f"Array of InputMedia{kind}" for kind in _ALBUM), required=True
            ),
        },
    ),
    "sendMessage": Method(
        send_message,
        {
            **_SENDING,
            "text": _required(_TEXT),
            "parse_mode": _TEXT,
            "entities": _ENTITIES,
            "link_preview_options": Parameter(("LinkPreviewOptions",)),
        },
    ),
    "sendPhoto": Method(
        sends("photo"), {**_SENDING, **_CAPTION, **_ABOVE, "photo": _required(_FILE)}
    ),
    "sendPoll": Method(
        send_poll,
        {
            **_WITHOUT_TOPICS,
            "question": _required(_TEXT),
            "question_parse_mode": _TEXT,
            "question_entities": _ENTITIES,
            "options": Parameter(("Array of InputPollOption",), required=True),
            "is_anonymous": _FLAG,
            "type": _TEXT,
            "allows_multiple_answers": _FLAG,
            "allows_revoting": _FLAG,
            "shuffle_options": _FLAG,
            "allow_adding_options": _FLAG,
            "hide_results_until_closes": _FLAG,
            "members_only": _FLAG,
            "country_codes": _NAMES,
            "correct_option_ids": Parameter(("Array of Integer",)),
            "explanation": _TEXT,
            "explanation_parse_mode": _TEXT,
            "explanation_entities": _ENTITIES,
            "explanation_media": Parameter(("InputPollMedia",)),
            "open_period": _NUMBER,
            "close_date": _NUMBER,
            "is_closed": _FLAG,
            "description": _TEXT,
            "description_parse_mode": _TEXT,
            "description_entities": _ENTITIES,
            "media": Parameter(("InputPollMedia",)),
        },
    ),
    "sendVideo": Method(
        sends("video"),
        {
            **_SENDING,
            **_CAPTION,
            **_ABOVE,
            "video": _required(_FILE),
            "duration": _NUMBER,
            "width": _NUMBER,
            "height": _NUMBER,
            "thumbnail": _FILE,
            "cover": _FILE,
            "start_timestamp": _NUMBER,
            "supports_streaming": _FLAG,
        },
    ),
    "sendVoice": Method(
        sends("voice"), {**_SENDING, **_CAPTION, "voice": _required(_FILE), "duration": _NUMBER}
    ),
    "setMyCommands": Method(
        set_my_commands, {**_MENU, "commands": Parameter(("Array of BotCommand",), required=True)}
    ),
    "setWebhook": Method(
        set_webhook,
        {
            "url": _required(_TEXT),
            "certificate": Parameter(("InputFile",)),
            "ip_address": _TEXT,
            "max_connections": _NUMBER,
            "allowed_updates": _NAMES,
            "drop_pending_updates": _FLAG,
            "secret_token": _TEXT,
        },
    ),
}
"""All methods of this stand-in by name; the platform finds them whatever the case."""

ABSENT = frozenset(
    {
        "copyMessage",
        "editMessageCaption",
        "forwardMessage",
        "leaveChat",
        "sendDice",
        "sendSticker",
        "sendVenue",
        "sendVideoNote",
        "setMessageReaction",
        "stopPoll",
    }
)
"""Methods that the platform has and this stand-in has not: it says so rather than `Not Found`."""
