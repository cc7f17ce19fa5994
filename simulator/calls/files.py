"""getFile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.calls.registry import call
from simulator.errors import bad_request
from simulator.files import MAX_DOWNLOAD

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Json
    from simulator.world import World


@call("getFile")
def get_file(world: World, args: Args) -> Json:
    """Return where to download a file of up to 20 MB."""
    file = world.files.find(args.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": world.files.path_of(file),
    }
