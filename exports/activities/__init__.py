"""Activities: what exports/ holds of them."""
