"""A gateway that is told to stop while its successor takes over: no request that a client has sent is cut off.

uvicorn closes every connection on which it has not read a whole head. On such a connection a request may be on
its way, and the client would see it reset. So a connection that is open when the gateway leaves may still bring
one request, whose answer says that the connection is closed; if it brings none, it ends as it always would, by the
time allowed for a head or for a connection that is kept alive.

What is still not answered when the time for leaving is over is answered 504, which doors and the clients of most
trainers answer by asking again; they then join the same work.
"""

import asyncio
import os
import signal
import socket
from dataclasses import dataclass
from types import FrameType

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.gateway.problems import Problem, answer
from services.listening import STOPPING

_LATE_SECONDS = 0.5  # for connections that were accepted, but not yet made when the listening socket was closed


@dataclass(slots=True)
class Shutdown:
    """Whether the gateway takes leave, as its connections see it."""

    begun: bool = False


class SucceededServer(uvicorn.Server):
    """Tells its supervisor when it is told to end, so that a successor takes over the listening socket.

    SIGTERM takes leave of all connections; SIGINT, and a second signal, end those that are idle.
    """

    def __init__(self, config: uvicorn.Config, shutdown: Shutdown, leaving_signal: int | None) -> None:
        super().__init__(config)
        self._shutdown = shutdown
        self._leaving_signal = leaving_signal

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note the order, and pass SIGTERM on to the supervisor."""
        if sig == signal.SIGTERM and not self.should_exit:
            self._shutdown.begun = True
            if self._leaving_signal is not None:
                os.kill(os.getppid(), self._leaving_signal)
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, then wait for the connections that are left."""
        if self._shutdown.begun:
            for server in self.servers:
                server.close()
            await asyncio.sleep(_LATE_SECONDS)
        await super().shutdown(sockets)


class AnswerUnfinished:
    """ASGI middleware that answers what is cancelled, as uvicorn does when the time for leaving is over.

    uvicorn itself would answer 500, which verl counts as a reward of 0.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except asyncio.CancelledError:
            if scope["type"] != "http" or started:
                raise
            detail = "The gateway stops; the work goes on, ask again."
            await answer(Problem(504, detail, headers={STOPPING: "stopping"}))(scope, receive, send)
