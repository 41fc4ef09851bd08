"""This process stops: its sockets are told at once, so that their pages are at another before it has gone."""

from __future__ import annotations

import logging

from lhs_community.foundation import seats
from lhs_community.foundation.live.server import is_leaving, socketio

log = logging.getLogger(__name__)


def leave() -> None:
    """Take no more sockets, and close all there are in a way that makes their pages connect again."""
    is_leaving.set()
    for person_id in seats.people():
        for seat in seats.of_person(person_id):
            seats.leave(seat.sid)  # they are about to sit elsewhere: nobody needs to hear that each of them goes
    for connection in list(socketio.server.eio.sockets.values()):
        try:
            # The transport, not the Socket.IO connection: whose end would mean "do not come back".
            connection.close(wait=False)
        except Exception:
            log.exception("a socket could not be closed")
