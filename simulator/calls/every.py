"""Imports every file of calls, so that the registry is whole."""

from __future__ import annotations

from simulator.calls import (
    callbacks,
    chats,
    commands,
    copies,
    deletes,
    edits,
    files,
    messages,
    pins,
    profile,
    updates,
)

__all__ = [
    "callbacks",
    "chats",
    "commands",
    "copies",
    "deletes",
    "edits",
    "files",
    "messages",
    "pins",
    "profile",
    "updates",
]
