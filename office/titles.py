"""Posts in words, from the roles of every SOP of the office."""

from office.library import Library
from sop.people import ADMIN, Position


def post_title(library: Library, position: Position) -> str:
    """Return a post as people say it: "Kepala Bagian Tata Laksana"; one no SOP knows by its id."""
    if position == ADMIN:
        return "Admin"
    role = library.roles().get(position.role)
    name = role.name if role else position.role
    return f"{name} {position.unit}" if position.unit else name
