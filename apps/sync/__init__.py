"""Tablet sync: holds its place in the layers until tablets are enrolled (see docs/adr)."""
