"""Forms of physiotherapy, by noun."""
