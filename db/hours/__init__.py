"""Hours: what db/ holds of them."""
