"""Looking after what is held: for how long it is kept, which versions, encrypted or not."""
