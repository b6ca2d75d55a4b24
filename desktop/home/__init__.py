"""Home: what desktop/ holds of them."""
