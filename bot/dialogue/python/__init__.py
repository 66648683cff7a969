"""Dialogues written in Python: read by syntax tree, and played by replay on the same machine.

A file holds one `async def` that awaits `talk`. Reading turns each call of `talk` into the step
that it would be in YAML, so that the same definitions load and check it; nothing is imported.
Playing calls the function, and each turn feeds it what it was given before, up to the first call of
which nothing is known: that call is an instruction like any other. What a conversation remembers is
what its calls gave, never the function.
"""
