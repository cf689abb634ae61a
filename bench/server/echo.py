"""The yardstick: a bare asyncio server that gives every message back. Prints its port."""

import asyncio

from websockets.asyncio.server import ServerConnection, serve


async def echo(connection: ServerConnection) -> None:
    """Give every message back."""
    async for message in connection:
        await connection.send(message)


async def main() -> None:
    """Serve until killed."""
    async with serve(echo, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)  # noqa: T201 - whoever started it reads this
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
