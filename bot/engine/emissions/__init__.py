"""What dialogues emit, told to the brands' own systems beside all conversations."""
