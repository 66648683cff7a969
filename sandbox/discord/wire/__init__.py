"""Things as Discord writes them, in REST answers and in the gateway's events alike."""
