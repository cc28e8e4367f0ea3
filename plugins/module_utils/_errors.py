# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What can go wrong, told to the person who reads it: which tenant, which step, what was found, what to do next."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import typing as t


class Step(enum.Enum):
    """A step of an operation; the value completes the sentence "Failed to ..."."""

    VALIDATE = "validate the request"
    CONNECT = "connect"
    INSPECT = "read the licenses"
    RECOGNIZE = "find out whether the activation code is already in place"
    REFRESH = "refresh the subscription"
    VERIFY = "verify the activation code"
    GUARD = "replace the license"
    APPLY = "apply the new license"
    DEPLOY = "hand the automatic deployment over to the new license"
    CONFIRM = "confirm the new license"
    REMOVE = "remove the license"
    CONFIRM_REMOVAL = "confirm the removal of the license"
    PURGE = "purge the replaced license"
    DEVICES = "read the devices"
    TENANTS = "read the tenants"
    SIGN_IN = "save a sign-in"


_LONGEST_QUOTE = 200


def quotable(text: str) -> str:
    """A server's own words on one printable line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def blank_out(text: str, secrets: t.Iterable[str]) -> str:
    """The text without any of the secrets, the longest first."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "********")
    return text


@dataclasses.dataclass(frozen=True)
class ServerAnswer:
    """The machine-readable part of a server's refusal.

    ``module``, ``code`` and ``subcode`` are those of ``PxgError`` (KSC Open API, "Errors"); ``request_id`` is the
    ``X-KSC-RequestId`` that the call carried, to be found in the server's own logs. ``text`` is shown cut short, but
    kept whole until then: a secret that the cut divides could not be found.
    """

    status: int | None = None
    module: str | None = None
    code: int | None = None
    subcode: int | None = None
    text: str = ""
    request_id: str = ""

    def to_dict(self) -> dict[str, t.Any]:
        return {**dataclasses.asdict(self), "text": self.text[:_LONGEST_QUOTE]}

    def __str__(self) -> str:
        parts = []
        if self.code is not None:
            subcode = f", subcode {self.subcode}" if self.subcode else ""
            parts.append(f"{self.module or 'error'} {self.code}{subcode}")
        elif self.status is not None:
            parts.append(f"HTTP {self.status}")
        if self.text:
            parts.append(f"said: {self.text[:_LONGEST_QUOTE]}")
        if self.request_id:
            parts.append(f"request id {self.request_id}")
        return ", ".join(parts)


class KescError(Exception):
    """Base of everything that this collection raises on purpose.

    ``cause`` and ``remedy`` are whole clauses, the remedy that of the class where none is given; ``tenant`` and
    ``step`` are filled in by the operation through :meth:`at`, so that the code that found the cause need not know
    them. ``aftermath`` says what remains after the failure, ``left_in_store`` has the ids of licenses that the failed
    call has put into the tenant's store, and ``changed`` says whether the tenant is no longer as it was found, or may
    not be. ``may_have_happened`` says of a failed change that the server may have made it. ``passing`` says that the
    same may succeed later without any change.
    """

    error_code: t.ClassVar[str] = "error"
    what_to_do: t.ClassVar[str] = "Run again; if it fails again, ask whoever runs the server"
    passing: t.ClassVar[bool] = False

    def __init__(self, cause: str, *, remedy: str = "", server: ServerAnswer | None = None) -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy or self.what_to_do
        self.server = server
        self.tenant: str | None = None
        self.step: Step | None = None
        self.aftermath: list[str] = []
        self.left_in_store: list[str] = []
        self.changed = False
        self.may_have_happened = False

    def at(self, *, tenant: str | None, step: Step) -> KescError:
        """Name the tenant and the step, unless they are known already; returns the error itself."""
        self.tenant = self.tenant if self.tenant is not None else tenant
        self.step = self.step or step
        return self

    def hide(self, secrets: t.Iterable[str]) -> None:
        """Blank out secrets that the server quoted, the longest first."""
        if self.server is not None:
            self.server = dataclasses.replace(self.server, text=blank_out(self.server.text, secrets))

    @property
    def message(self) -> str:
        """One paragraph: the act that failed, the cause, what the server said, the aftermath, the remedy."""
        head = f"Failed to {self.step.value}" if self.step else "Failed"
        if self.tenant is not None:
            tenant = f"tenant {self.tenant!r}" if self.tenant else "the main server"
            head += f" of {tenant}" if self.step in _STEPS_OF_A_TENANT else f" for {tenant}"
        server = f" ({self.server})" if self.server and str(self.server) else ""
        return _paragraph(f"{head}: {self.cause}{server}", *self.aftermath, self.remedy)

    @property
    def finding(self) -> str:
        """The cause and the remedy, for what concerns no act on a tenant."""
        return _paragraph(self.cause, self.remedy)

    def to_dict(self) -> dict[str, t.Any]:
        """The same facts for programs: the ``error`` member of a failed result."""
        return {
            "error_code": self.error_code,
            "passing": self.passing,
            "tenant": self.tenant,
            "step": self.step.name.lower() if self.step else None,
            "cause": self.cause,
            "remedy": self.remedy,
            "server": self.server.to_dict() if self.server else None,
        }

    def __str__(self) -> str:
        return self.message


