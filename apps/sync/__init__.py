"""Tablet sync: tablets come in, send what they recorded and fetch what changed (the contract: docs/sync.md)."""
