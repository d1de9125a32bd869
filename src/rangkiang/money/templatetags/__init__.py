"""What pages of rooms below this one may show of its figures."""
