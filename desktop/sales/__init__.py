"""Sales: what desktop/ holds of them."""
