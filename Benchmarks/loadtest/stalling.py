#!/usr/bin/env python3
"""A server that does nothing for STALL ms at the start of each second, and works WORK us on each request in the rest of it.

    stalling.py PORT STALL_MS WORK_US
"""
import asyncio
import sys
import time

PORT, STALL, WORK = int(sys.argv[1]), float(sys.argv[2]) / 1000, float(sys.argv[3]) / 1e6
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.pending = transport, b""

    def data_received(self, data):
        self.pending += data
        while (end := self.pending.find(b"\r\n\r\n")) >= 0:
            head = self.pending[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15:].split(b"\r\n")[0]) if at >= 0 else 0
            if len(self.pending) < end + 4 + length:
                return
            self.pending = self.pending[end + 4 + length:]
            into = time.monotonic() % 1
            if into < STALL:
                time.sleep(STALL - into)
            end = time.perf_counter() + WORK
            while time.perf_counter() < end:
                pass
            self.transport.write(ANSWER)


async def main():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", PORT, backlog=4096)
    await server.serve_forever()


asyncio.run(main())
