"""What the simulator says when it refuses: Bot API errors to the bot, plain refusals to people."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A Bot API error as it crosses the wire.

    `code` is both the HTTP status and `error_code`; `description` is Telegram's sentence in full;
    `parameters` is the ResponseParameters object (`retry_after` in seconds, `migrate_to_chat_id`).
    """

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON object Telegram answers with."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class PersonError(Exception):
    """A person tried what a phone would not let them do; the text says why."""


def bad_request(sentence: str, **parameters: Any) -> ApiError:
    """Return a 400 whose description starts with Telegram's "Bad Request: "."""
    return ApiError(400, f"Bad Request: {sentence}", parameters or None)


def forbidden(sentence: str) -> ApiError:
    """Return a 403 whose description starts with Telegram's "Forbidden: "."""
    return ApiError(403, f"Forbidden: {sentence}")


def conflict(sentence: str) -> ApiError:
    """Return a 409 whose description starts with Telegram's "Conflict: "."""
    return ApiError(409, f"Conflict: {sentence}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return a 429 that asks the bot to wait `retry_after` whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
