"""People: what db/ holds of them."""
