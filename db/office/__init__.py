"""Office: what db/ holds of them."""
