"""What people say in the dialogue that is measured, as Telegram tells it. Knows no library."""

SCRIPT = ("/survey", "A conversation", "At the market, on a Saturday", "7")


def said(number, person, text):
    """Return an update in which a person says something in private."""
    message = {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": person, "type": "private", "first_name": "Ada"},
        "from": {"id": person, "is_bot": False, "first_name": "Ada", "language_code": "en"},
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": message}
