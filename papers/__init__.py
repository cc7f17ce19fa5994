"""Papers: made and read here. Values and paths in, files out; no database, no chat."""
