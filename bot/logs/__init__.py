"""What the operator reads on stderr: words and fields, never a traceback, a secret or a text."""
