"""Months of field work in minutes: tablets over a bad network, a server that is hit, and a count at the end.

The tablets are the reference client (tools/tablet) over real HTTP; the office works by the product's verbs. What each
does follows from the seed; how they get in each other's way does not.
"""
