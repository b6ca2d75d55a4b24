"""Activities: what desktop/ holds of them."""
