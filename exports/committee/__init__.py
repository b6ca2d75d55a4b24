"""Committee: what exports/ holds of them."""
