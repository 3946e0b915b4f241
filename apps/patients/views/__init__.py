"""Pages of the patients' room, by noun."""
