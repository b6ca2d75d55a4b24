"""How rows are stored: dialects, history, undo, rules."""
