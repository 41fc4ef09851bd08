"""A room that uses foundation/live/fanout.py and nothing else of ours, for gunicorn's gevent worker: what is said there
comes to everybody in it. `python -m gunicorn -k gevent tests.support.fanout_room:app`"""

from gevent import monkey

monkey.patch_all()

from typing import Any  # noqa: E402  as in wsgi.py

from flask import Flask, request  # noqa: E402  as in wsgi.py
from flask_socketio import SocketIO, join_room  # noqa: E402  as in wsgi.py

from lhs_community.foundation.live import fanout  # noqa: E402  as in wsgi.py

app = Flask(__name__)
socketio = SocketIO(app, ping_interval=25, ping_timeout=20)
fanout.install(socketio)


@socketio.on("join")  # type: ignore[untyped-decorator]  # Flask-SocketIO ships no types
def join(content: dict[str, Any]) -> dict[str, Any]:
    join_room(content["room"])
    return {"sid": request.sid, "wires": len(fanout._wires)}


@socketio.on("say")  # type: ignore[untyped-decorator]  # as above
def say(content: dict[str, Any]) -> dict[str, int]:
    """`times`: as many messages, numbered, without a pause between them."""
    room = content["room"]
    for number in range(content["times"]):
        fanout.emit(socketio, "said", {"number": number, "words": content["words"]}, room, content.get("skip"))
    return {"here": len(list(socketio.server.manager.get_participants("/", room)))}
