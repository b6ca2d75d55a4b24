"""Sales: what db/ holds of them."""
