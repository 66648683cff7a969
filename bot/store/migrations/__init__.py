"""How the tables came to be, one revision a change, from the first table on."""
