"""What may be told of an error: its message is left out, for it may quote a person or a secret."""


def error_place(error: BaseException) -> str:
    """Return the type of an error, and the function and line that it came from."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__}@{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}"
