"""What other tools call the steps and types of this language: somebody may come from there."""

from collections.abc import Mapping
from types import MappingProxyType

STEPS_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("message", "text", "send", "reply", "print", "speak", "answer"), "say"),
        **dict.fromkeys(("question", "prompt", "input"), "ask"),
        **dict.fromkeys(("goto", "jump", "next"), "go"),
        **dict.fromkeys(("call", "start", "dialogue"), "run"),
        **dict.fromkeys(("delay", "sleep", "pause"), "wait"),
        **dict.fromkeys(("when", "condition"), "if"),
        **dict.fromkeys(("switch", "case"), "match"),
        **dict.fromkeys(("loop", "for", "foreach"), "repeat"),
        **dict.fromkeys(("exit", "quit", "finish", "stop", "return"), "end"),
        **dict.fromkeys(("assign", "let", "variable", "save"), "set"),
        **dict.fromkeys(("request", "webhook", "fetch", "get", "post"), "http"),
        **dict.fromkeys(("action", "function"), "do"),
        **dict.fromkeys(("human", "agent", "operator"), "handoff"),
    }
)
"""The word of this language for each word of theirs."""

KEYS_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("check", "valid", "validate", "validation", "condition", "rule"), "where"),
        **dict.fromkeys(("attempts", "retries", "max_tries", "max_attempts"), "tries"),
        **dict.fromkeys(("error", "invalid", "retry", "reprompt", "fallback"), "again"),
        **dict.fromkeys(("options", "buttons", "answers", "values"), "choices"),
        **dict.fromkeys(("slot", "variable", "var", "save", "store", "name", "id"), "as"),
        **dict.fromkeys(("minimum", "least", "from", "after"), "min"),
        **dict.fromkeys(("maximum", "most", "until", "before"), "max"),
        **dict.fromkeys(("timeout", "time_limit"), "within"),
        **dict.fromkeys(("skippable", "skip", "required"), "optional"),
        **dict.fromkeys(("kind", "format", "input"), "type"),
    }
)
"""The key of a question in this language for each key of theirs."""

TYPES_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("string", "str", "free", "open"), "text"),
        **dict.fromkeys(("select", "radio", "single", "option", "options", "buttons"), "choice"),
        **dict.fromkeys(("multiple", "multi", "multichoice", "checkbox", "checkboxes"), "choices"),
        **dict.fromkeys(("boolean", "bool", "yesno", "yes/no", "yes-no", "confirm"), "yes_no"),
        **dict.fromkeys(("integer", "int", "float", "decimal", "numeric"), "number"),
        **dict.fromkeys(("stars", "scale", "score", "nps"), "rating"),
        **dict.fromkeys(("mail", "e-mail"), "email"),
        **dict.fromkeys(("telephone", "tel", "mobile"), "phone"),
        **dict.fromkeys(("link", "website", "web"), "url"),
        **dict.fromkeys(("image", "picture"), "photo"),
        **dict.fromkeys(("document", "attachment", "upload"), "file"),
        **dict.fromkeys(("position", "place", "gps"), "location"),
    }
)
"""The type of this language for each type of theirs."""

SAYINGS_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("image", "photo", "picture", "video", "file", "attachment"), "media"),
        **dict.fromkeys(("options", "choices", "quick_replies", "keyboard", "links"), "buttons"),
        **dict.fromkeys(("question", "questions", "phrases", "q", "when"), "ask"),
        **dict.fromkeys(("answer", "a", "text", "reply"), "say"),
    }
)
"""The key of something said in this language for each key of theirs."""

CALLS_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("args", "arguments", "params", "parameters", "input"), "with"),
        **dict.fromkeys(("body", "data", "payload"), "json"),
        **dict.fromkeys(("url", "address"), "get"),
        **dict.fromkeys(("slot", "variable", "save", "result", "into", "response"), "as"),
        **dict.fromkeys(("tries", "attempts", "max_retries"), "retries"),
        **dict.fromkeys(("within", "time_limit"), "timeout"),
        **dict.fromkeys(("otherwise", "on_error", "error", "fallback", "else"), "failed"),
    }
)
"""The key of a call in this language for each key of theirs."""
