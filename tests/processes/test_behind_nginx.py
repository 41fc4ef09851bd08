"""The nginx configuration that we ship, in front of two processes: pages, forms, static files, sockets, refusals."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lhs_community.foundation import clock
from tests.support import nginx
from tests.support.cluster import Cluster
from tests.support.nginx import Nginx
from tests.support.ports import free_port
from tests.support.server import ROOT
from tests.support.sockets import Poller, Socket

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
STYLES = "/static/css/app.css"


@pytest.fixture
def proxy(tmp_path) -> Iterator[Callable[..., Nginx]]:
    """`proxy(change=...)`: one more nginx, with the shipped file as `change(text, its)` makes it."""
    running: list[Nginx] = []

    def start(change: Callable[[str, Nginx], str]) -> Nginx:
        one = Nginx(tmp_path)
        running.append(one)
        one.start(change(nginx.rendered(one.port, [free_port(), free_port()], ROOT), one))
        return one

    yield start
    for one in running:
        one.stop()


def _ask(address: str, method: str, path: str, source: str = "127.0.0.1", **options) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(address, timeout=60, source_address=(source, 0))
    try:
        connection.request(method, path, **options)
        answer = connection.getresponse()
        return answer.status, dict(answer.headers.items()), answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def _path(cluster: Cluster) -> str:
    return f"/chat/{cluster.subject.replace(':', '/')}"


def test_a_page_and_its_form_work_without_a_script(cluster):
    """Whichever process answers."""
    writer = cluster.browser(0)
    form = writer.form(_path(cluster))
    status, location = writer.post(_path(cluster), form | {"body": "Written without a script"})
    assert status == 303
    assert location.startswith("/chat/")
    headers = {"Host": cluster.proxy.address, "Cookie": cluster.cookies[1]}  # no process takes another host
    for address in (cluster.proxy.address, *(f"127.0.0.1:{site.port}" for site in cluster.sites)):
        assert "Written without a script" in _ask(address, "GET", _path(cluster), headers=headers)[2]


@pytest.mark.parametrize("kind", [Socket, Poller])
def test_people_at_different_processes_talk(cluster, kind):
    pages = [cluster.socket(place, on=site, kind=kind) for place, site in enumerate(cluster.sites * 2)]
    last = [page.ask("chat join", {"subject": cluster.subject, "after": 10**9})["last"] for page in pages][0]
    said = {"subject": cluster.subject, "client_id": f"between-{last}-id", "body": "Hello there", "confirmed": False}
    assert pages[0].ask("chat send", said)["number"] == last + 1
    for page in pages:
        assert _number_of_next(page) == last + 1
        page.close()


def _number_of_next(page: Socket) -> int:
    return int(page.got("chat messages", wait=30)[0]["messages"][-1]["number"])


def test_all_requests_of_a_lane_reach_one_process(cluster):
    """Long polling is many requests, and a process knows only its own connections."""
    pages = [cluster.socket(place, lane=f"lane-{place}", kind=Poller) for place in range(16)]
    homes = set()
    for page in pages:
        assert page.ask("chat join", {"subject": cluster.subject, "after": 10**9})["may_post"]
        page.send("3")  # a request that only its own process takes
        homes.add(_home_of(cluster, page))
        page.close()
    assert homes == {site.port for site in cluster.sites}, "lanes are not spread over the processes"


def _home_of(cluster: Cluster, page: Poller) -> int:
    headers = page.headers | {"Host": cluster.proxy.address}
    found = [
        site.port for site in cluster.sites
        if _ask(f"127.0.0.1:{site.port}", "POST", f"/socket.io/?{page.query}", body="3", headers=headers)[0] == 200
    ]
    assert len(found) == 1, found
    return found[0]


def test_polling_is_upgraded_to_a_web_socket_at_its_own_process_only(cluster):
    page = cluster.socket(0, lane="upgrade", kind=Poller)
    home = _home_of(cluster, page)
    query = page.query.replace("polling", "websocket")
    (other,) = (site for site in cluster.sites if site.port != home)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": KEY}
    headers = page.headers | upgrade
    assert _ask(f"127.0.0.1:{other.port}", "GET", f"/socket.io/?{query}", headers=headers)[0] == 400
    assert page.ask("chat join", {"subject": cluster.subject, "after": 10**9})["may_post"]  # it polls on, undisturbed
    page.upgrade()
    assert "last" in page.ask("chat since", {"subject": cluster.subject, "after": 10**9})
    page.close()


def test_nobody_can_pretend_to_another_address(cluster):
    """Neither on a page nor over a socket; the audit log keeps where something came from."""
    writer = cluster.browser(2)
    form = writer.form(_path(cluster))
    page = cluster.socket(2, lane="address")
    number = page.ask("chat join", {"subject": cluster.subject, "after": 10**9})["last"]
    content = {"subject": cluster.subject, "client_id": f"address-{number}-id", "body": "From here", "confirmed": False}
    page.ask("chat send", content)
    page.close()
    assert _origins(cluster, 1) == ["127.0.0.1"]
    headers = {"Cookie": writer.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    headers |= {"X-Forwarded-For": "192.0.2.66", "X-Real-IP": "192.0.2.66", "Forwarded": "for=192.0.2.66"}
    body = "&".join(f"{name}={value}" for name, value in (form | {"body": "From elsewhere"}).items())
    status, _, _ = _ask(cluster.proxy.address, "POST", _path(cluster), "127.0.0.2", body=body, headers=headers)
    assert status == 303
    assert _origins(cluster, 1) == ["127.0.0.2"]


def _origins(cluster: Cluster, count: int) -> list[str]:
    address = cluster.sites[0].environment["LHS_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        query = "SELECT origin FROM event WHERE name = 'chat.message_posted' ORDER BY id DESC LIMIT %s"
        return [row[0] for row in connection.execute(query, [count])]


def test_a_page_of_another_site_gets_no_socket(cluster):
    for origin in ("http://evil.example", "null", f"https://{cluster.proxy.address}", f"http://{cluster.proxy.address}0"):
        headers = {"Cookie": cluster.cookies[0], "Origin": origin}
        assert _ask(cluster.proxy.address, "GET", "/socket.io/?EIO=4&transport=polling", headers=headers)[0] == 403


def test_static_files_come_from_nginx_as_the_site_would_send_them(cluster):
    asked = {"headers": {"Host": cluster.proxy.address}}
    for query in ("", "?v=0123456789ab"):
        status, ours, text = _ask(f"127.0.0.1:{cluster.sites[0].port}", "GET", STYLES + query, **asked)
        nginx_status, theirs, same = _ask(cluster.proxy.address, "GET", STYLES + query)
        assert (status, nginx_status) == (200, 200)
        assert same == text
        for name in ("Cache-Control", "X-Content-Type-Options", "Cross-Origin-Resource-Policy"):
            assert theirs[name] == ours[name], name
        assert theirs["Content-Type"].partition(";")[0] == ours["Content-Type"].partition(";")[0]
        assert theirs["Server"] == "nginx"
    packed = _ask(cluster.proxy.address, "GET", STYLES, headers={"Accept-Encoding": "gzip"})[1]
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in _ask(cluster.proxy.address, "GET", "/", headers={"Accept-Encoding": "gzip"})[1]
    assert _ask(cluster.proxy.address, "GET", "/static/../config.py")[0] in (400, 404)


def test_the_site_serves_static_files_itself_where_the_folder_is_not_found(cluster, proxy):
    ports = [site.port for site in cluster.sites]
    elsewhere = proxy(lambda _, its: nginx.rendered(its.port, ports, Path("/nowhere")))
    status, _, text = _ask(elsewhere.address, "GET", STYLES, headers={"Host": cluster.proxy.address})
    assert status == 200
    assert text == (ROOT / "static" / "css" / "app.css").read_text("utf-8")


def test_what_is_too_large_is_refused_at_once(cluster):
    address, cookie = cluster.proxy.address, {"Cookie": cluster.cookies[0]}
    assert _ask(address, "GET", f"/?q={'a' * 64_000}")[0] == 414
    assert _ask(address, "GET", "/", headers={"X-Long": "a" * 1_000_000})[0] == 400
    page = cluster.socket(0, lane="large", kind=Poller)
    assert _refused(address, f"/socket.io/?{page.query}", 1_000_000, cookie) == 413
    assert page.ask("chat join", {"subject": cluster.subject, "after": 10**9})["may_post"]
    page.close()
    assert _refused(address, _path(cluster), 20_000_000, cookie) == 413


def _refused(address: str, path: str, size: int, headers: dict[str, str]) -> int:
    """The answer to somebody who says that so much will come, before it does."""
    host, _, port = address.partition(":")
    lines = [f"POST {path} HTTP/1.1", f"Host: {address}", f"Content-Length: {size}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(connection.recv(1000).split()[1])


def test_where_no_process_answers_people_are_told_to_wait(proxy):
    nobody = proxy(lambda text, _: text)
    status, headers, page = _ask(nobody.address, "GET", "/")
    assert (status, headers["Retry-After"]) == (503, "5")
    assert "<h1>Back in a moment</h1>" in page
    assert headers["Content-Type"].startswith("text/html")


def test_the_lines_for_tls_work_as_they_stand(cluster, proxy, tmp_path):
    certificate, key = _certificate(tmp_path)
    ports, port = [site.port for site in cluster.sites], free_port()

    def with_tls(_: str, its: Nginx) -> str:
        text = nginx.rendered(its.port, ports, ROOT)
        return nginx.with_tls(text, its.port, certificate, key, plain=port)

    its = proxy(with_tls)
    trusting = ssl.create_default_context(cafile=str(certificate))
    connection = http.client.HTTPSConnection("127.0.0.1", its.port, context=trusting, timeout=60)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    connection.close()
    status, headers, text = _ask(f"127.0.0.1:{port}", "GET", "/chat?a=1")
    assert (status, headers.get("Location")) == (301, "https://127.0.0.1/chat?a=1"), (headers, text, its.log())


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    (folder / "site.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "site.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "site.pem", folder / "site.key"
