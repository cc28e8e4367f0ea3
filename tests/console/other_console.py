# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A second console, made for the tests and unlike any other: a small server, and pages drawn in the browser."""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import json
import secrets
import ssl
import threading
import typing as t
from pathlib import Path

import trustme

if t.TYPE_CHECKING:
    from collections.abc import Mapping

_PAGES = Path(__file__).parent / "pages"
_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

CODE = "AB1CD-EF2GH-IJ3KL-MN4OP"

# Copied from what the vendor's help says, not from the collection.
LABELS: dict[str, dict[str, str]] = {
    "en": {},
    "pl": {
        "Management Console": "Konsola zarządzająca",
        "Information panel": "Panel informacyjny",
        "License": "Licencja",
        "Enter activation code": "Wprowadź kod aktywacyjny",
        "License replacement": "Wymiana licencji",
        "Submit": "Wyślij",
        "Check the new license details": "Sprawdź szczegóły nowej licencji",
        "License name": "Nazwa licencji",
        "Licensing model": "Model licencjonowania",
        "License limit": "Limit licencji",
        "License expiration date": "Data wygaśnięcia licencji",
        "Apply": "Zastosuj",
        "Try additional features": "Wypróbuj dodatkowe funkcje",
        "OK": "OK",
        "Later": "Później",
        "License ID": "ID licencji",
    },
}
SENTENCES = {
    "en": {
        "upgrade": "You will upgrade and gain these features:",
        "downgrade": "You will downgrade and lose these features:",
        "renewal": "You will renew the license.",
    },
    "pl": {
        "upgrade": "Po zastosowaniu zaktualizujesz licencję i zyskasz:",
        "downgrade": "Po zastosowaniu przejdziesz do starszej wersji i stracisz:",
        "renewal": "Po zastosowaniu odnowisz licencję.",
    },
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Terms:
    """A license as the pages show it."""

    id: str
    name: str = "Kaspersky Endpoint Security Cloud"
    model: str = "Per user"
    model_on_tab: bool = True
    limit: str = "50"
    expires: str
    features: tuple[str, ...] = ()


@dataclasses.dataclass
class OtherConsole:
    """What the server knows; ``style`` is list, sections, plain or bare, ``delay`` in milliseconds.

    In the style bare nothing has a role, a clock ticks, and the address does not tell the workspace.
    """

    workspaces: dict[str, tuple[str, str]]
    """Id to company and name."""
    in_force: dict[str, Terms | None]
    codes: Mapping[str, Terms]
    language: str = "en"
    style: str = "list"
    delay: int = 60
    alerts: bool = True
    new_tab: bool = False
    field_takes: int = 23
    """How many characters fit into the field for a code: 20 leave no room for dashes."""
    wrong: str = "That is not right."
    down: str = ""
    """What the console says while the activation servers are down."""
    down_status: int = 200
    end_session_at: str = ""
    swallow_apply: bool = False
    lose_answer_to_apply: bool = False
    hold_at: str = ""
    """The act that is not answered until the console is let go."""
    noisy: bool = False
    """Whether everything is an alert, also what is none, and a question stays open for ever."""
    framed: bool = False
    paged: bool = False
    pops_up: bool = False
    busy: bool = False
    """Whether a window without a title turns its wheel while a code is checked."""
    surprise: str = ""
    """When a window opens that nobody asked for: panel, submit, comparison, apply, or tab instead of a window."""
    tab_says: dict[str, str] = dataclasses.field(default_factory=dict)
    """What the tab calls a field, where that is not what the comparison calls it."""
    reached: threading.Event = dataclasses.field(default_factory=threading.Event)
    released: threading.Event = dataclasses.field(default_factory=threading.Event)
    requests: int = 0
    acts: list[str] = dataclasses.field(default_factory=list)
    handed_out: list[str] = dataclasses.field(default_factory=list)
    sessions: set[str] = dataclasses.field(default_factory=set)
    checked: dict[str, Terms] = dataclasses.field(default_factory=dict)

    def cookie(self) -> str:
        session = secrets.token_hex(8)
        self.sessions.add(session)
        self.handed_out.append(session)
        return session

    def settings(self, *, signed_in: bool) -> dict[str, t.Any]:
        companies: dict[str, list[dict[str, str]]] = {}
        for workspace, (company, name) in self.workspaces.items():
            companies.setdefault(company, []).append({"id": workspace, "name": name})
        return {
            "signedIn": signed_in,
            "labels": LABELS[self.language],
            "language": self.language,
            "style": self.style,
            "delay": self.delay,
            "alerts": self.alerts,
            "newTab": self.new_tab,
            "fieldTakes": self.field_takes,
            "noisy": self.noisy,
            "framed": self.framed,
            "paged": self.paged,
            "popsUp": self.pops_up,
            "surprise": self.surprise,
            "busy": self.busy,
            "tabSays": self.tab_says,
            "companies": [{"name": name, "workspaces": spaces} for name, spaces in companies.items()],
        }

    def act(self, kind: str, workspace: str, body: dict[str, t.Any]) -> tuple[int, dict[str, t.Any]]:
        if kind != "license":
            self.acts.append(kind)
        if kind == "license":
            terms = self.in_force[workspace]
            return 200, {"license": terms and dataclasses.asdict(terms)}
        if kind == "check":
            return self._check(workspace, body["code"])
        if kind == "apply":
            return self._apply(workspace)
        self.acts += [f"feature {name}" for name in body.get("names", ())]
        return 200, {}

    def _check(self, workspace: str, code: str) -> tuple[int, dict[str, t.Any]]:
        if self.down:
            return self.down_status, {"message": self.down}
        bare = code.replace("-", "")
        new = self.codes.get("-".join(bare[start : start + 5] for start in range(0, len(bare), 5)))
        if new is None:
            return 200, {"message": f"{self.wrong} ({code})"}
        self.checked[workspace] = new
        old = self.in_force[workspace]
        present = old or new
        gained = [each for each in new.features if each not in present.features]
        lost = [each for each in present.features if each not in new.features]
        kind = "downgrade" if lost else "upgrade" if gained else "renewal"
        rows = {"License name": "name", "Licensing model": "model", "License limit": "limit"}
        fields = [(label, (getattr(present, name), getattr(new, name))) for label, name in rows.items()]
        fields.append(("License expiration date", (present.expires, new.expires)))
        return 200, {"sentence": SENTENCES[self.language][kind], "features": lost or gained, "fields": fields}

    def _apply(self, workspace: str) -> tuple[int, dict[str, t.Any]]:
        if self.swallow_apply:
            return 200, {"message": "Something went wrong."}
        old, new = self.in_force[workspace], self.checked[workspace]
        self.in_force[workspace] = new
        gained = [each for each in new.features if old is not None and each not in old.features]
        lost = [each for each in (old.features if old else ()) if each not in new.features]
        return 200, {"offers": [] if lost else gained}


class Server:
    """Serves one console at a time, on a port of its own, over TLS."""

    def __init__(self, folder: Path) -> None:
        self.console: OtherConsole | None = None
        authority = trustme.CA()
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        server = self

        class Handler(_Handler):
            owner = server

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}/"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def state(self, file: Path, *, session: str | None = None) -> str:
        """A saved sign-in, as a browser would save it."""
        assert self.console is not None
        cookie = {
            "name": "session",
            "value": session or self.console.cookie(),
            "domain": "127.0.0.1",
            "path": "/",
            "expires": -1,
            "httpOnly": True,
            "secure": True,
            "sameSite": "Lax",
        }
        file.write_text(json.dumps({"cookies": [cookie], "origins": []}), encoding="utf-8")
        file.chmod(0o600)
        return str(file)


