"""Who may read: the password, the host names, the methods, and what every answer says."""

import asyncio
import base64
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from archive.browse.gate import Gate, Password, is_loopback, read_password, with_gate
from archive.browse.safety import HEADERS, with_safe_headers
from tests.archive_support import Crawler, make_archive, new_archive
from tests.cli_support import one_line_error, scrape
from tests.room_support import ask, make_room

EVERY_KIND = (
    "/",
    "/-/questions",
    "/a",
    "/a/articles.json",
    "/a/articles.csv",
    "/a/articles/1",
    "/-/static-plugins/scrape/room.css",
    "/-/static/app.css",
    "/-/plugins",
    "/-/nowhere",
    "/robots.txt",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gate")
    with new_archive(folder) as archive:
        Crawler(archive).read("/a/")
    return folder / "a.db"


def through(path: Path, gate: Gate, *requests: tuple[str, str, dict[str, str]]) -> list[Any]:
    """Ask through a gate: a method, an address and headers for each request."""

    async def answers() -> list[httpx.Response]:
        app = make_room(path)
        await app.invoke_startup()
        transport = httpx.ASGITransport(app=with_safe_headers(with_gate(app.app(), gate)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [
                await client.request(method, address, headers=headers)
                for method, address, headers in requests
            ]

    return asyncio.run(answers())


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


def test_without_the_password_nothing_is_read_not_even_a_style(path: Path) -> None:
    gate = Gate(password=Password(user="ada", password="lock and key"))

    answers = through(path, gate, *(("GET", address, {}) for address in EVERY_KIND))

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.text for answer in answers} == {"a password is needed\n"}
    assert all("Basic" in answer.headers["www-authenticate"] for answer in answers)


def test_with_the_password_everything_is_read_and_nothing_kept_on_the_way(path: Path) -> None:
    gate = Gate(password=Password(user="ada", password="clé: £"))

    answers = through(path, gate, *(("GET", a, basic("ada", "clé: £")) for a in EVERY_KIND))

    assert {answer.status_code for answer in answers} == {200, 404}
    pages = [answer for answer in answers if "/static" not in str(answer.url)]
    assert all("no-store" in answer.headers["cache-control"] for answer in pages)


@pytest.mark.parametrize(
    "headers",
    [
        basic("ada", "wrong"),
        basic("eve", "right"),
        basic("", ""),
        basic("ada", ""),
        {"authorization": "Basic"},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic " + base64.b64encode(b"\xff\xfe").decode()},
        {"authorization": "Basic " + base64.b64encode(b"right").decode()},
        {"authorization": basic("ada", "right")["authorization"].replace("Basic", "Bearer")},
        {"cookie": "password=right"},
    ],
)
def test_a_wrong_password_does_not_open(path: Path, headers: dict[str, str]) -> None:
    gate = Gate(password=Password(user="ada", password="right"))

    (answer,) = through(path, gate, ("GET", "/", headers))

    assert answer.status_code == 401


def test_a_header_that_no_browser_sends_does_not_open() -> None:
    assert not Password(user=None, password="right").opens("Basic r\u00efght")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("secret\n", Password(user=None, password="secret")),
        ("ada:secret", Password(user="ada", password="secret")),
        ("ada:se:cret\r\n", Password(user="ada", password="se:cret")),
        (":secret", Password(user=None, password="secret")),
    ],
)
def test_a_password_is_one_line_with_or_without_a_user(text: str, expected: Password) -> None:
    assert read_password(text) == expected


@pytest.mark.parametrize("text", ["", "\n", "ada:", "ada:  ", "one\ntwo\n"])
def test_no_password_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match="password"):
        read_password(text)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8001", 200),
        ("LOCALHOST.:80", 200),
        ("127.0.0.1:8001", 200),
        ("[::1]:8001", 200),
        ("archive.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:8001", 421),
        ("[::2]", 421),
        ("", 421),
    ],
)
def test_another_name_that_leads_to_this_machine_is_not_answered(
    path: Path, host: str, status: int
) -> None:
    gate = Gate(hosts=frozenset({"localhost", "127.0.0.1", "::1"}))

    (answer,) = through(path, gate, ("GET", "/", {"host": host}))

    assert answer.status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_reading_is_allowed(path: Path, method: str) -> None:
    answers = through(path, Gate(), (method, "/", {}), (method, "/a?sql=select+1", {}))

    assert {answer.status_code for answer in answers} == {405}
    assert {answer.headers["allow"] for answer in answers} == {"GET, HEAD"}


def test_a_head_request_is_answered_like_a_get(path: Path) -> None:
    answers = through(path, Gate(), ("HEAD", "/", {}), ("HEAD", "/a/articles/1", {}))

    assert {answer.status_code for answer in answers} == {200}


def test_every_answer_has_the_headers_that_keep_it_inert(path: Path) -> None:
    gate = Gate(password=Password(user=None, password="right"))
    refused = through(path, gate, ("GET", "/", {}), ("POST", "/", {}))
    hosts = through(path, Gate(hosts=frozenset({"localhost"})), ("GET", "/", {"host": "b"}))

    for answer in [*ask(path, *EVERY_KIND), *refused, *hosts]:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, answer.url
        assert "cache-control" in answer.headers
        assert "server" not in answer.headers


def test_pages_say_that_they_differ_by_language_and_styles_may_be_kept(path: Path) -> None:
    page, style = ask(path, "/", "/-/static-plugins/scrape/room.css")

    assert "Accept-Language" in page.headers["vary"]
    assert "Cookie" in page.headers["vary"]
    assert page.headers["cache-control"] == "no-cache"
    assert style.headers["cache-control"] == "public, max-age=3600"


