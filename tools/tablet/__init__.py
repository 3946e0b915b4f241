"""A tablet's side of the sync contract (docs/sync.md), to be read, tried and written again for other machines.

Standard library alone: SQLite keeps, urllib calls. `replica` keeps the promise locally, `transport` calls, `client`
says in which order; `python -m tools.tablet` tries it by hand.
"""
