"""What gunicorn serves. Cooperative sockets, threads and sleeping come first: nothing may be imported before them."""

from gevent import monkey

monkey.patch_all()

from lhs_community.app import create_app, join_others, start_worker  # noqa: E402  see above

app = create_app()
join_others(app)
if app.config["EMBEDDED_WORKER"]:
    start_worker(app)
