"""A stand-in for Telegram on this machine: the Bot API over HTTP, and a page with the officials' phones."""