class _Handler(http.server.BaseHTTPRequestHandler):
    owner: t.ClassVar[Server]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._console.requests += 1
        path = self.path.partition("?")[0]
        if path == "/news":
            self._console.released.wait()
        elif path == "/settings":
            self._json(200, self._console.settings(signed_in=self._signed_in()))
        elif path.startswith("/license/"):
            self._act(path, {})
        else:
            file = _PAGES / (path.strip("/") or "index.html")
            known = file.suffix in _TYPES and file.is_file()
            self._send(
                200 if known else 404, _TYPES.get(file.suffix, "text/plain"), file.read_bytes() if known else b""
            )

    def do_POST(self) -> None:
        self._console.requests += 1
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/sign-in":
            self._json(200, {}, cookie=self._console.cookie())
        else:
            self._act(self.path, body)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, *_arguments: t.Any) -> None:
        """Quiet: the console keeps a list of its own."""

    @property
    def _console(self) -> OtherConsole:
        assert self.owner.console is not None
        return self.owner.console

    def _act(self, path: str, body: dict[str, t.Any]) -> None:
        _empty, kind, workspace = path.split("/")
        if kind == self._console.end_session_at:
            self._console.sessions.clear()
        if self._signed_in():
            answer = self._console.act(kind, workspace, body)
            if kind == self._console.hold_at:
                self._console.reached.set()
                self._console.released.wait()
            if kind == "apply" and self._console.lose_answer_to_apply:
                # Only after its head: a browser asks again by itself where nothing at all came back.
                self._send(200, "application/json", b"", missing=1)
                self.close_connection = True
                return
            self._json(*answer)
        else:
            self._json(401, {})

    def _signed_in(self) -> bool:
        cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
        return cookies.get("session") in self._console.sessions

    def _json(self, status: int, content: object, *, cookie: str = "") -> None:
        self._send(status, "application/json", json.dumps(content).encode(), cookie=cookie)

    def _send(self, status: int, kind: str, content: bytes, *, cookie: str = "", missing: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) + missing))
        self.send_header("Cache-Control", "no-store")
        if cookie:
            self.send_header("Set-Cookie", f"session={cookie}; Secure; HttpOnly; SameSite=Lax; Path=/")
        self.end_headers()
        self.wfile.write(content)
