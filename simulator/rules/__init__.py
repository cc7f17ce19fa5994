"""Telegram's rules, each in its own file: entities, lengths, keyboards."""
