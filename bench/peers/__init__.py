"""What a turn of the same dialogue costs others: scripts for an environment apart."""
