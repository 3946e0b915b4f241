"""What tablets send, kind by kind: how it is read, where it belongs, which verb of the house it is."""
