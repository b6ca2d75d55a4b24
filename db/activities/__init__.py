"""Activities: what db/ holds of them."""
