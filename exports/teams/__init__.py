"""Teams: what exports/ holds of them."""
