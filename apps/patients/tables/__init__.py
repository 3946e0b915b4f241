"""The lists of the patients' room, by noun."""
