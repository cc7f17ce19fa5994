"""What every control endpoint shares: reading JSON, saying no in a sentence, keeping what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from simulator.errors import ApiError, PersonError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from simulator.model import Chat, Json, User
    from simulator.world import World

    Endpoint = Callable[[World, Request], Awaitable[Any]]

SEQ = "sim-seq"


class SenselessError(ValueError):
    """The request itself makes no sense: a missing field, a wrong type."""


def answering(world: World, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Wrap an endpoint: its value becomes JSON, a person's refusal a 409, a senseless request a 400.

    The header Sim-Seq of an answer is the number of the last event that the answer knows of.
    """

    async def answer(request: Request) -> Response:
        try:
            value = await endpoint(world, request)
        except PersonError as error:
            return JSONResponse({"error": str(error)}, 409)
        except ApiError as error:
            return JSONResponse({"error": error.description}, 409)
        except SenselessError as error:
            return JSONResponse({"error": str(error)}, 400)
        world.flush()
        response = value if isinstance(value, Response) else JSONResponse(value)
        response.headers[SEQ] = str(world.events.seq)
        return response

    return answer


async def read_json(request: Request) -> Json:
    """Return the JSON object sent; an empty body is an empty object."""
    if not await request.body():
        return {}
    try:
        value = await request.json()
    except ValueError:
        raise SenselessError("the body is not JSON") from None
    if not isinstance(value, dict):
        raise SenselessError("a JSON object is expected")
    return value


def whole(value: Any, name: str, default: int = 0) -> int:
    """Return an integer field; absent reads as the default."""
    if value in (None, ""):
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise SenselessError(f"{name} must be a whole number") from None


def decimal(value: Any, name: str, default: float) -> float:
    """Return a number field; absent reads as the default."""
    if value in (None, ""):
        return default
    try:
        return float(value)
    except (TypeError, ValueError):
        raise SenselessError(f"{name} must be a number") from None


def person_of(world: World, request: Request) -> User:
    """Return the person named in the path. Raises PersonError where there is none."""
    user = world.users.get(whole(request.path_params["user_id"], "user id"))
    if user is None:
        raise PersonError("no such person")
    return user


def chat_of(world: World, user: User, chat_id: Any) -> Chat:
    """Return the chat meant, the one with the bot where none is named. Raises PersonError."""
    chat = world.chats.get(whole(chat_id, "chat_id", user.id))
    if chat is None:
        raise PersonError("no such chat")
    return chat
