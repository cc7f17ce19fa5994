"""Endpoints that play a person with a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.responses import FileResponse

from simulator import people, replykeyboards, webapps
from simulator.calls.commands import visible_commands
from simulator.control.answering import SenselessError, chat_of, person_of, read_json, whole
from simulator.control.views import message_view, messages_view, person_view
from simulator.errors import PersonError

if TYPE_CHECKING:
    from starlette.requests import Request

    from simulator.model import Json, User
    from simulator.world import World

_MAX_FIELD = 1024 * 1024
_TRUE = frozenset({"1", "true", "on", "yes"})


async def list_people(world: World, _: Request) -> list[Json]:
    """GET /sim/people: everybody with a phone."""
    return [person_view(world, user) for user in world.users.values()]


async def create_person(world: World, request: Request) -> Json:
    """POST /sim/people {name, username?, title?, id?}: give somebody a phone, or update theirs."""
    body = await read_json(request)
    name = str(body.get("name", "")).strip()
    if not name:
        raise SenselessError("name is missing")
    user = people.create(
        world, name, str(body.get("username", "")), str(body.get("title", "")), whole(body.get("id"), "id")
    )
    return person_view(world, user)


async def show_person(world: World, request: Request) -> Json:
    """GET /sim/people/{id}."""
    return person_view(world, person_of(world, request))


async def start(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/start {code?}: tap START."""
    user = person_of(world, request)
    code = str((await read_json(request)).get("code", ""))
    return message_view(world, user, people.start(world, user, code))


async def say(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/say {text, reply_to?, thread_id?, chat_id?}."""
    user = person_of(world, request)
    body = await read_json(request)
    chat = chat_of(world, user, body.get("chat_id"))
    reply_to = whole(body.get("reply_to"), "reply_to")
    thread_id = whole(body.get("thread_id"), "thread_id")
    said = people.say(world, user, chat, str(body.get("text", "")), reply_to, thread_id)
    return message_view(world, user, said)


async def send_files(world: World, request: Request) -> list[Json]:
    """POST /sim/people/{id}/files, a form: `file`s, as_photo?, caption?, reply_to?, thread_id?, chat_id?."""
    user = person_of(world, request)
    async with request.form(max_part_size=_MAX_FIELD) as form:
        as_photo = str(form.get("as_photo", "")).lower() in _TRUE
        files = [
            people.Attachment(part.filename or "file", part.content_type or "", await part.read(), as_photo)
            for part in form.getlist("file")
            if isinstance(part, UploadFile)
        ]
        chat = chat_of(world, user, form.get("chat_id"))
        reply_to = whole(form.get("reply_to"), "reply_to")
        thread_id = whole(form.get("thread_id"), "thread_id")
        caption = str(form.get("caption", ""))
    sent = people.send_files(world, user, chat, files, caption, reply_to, thread_id)
    return [message_view(world, user, message) for message in sent]


async def share_contact(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/contact {phone_number?, of?, name?, reply_to?, chat_id?}.

    The own number, that of another person by id (`of`), or of a `name` that has no account.
    """
    user = person_of(world, request)
    body = await read_json(request)
    chat = chat_of(world, user, body.get("chat_id"))
    number = str(body.get("phone_number", ""))
    of: User | str | None = str(body["name"]) if body.get("name") else None
    if body.get("of"):
        of = people.person(world, whole(body["of"], "of"))
    reply_to = whole(body.get("reply_to"), "reply_to")
    sent = people.share_contact(world, user, chat, number, of=of, reply_to=reply_to)
    return message_view(world, user, sent)


async def press(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/press {label, chat_id?}: a button of the keyboard in place of the input."""
    user = person_of(world, request)
    body = await read_json(request)
    chat = chat_of(world, user, body.get("chat_id"))
    return message_view(world, user, replykeyboards.press(world, user, chat, str(body.get("label", ""))))


async def tap(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/tap {message_id, button, chat_id?}: by callback data or by label."""
    user = person_of(world, request)
    body = await read_json(request)
    chat = chat_of(world, user, body.get("chat_id"))
    message_id = whole(body.get("message_id"), "message_id")
    return vars(people.tap(world, user, chat, message_id, str(body.get("button", ""))))


async def open_page(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/open {message_id, button, chat_id?}: the address a Mini App's button opens."""
    user = person_of(world, request)
    body = await read_json(request)
    chat = chat_of(world, user, body.get("chat_id"))
    message_id = whole(body.get("message_id"), "message_id")
    return {"url": webapps.open_page(world, user, chat, message_id, str(body.get("button", "")))}


async def forge(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/forge {message_id, data, chat_id?}: a tap no phone offers."""
    user = person_of(world, request)
    body = await read_json(request)
    chat = chat_of(world, user, body.get("chat_id"))
    message_id = whole(body.get("message_id"), "message_id")
    return vars(people.forge_tap(world, user, chat, message_id, str(body.get("data", ""))))


async def react(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/react {message_id, emoji, chat_id?}; an empty emoji takes it away."""
    user = person_of(world, request)
    body = await read_json(request)
    chat = chat_of(world, user, body.get("chat_id"))
    message = world.message(chat.id, whole(body.get("message_id"), "message_id"))
    if message is None or not chat.has(user.id):
        raise PersonError("no such message on this phone")
    people.react(world, user, message, str(body.get("emoji", "")))
    return message_view(world, user, message)


async def block(world: World, request: Request) -> Json:
    """POST /sim/people/{id}/block {blocked}: block the bot, or take it back."""
    user = person_of(world, request)
    body = await read_json(request)
    people.set_blocked(world, user, blocked=bool(body.get("blocked", True)))
    return person_view(world, user)


async def messages(world: World, request: Request) -> Json:
    """GET /sim/people/{id}/messages?chat_id=&after=SEQ&limit=N: what the phone shows, or what changed."""
    user = person_of(world, request)
    chat = chat_of(world, user, request.query_params.get("chat_id"))
    if not chat.has(user.id):
        raise PersonError("not a member of this chat")
    after = whole(request.query_params.get("after"), "after")
    return messages_view(world, user, chat, after, whole(request.query_params.get("limit"), "limit"))


async def commands(world: World, request: Request) -> list[Json]:
    """GET /sim/people/{id}/commands?chat_id=: the commands in this person's menu."""
    user = person_of(world, request)
    return visible_commands(world, chat_of(world, user, request.query_params.get("chat_id")), user.id)


async def download(world: World, request: Request) -> FileResponse:
    """GET /sim/people/{id}/files/{file_id}: a file from one of the person's chats."""
    user = person_of(world, request)
    file = world.files.find(request.path_params["file_id"])
    if file is None or not any(world.chats[chat_id].has(user.id) for chat_id in file.chats):
        raise PersonError("no such file on this phone")
    how = "inline" if file.kind == "photo" else "attachment"
    return FileResponse(
        world.files.on_disk(file),
        media_type=file.mime if file.kind == "photo" else "application/octet-stream",
        filename=file.name,
        content_disposition_type=how,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=86400"},
    )


async def callback(world: World, request: Request) -> dict[str, Any]:
    """GET /sim/callbacks/{id}: a tap, and the bot's answer once there is one."""
    found = world.callbacks.get(request.path_params["callback_id"])
    if found is None:
        raise PersonError("no such tap")
    return vars(found)