def _paragraph(*sentences: str) -> str:
    return " ".join(sentence.rstrip(".") + "." for sentence in sentences if sentence)


_STEPS_OF_A_TENANT = frozenset({Step.INSPECT, Step.GUARD, Step.REMOVE, Step.DEVICES})
_AFTER_THE_CHANGE = frozenset({Step.DEPLOY, Step.CONFIRM, Step.CONFIRM_REMOVAL, Step.PURGE})


@contextlib.contextmanager
def step(name: Step, *, tenant: str | None) -> t.Iterator[None]:
    """Errors raised inside carry the tenant and the step."""
    try:
        yield
    except KescError as error:
        error.at(tenant=tenant, step=name)
        error.changed = error.changed or name in _AFTER_THE_CHANGE
        raise


class InvalidRequestError(KescError):
    """An option, or a combination of options, that no server needs to see."""

    error_code = "invalid_request"
    what_to_do = "Correct that and run again"


class InvalidActivationCodeError(InvalidRequestError):
    """A text that cannot be an activation code; it never leaves the machine."""

    error_code = "invalid_activation_code"
    what_to_do = "Take the code anew from the order confirmation"


class MissingLibraryError(KescError):
    """A Python library, or a program, that the task needs is not installed.

    ``library`` is what to install; empty for a program. ``import_error`` is the traceback of the import that failed.
    """

    error_code = "missing_library"
    what_to_do = "Install it for the Python that runs the task"

    def __init__(self, cause: str, *, remedy: str = "", library: str = "", import_error: str = "") -> None:
        super().__init__(cause, remedy=remedy)
        self.library = library
        self.import_error = import_error


class UnreachableError(KescError):
    """No connection to the server came about; no call was made."""

    error_code = "unreachable"
    passing = True
    what_to_do = "Check server_url, the network and the firewall"


class ProxyRefusedError(KescError):
    """The proxy did not let the connection through, and would not when asked again; no call was made."""

    error_code = "proxy_refused"
    what_to_do = "Check proxy, and what it may connect to"


class CertificateError(KescError):
    """The server did not prove who it is."""

    error_code = "certificate_refused"
    what_to_do = "Check server_url, ca_path and server_fingerprint"


class AuthenticationError(KescError):
    """The server did not accept the credentials."""

    error_code = "authentication_failed"
    what_to_do = "Check username, password and the account's rights on the tenant"


class SecondFactorError(AuthenticationError):
    """The server asks for a second factor, or refused the one given."""

    error_code = "second_factor_required"
    what_to_do = "Set totp to the six digits that the authenticator shows now"


