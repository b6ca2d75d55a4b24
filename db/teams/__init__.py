"""Teams: what db/ holds of them."""
