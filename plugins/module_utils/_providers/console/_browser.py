# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Starting and ending a Chromium of the system's, with a saved sign-in and the trust that the options say."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import json
import os
import pathlib
import shutil
import typing as t
import urllib.parse

from ..._errors import InvalidRequestError, MissingLibraryError, UnreachableError
from ..._interruptions import Interruptions
from ..._options._addresses import CONSOLE, console_address, http_settings
from ..._transport._certificate import server_certificate

if t.TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage

    from ..._options._params import Params
    from ..._transport._http import HttpSettings

_SECONDS_TO_START = 60
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SPEAKS_ABOUT_CODES = ("DEBUG", "PWDEBUG", "DEBUG_FILE")
"""Variables that make Playwright write what it types into a log."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class BrowserSettings:
    """Which browser, where to, and as whom; ``state`` is the path of a Playwright storage state."""

    http: HttpSettings
    executable: str | None
    language: str
    state: str | None
    headless: bool = True

    @classmethod
    def from_options(cls, params: Params, *, state: str | None, headless: bool = True) -> BrowserSettings:
        """The options that say which browser goes where. Raises :class:`InvalidRequestError`."""
        return cls(
            http=http_settings(params, console_address(params["server_url"] or CONSOLE)),
            executable=params["browser_path"],
            language=params["console_language"].replace("_", "-"),
            state=state,
            headless=headless,
        )


class Browser:
    """A browser with one page. Raises :class:`KescError` where it cannot be started."""

    def __init__(self, settings: BrowserSettings) -> None:
        try:
            import playwright.sync_api as playwright  # noqa: PLC0415 - optional, and slow to load
        except ImportError:
            raise MissingLibraryError(
                "the Python library playwright is not installed for the interpreter that runs this task",
                remedy="Install it there: python -m pip install playwright babel; it drives the system's Chromium",
                library="playwright",
            ) from None
        executable = find_browser(settings.executable)
        arguments, ignore_certificates = _trust(settings.http)
        no_proxy = () if settings.http.proxy else ("--no-proxy-server",)
        self._stack = contextlib.ExitStack()
        # A signal must not break into the library's own loop, or nothing ends the browser any more: pages ask for it.
        self.interruptions = Interruptions()
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.interruptions)
            try:
                with _without_variables(_SPEAKS_ABOUT_CODES):
                    driver = stack.enter_context(playwright.sync_playwright())
                browser = driver.chromium.launch(
                    executable_path=executable,
                    headless=settings.headless,
                    args=[*_FLAGS, *no_proxy, *arguments],
                    chromium_sandbox=has_sandbox(),
                    proxy=t.cast("t.Any", _proxy(settings.http.proxy)),
                    timeout=_SECONDS_TO_START * 1000,
                    handle_sigint=False,
                )
                stack.callback(_quietly, browser.close, playwright.Error)
                context = browser.new_context(
                    storage_state=settings.state,
                    locale=settings.language,
                    timezone_id="UTC",
                    ignore_https_errors=ignore_certificates,
                    accept_downloads=False,
                )
                context.set_default_timeout(settings.http.timeout * 1000)
                self.context = context
                self.page: BrowserPage = context.new_page()
            except playwright.Error as error:
                no_display = not settings.headless and ("DISPLAY" in str(error) or "XServer" in str(error))
                raise UnreachableError(
                    f"the browser {executable} did not start{': there is no display' if no_display else ''}",
                    remedy="Run it on the machine at which the person sits, and take the file from there"
                    if no_display
                    else "Start it by hand to see why; set browser_path to another Chromium",
                ) from None
            self._stack = stack.pop_all()

    def close(self) -> None:
        """Ends the browser; never raises, except for an interruption that came while it was open."""
        with contextlib.suppress(Exception):
            self._stack.close()


def find_browser(executable: str | None) -> str:
    """The path of the browser. Raises :class:`MissingLibraryError`."""
    found = shutil.which(executable) if executable else next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        what = f"browser_path {executable!r} is no program" if executable else f"none of {', '.join(_NAMES)} was found"
        raise MissingLibraryError(
            f"there is no Chromium: {what}",
            remedy="Install it, on Debian: apt-get install chromium; or set browser_path to one",
        )
    return found


def has_sandbox() -> bool:
    """Chromium's sandbox does not work for root, in whose containers automation often runs."""
    return os.geteuid() != 0


def check_state(path: str | None) -> str:
    """The path of a saved sign-in that can be read. Raises :class:`InvalidRequestError`, which quotes nothing of it."""
    remedy = "Make it with fleetops.kesc.kesc_console_login"
    if not path:
        raise InvalidRequestError("the provider console needs console_state, a saved sign-in", remedy=remedy)
    try:
        state = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise InvalidRequestError(f"console_state {path!r} cannot be read: {reason}", remedy=remedy) from None
    except ValueError:
        raise InvalidRequestError(f"console_state {path!r} is not JSON", remedy=remedy) from None
    if not isinstance(state, dict) or not isinstance(state.get("cookies"), list):
        raise InvalidRequestError(f"console_state {path!r} is not a Playwright storage state", remedy=remedy)
    return path


def state_warning(path: str) -> str | None:
    """What to say of a saved sign-in that others could use."""
    with contextlib.suppress(OSError):
        if pathlib.Path(path).stat().st_mode & 0o077:
            return f"Others can read console_state {path}, which signs in without a password: chmod 600 it."
    return None


def _trust(settings: HttpSettings) -> tuple[list[str], bool]:
    """Chromium's arguments, and whether it is to ignore every certificate.

    It takes neither a file of authorities nor a certificate's fingerprint. So the server's certificate is checked here,
    and Chromium is told to trust the key of that very certificate.
    """
    if not settings.server_fingerprint and not settings.validate_certs:
        return [], True
    if not settings.server_fingerprint and settings.ca_path is None:
        return [], False
    return [f"--ignore-certificate-errors-spki-list={_key_digest(server_certificate(settings))}"], False


def _key_digest(certificate: bytes) -> str:
    try:
        from cryptography import x509  # noqa: PLC0415 - needed for this option alone
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415
    except ImportError:
        raise MissingLibraryError(
            "the Python library cryptography, which ca_path and server_fingerprint need, is not installed",
            remedy="Install it: python -m pip install cryptography",
            library="cryptography",
        ) from None
    key = x509.load_der_x509_certificate(certificate).public_key()
    return base64.b64encode(
        hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    ).decode("ascii")


def _proxy(address: str | None) -> dict[str, str] | None:
    if not address:
        return None
    parts = urllib.parse.urlsplit(address)
    # Chromium knows one SOCKS 5, which leaves names to the proxy.
    server = f"{'socks5' if parts.scheme == 'socks5h' else parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    credentials = {"username": parts.username, "password": parts.password}
    return {"server": server, **{name: urllib.parse.unquote(text) for name, text in credentials.items() if text}}


@contextlib.contextmanager
def _without_variables(names: t.Iterable[str]) -> t.Iterator[None]:
    taken = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def _quietly(act: t.Callable[[], object], error: type[Exception]) -> None:
    with contextlib.suppress(error):
        act()
