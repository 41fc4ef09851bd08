"""What gunicorn serves. Cooperative sockets, threads and sleeping come first: nothing may be imported before them."""

from gevent import monkey

monkey.patch_all()

import signal  # noqa: E402  see above
from types import FrameType  # noqa: E402  see above

import gevent  # noqa: E402  see above

from lhs_community.app import create_app, join_others, start_worker  # noqa: E402  see above
from lhs_community.foundation.live import leaving  # noqa: E402  see above

app = create_app()
join_others(app)
if app.config["EMBEDDED_WORKER"]:
    start_worker(app)

_stop = signal.getsignal(signal.SIGTERM)


def _leave_first(number: int, frame: FrameType | None) -> None:
    """gunicorn waits for requests to end, and each open socket is one that would never end by itself."""
    gevent.spawn(leaving.leave)  # a handler of signals may not wait
    if callable(_stop):
        _stop(number, frame)


signal.signal(signal.SIGTERM, _leave_first)
