"""The addresses of the control API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from simulator.control import groups, machine, people, scenes
from simulator.control.answering import answering

if TYPE_CHECKING:
    from simulator.control.answering import Endpoint
    from simulator.world import World


def control_routes(world: World) -> list[Route]:
    """Return every route under `/sim`; each endpoint's docstring names its fields."""

    def get(path: str, endpoint: Endpoint) -> Route:
        return Route(path, answering(world, endpoint), methods=["GET"])

    def post(path: str, endpoint: Endpoint) -> Route:
        return Route(path, answering(world, endpoint), methods=["POST"])

    return [
        get("/state", machine.state),
        get("/wait", machine.wait),
        get("/quiet", machine.quiet),
        get("/stream", machine.stream),
        get("/clock", machine.show_clock),
        post("/clock", machine.advance_clock),
        post("/settings", machine.settings),
        get("/requests", machine.requests),
        get("/updates", machine.updates),
        post("/updates/redeliver", machine.redeliver),
        get("/faults", machine.list_faults),
        post("/faults", machine.order_fault),
        Route("/faults", answering(world, machine.clear_faults), methods=["DELETE"]),
        post("/faults/{fault_id}/release", machine.release_fault),
        get("/people", people.list_people),
        post("/people", people.create_person),
        get("/people/{user_id}", people.show_person),
        post("/people/{user_id}/start", people.start),
        post("/people/{user_id}/say", people.say),
        post("/people/{user_id}/files", people.send_files),
        post("/people/{user_id}/contact", people.share_contact),
        post("/people/{user_id}/tap", people.tap),
        post("/people/{user_id}/open", people.open_page),
        post("/people/{user_id}/press", people.press),
        post("/people/{user_id}/forge", people.forge),
        post("/people/{user_id}/react", people.react),
        post("/people/{user_id}/block", people.block),
        get("/people/{user_id}/messages", people.messages),
        get("/people/{user_id}/commands", people.commands),
        get("/people/{user_id}/files/{file_id}", people.download),
        get("/scenes", scenes.list_scenes),
        post("/scenes", scenes.register),
        post("/scenes/stop", scenes.stop),
        post("/scenes/{name}/play", scenes.play),
        get("/callbacks/{callback_id}", people.callback),
        get("/groups", groups.list_groups),
        post("/groups", groups.create_group),
        post("/groups/{chat_id}/members", groups.add_member),
        post("/groups/{chat_id}/remove", groups.remove_member),
        post("/groups/{chat_id}/admin", groups.set_admin),
        post("/groups/{chat_id}/bot", groups.set_bot),
        post("/groups/{chat_id}/permissions", groups.set_permissions),
        post("/groups/{chat_id}/migrate", groups.migrate),
        post("/groups/{chat_id}/topics", groups.create_topic),
        post("/groups/{chat_id}/topics/{thread_id}", groups.change_topic),
        Route(
            "/groups/{chat_id}/topics/{thread_id}", answering(world, groups.delete_topic), methods=["DELETE"]
        ),
    ]
