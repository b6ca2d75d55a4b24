"""Hours: what desktop/ holds of them."""
