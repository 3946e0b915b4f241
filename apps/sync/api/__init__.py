"""/api/v1/sync/: what tablets ask for. `tablet` is the base of every address here."""
