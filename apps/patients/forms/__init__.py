"""Forms of the patients' room, by noun."""
