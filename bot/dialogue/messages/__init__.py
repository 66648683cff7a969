"""What a person does: words, buttons, and what both may mean."""
