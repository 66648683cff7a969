"""Questions: how they are asked, what counts as an answer, and the way back."""
