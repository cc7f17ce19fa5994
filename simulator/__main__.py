"""`python -m simulator`: the stand-in for Telegram as a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.running import address, bind, make_server
from simulator.world import DEFAULT_USERNAME, World

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted. Says where on standard output as soon as it listens."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="port to listen on; 0 takes any free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps chats and files")
    parser.add_argument("--token", required=True, help="the bot's token, such as 7000000001:demo")
    parser.add_argument("--username", default=DEFAULT_USERNAME, help="the bot's username")
    parser.add_argument("--clock-file", type=Path, help="file that holds the clock's offset in seconds")
    parser.add_argument("--rate-limits", action="store_true", help="answer 429 as Telegram would")
    options = parser.parse_args(arguments)
    world = World(
        options.data,
        options.token,
        username=options.username,
        clock_file=options.clock_file,
        rate_limits=options.rate_limits,
    )
    listener = bind(options.host, options.port)
    sys.stdout.write(f"simulator listening on {address(listener)}\n")
    sys.stdout.flush()
    try:
        asyncio.run(make_server(world).serve(sockets=[listener]))
    except KeyboardInterrupt:
        pass
    finally:
        world.close()


if __name__ == "__main__":
    main()
