"""What shows only when a brand is seen as a whole: one module for each kind of mistake."""
