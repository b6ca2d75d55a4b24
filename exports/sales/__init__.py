"""Sales: what exports/ holds of them."""
