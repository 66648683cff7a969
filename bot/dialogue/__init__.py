"""The language a brand writes its dialogues in, and the machine that plays them."""