def test_what_is_not_there_is_not_kept_though_styles_are(path: Path) -> None:
    (answer,) = through(path, Gate(), ("GET", "/-/static-plugins/scrape/nowhere.css", {}))

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("odd", ["foo/bar=1", "a,b=1", "a(b=1", "=1", "alone", "caf\u00e9=1"])
def test_cookies_of_other_programs_on_this_host_are_read_past(path: Path, odd: str) -> None:
    header = {b"cookie": f"{odd}; language=nl; theme=dark".encode()}

    (page,) = ask(path, "/", headers=header)

    assert page.status_code == 200
    assert '<html lang="nl" data-theme="dark">' in page.text


@pytest.mark.parametrize("ending", ["", ".json"])
def test_readers_are_not_told_where_on_the_machine_anything_lies(path: Path, ending: str) -> None:
    databases, threads = ask(path, f"/-/databases{ending}", f"/-/threads{ending}")

    assert databases.status_code == 200
    assert "a.db" in databases.text
    assert str(path.parent) not in databases.text
    assert threads.status_code == 404


def test_search_engines_are_told_to_stay_away(path: Path) -> None:
    robots, page = ask(path, "/robots.txt", "/")

    assert robots.text == "User-agent: *\nDisallow: /\n"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("archive.example", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@contextmanager
def running(*command: object, port: int, log: Path) -> Iterator[None]:
    """Run a server once it listens; what it says goes to a file."""
    with log.open("w") as file:
        process = subprocess.Popen([sys.executable, "-m", *map(str, command)], stderr=file)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def fetch(address: str, headers: dict[str, str] | None = None) -> tuple[int, Any, str]:
    request = urllib.request.Request(address, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_served_to_others_it_warns_and_asks_for_the_password(path: Path, tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "password"
    file.write_text("ada:right\n")
    options = ("--port", port, "--host", "0.0.0.0", "--password-file", file)

    with running("scrape", "browse", path, *options, port=port, log=tmp_path / "log"):
        home = f"http://127.0.0.1:{port}/"
        closed, headers, _ = fetch(home)
        opened, _, page = fetch(home, basic("ada", "right"))
    told = (tmp_path / "log").read_text()

    assert (closed, opened) == (401, 200)
    assert "server" not in headers
    assert "Nothing here can be changed" in page
    assert "warning: the password goes to 0.0.0.0 unencrypted" in told


def test_plain_datasette_shows_the_same_room_and_asks_for_its_password(
    path: Path, tmp_path: Path
) -> None:
    port, file, settings = free_port(), tmp_path / "password", tmp_path / "metadata.json"
    file.write_text("right")
    settings.write_text(f'{{"plugins": {{"scrape": {{"password": {{"$file": "{file}"}}}}}}}}')
    (expected,) = ask(path, "/")

    with running("datasette", path, "-p", port, "-m", settings, port=port, log=tmp_path / "log"):
        home = f"http://127.0.0.1:{port}/"
        closed, _, _ = fetch(home)
        _, headers, page = fetch(home, basic("", "right"))
        _, _, list_of_tables = fetch(f"{home}a", basic("", "right"))

    assert closed == 401
    assert page == expected.text
    assert headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert 'id="sql-editor"' in list_of_tables


def test_plain_datasette_does_not_open_without_the_password_it_was_promised(path: Path) -> None:
    promised = {"plugins": {"scrape": {"password": {"$env": "NO_SUCH_VARIABLE_IS_SET"}}}}

    with pytest.raises(ValueError, match="password"):
        Datasette(files=[str(path)], metadata=promised)


def test_a_file_without_a_password_is_a_wrong_use(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("\n")

    done = scrape("browse", path, "--password-file", file)

    assert done.returncode == 2
    assert "password" in one_line_error(done)


def test_a_port_that_is_taken_is_told_in_one_line(path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = scrape("browse", path, "--port", port)

    assert done.returncode == 1
    told = one_line_error(done)
    assert told.endswith(f"cannot listen on 127.0.0.1:{port}: Address already in use")


def test_a_damaged_archive_is_told_in_one_line(path: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "b.db"
    damaged.write_bytes(b"SQLite format 4\0" + path.read_bytes()[16:])

    done = scrape("browse", damaged)

    assert done.returncode == 5
    assert "damaged" in one_line_error(done)


def test_an_archive_of_an_earlier_version_is_told_in_one_line(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        archive._db.conn.execute(
            "DELETE FROM _sqlite_migrations WHERE id = (SELECT max(id) FROM _sqlite_migrations)"
        )

    done = scrape("browse", tmp_path / "a.db")

    assert done.returncode == 1
    assert "earlier version" in one_line_error(done)


@pytest.mark.parametrize(
    "name",
    [
        "a b.db",
        "ü'\"<b>.db",
        "50%?#&.db",
        "-.db",
        "_internal.db",
        "..db",
        "robots.db",
        "{{7*7}}.db",
    ],
)
def test_any_file_name_can_be_browsed(tmp_path: Path, name: str) -> None:
    with make_archive(tmp_path / name) as archive:
        Crawler(archive).read("/a/")

    home, *_ = ask(tmp_path / name, "/")
    address = home.text.split('<a href="')[-1].partition('"')[0]
    (tables,) = ask(tmp_path / name, address)

    assert home.status_code == tables.status_code == 200
    assert 'id="sql-editor"' in tables.text
    assert "<b>" not in home.text
