"""The website's process: loads everything, waits for the word that the database is ready, then serves.

The supervisor owns the listening sockets. So nobody can take the port while the website is started again, and a page
asked for in that moment comes a little late instead of never.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.web")
    parser.add_argument("--listen", type=int, action="append", required=True, help="a listening socket's descriptor")
    parser.add_argument("--go", type=int, help="a pipe: one byte means go, its end means never")
    args = parser.parse_args()

    import uvicorn

    config = uvicorn.Config(
        "config.asgi:application",
        access_log=False,
        log_config=None,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    config.load()
    if args.go is not None and os.read(args.go, 1) == b"":
        return 1
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor) for descriptor in args.listen])
    return 0


if __name__ == "__main__":
    sys.exit(main())
