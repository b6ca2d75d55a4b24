"""Hours: what exports/ holds of them."""
