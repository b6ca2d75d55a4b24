"""Teams: what desktop/ holds of them."""
