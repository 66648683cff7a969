"""What an author writes, loaded: dialogues, their questions and names, faq.yaml, actions.py."""
