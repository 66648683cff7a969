"""A dialogue as a picture: its steps as boxes, and the ways between them."""
