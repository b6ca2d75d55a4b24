"""How rows are kept: the database, its history, undo, and the rules that it holds."""
