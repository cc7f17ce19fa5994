"""The rules of an SOP, pure: no I/O but reading an SOP file, no Telegram, no SQL; the clock is passed in."""
