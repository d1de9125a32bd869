"""A door before the server that lets bytes through as a 3G link does, whoever asks: page, worker or browser.

Half a round trip each way, so many bytes a second in each direction, shared by all connections; a new connection waits
for its handshakes first (TCP and TLS 1.3, as in front of a real server, though no byte is enciphered here). TCP's slow
start is not imitated.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

CHUNK = 1_400  # bytes, about what one packet carries
HANDSHAKES = 2  # round trips before the first request of a connection


@dataclass
class Direction:
    """One way of the link; ``rate`` in bytes a second."""

    rate: int
    delay: float
    free_at: float = field(default=0.0)

    def arrival(self, now: float, size: int) -> float:
        """When the last of these bytes is there, behind all that were sent before."""
        self.free_at = max(self.free_at, now) + size / self.rate
        return self.free_at + self.delay


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Direction) -> None:
    loop = asyncio.get_running_loop()
    arrives = loop.time()
    try:
        while data := await reader.read(CHUNK):
            arrives = way.arrival(loop.time(), len(data))
            loop.call_at(arrives, writer.write, data)
    except ConnectionError:
        pass
    loop.call_at(max(arrives, loop.time() + way.delay), writer.close)


async def _visit(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, port: int, up: Direction, down: Direction
) -> None:
    await asyncio.sleep(HANDSHAKES * (up.delay + down.delay))
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.gather(_carry(reader, inner_writer, up), _carry(inner_reader, writer, down))


@contextmanager
def slow_door(port: int, *, round_trip_ms: int, down: int, up: int) -> Iterator[str]:
    """The address of a slow way to the server at ``port``; rates in bytes a second."""
    loop, half = asyncio.new_event_loop(), round_trip_ms / 2000
    visit = partial(_visit, port=port, up=Direction(up, half), down=Direction(down, half))
    server = loop.run_until_complete(asyncio.start_server(visit, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
