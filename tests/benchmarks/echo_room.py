"""A bare Flask-SocketIO room to measure chat against: no sign-in, no rights, nothing stored. Started by chat.py."""

from gevent import monkey

monkey.patch_all()

from typing import Any  # noqa: E402  as in wsgi.py

from flask import Flask  # noqa: E402  as in wsgi.py
from flask_socketio import SocketIO, emit, join_room  # noqa: E402  as in wsgi.py

app = Flask(__name__)
socketio = SocketIO(app, ping_interval=25, ping_timeout=20)


@socketio.on("join")  # type: ignore[untyped-decorator]  # Flask-SocketIO ships no types
def join(_content: dict[str, Any]) -> dict[str, bool]:
    join_room("room")
    return {"ok": True}


@socketio.on("say")  # type: ignore[untyped-decorator]  # as above
def say(content: dict[str, Any]) -> dict[str, bool]:
    emit("said", content, to="room")
    return {"ok": True}
