"""What people say, encrypted where it is stored: a key a person, wrapped by the operator's key."""
