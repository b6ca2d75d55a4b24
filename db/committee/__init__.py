"""Committee: what db/ holds of them."""