class TenantNotFoundError(KescError):
    """The account sees no such tenant."""

    error_code = "tenant_not_found"
    what_to_do = "Correct tenant or tenant_id; kesc_tenant_info lists them"


class AmbiguousTenantError(KescError):
    """Several tenants answer to the name."""

    error_code = "tenant_ambiguous"
    what_to_do = "Set tenant_id to the id of the one that is meant"


class AccessDeniedError(KescError):
    """The account lacks the right for a call."""

    error_code = "access_denied"
    what_to_do = "Give the account the right on this tenant"


class NotFoundError(KescError):
    """The server knows no such object."""

    error_code = "not_found"
    what_to_do = "See whether somebody else works on the tenant, then run again"


class CodeRefusedError(KescError):
    """The activation servers do not stand behind the code."""

    error_code = "code_refused"
    what_to_do = "Check the code against the order confirmation"


class CodeNotAddedError(KescError):
    """The server does not permit to add the code to the store, where it may be already."""

    error_code = "code_not_added"
    what_to_do = "Look for the code's license in the tenant's console"


class LicenseNotUsableError(KescError):
    """The license may not be used where it was to be put."""

    error_code = "license_not_usable"
    what_to_do = "Check that the license is for this product and has not ended"


class UnavailableError(KescError):
    """The server, or something it depends on, is temporarily not available; the call had no effect.

    ``retry_after`` is how many seconds the server asks to wait.
    """

    error_code = "unavailable"
    passing = True
    what_to_do = "Run again later"
    retry_after: float | None = None


class ServerError(KescError):
    """A refusal for which the collection has no sentence of its own."""

    error_code = "server_error"
    what_to_do = "Look the code up in the server's log, or ask whoever runs the server"


class AnswerLostError(KescError):
    """The request went out and no usable answer came back: whether the call had its effect is not known."""

    error_code = "answer_lost"
    passing = True
    what_to_do = "Run again: the tenant's state is read before anything is done"


class AnswerLateError(AnswerLostError):
    """No answer came in time: the call may still be under way."""

    error_code = "answer_late"
    what_to_do = "Run again, or raise timeout"


class UnexpectedAnswerError(AnswerLostError):
    """An answer that is not what the protocol promises, so that it tells nothing of the call's effect."""

    error_code = "unexpected_answer"
    what_to_do = "Run again; if it stays, check server_url and look for the request id in the server's log"


class NotConfirmedError(KescError):
    """The server took the change, but reading back does not show it."""

    error_code = "not_confirmed"
    what_to_do = "Look at the tenant's licenses before running again"


class PositionUnknownError(KescError):
    """The server does not tell which license is in force."""

    error_code = "position_unknown"
    what_to_do = "Find out in the tenant's console, and name the license in license_id"


class NotSupportedError(KescError):
    """Something that the chosen provider cannot do."""

    error_code = "not_supported"
    what_to_do = "Do it in the tenant's console, or over another provider"


class LabelNotFoundError(KescError):
    """Something that should be on the console's page under a known label is not there."""

    error_code = "label_not_found"
    what_to_do = "Compare with the console: give other labels in console_labels, or raise timeout"


class UnexpectedWindowError(KescError):
    """The console shows a window that the vendor's help does not name for what is being done."""

    error_code = "unexpected_window"
    what_to_do = "Look at the window in the console before running again, and settle there what it asks"


class RunEndedError(KescError):
    """The run that the task belongs to has ended before the task."""

    error_code = "run_ended"
    what_to_do = "Run the same command again: it goes on where this one stopped"


class LicenseMismatchError(KescError):
    """The license in the position is not the one that was named."""

    error_code = "license_mismatch"
    what_to_do = "Look at the tenant's licenses, then correct license_id"


class JournalError(KescError):
    """The journal of a rotation cannot be read or written; nothing was changed at the tenant because of it."""

    error_code = "journal_unusable"
    what_to_do = "Make the journal readable and writable, or name another file"
