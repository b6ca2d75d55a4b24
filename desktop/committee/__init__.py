"""Committee: what desktop/ holds of them."""
