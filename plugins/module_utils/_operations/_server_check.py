# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Finding out whether the collection works with a server: what is asked, in which order, and when to stop."""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import dataclasses
import enum
import functools
import typing as t

from .._errors import AuthenticationError, KescError
from .._providers._survey import Failure, TenantSurvey

if t.TYPE_CHECKING:
    from .._providers._provider import Tenant
    from .._providers._survey import Contact, Entered, SeenTenant, Server
    from .._transport._presented import ServerCertificate

TOGETHER = 4
"""How many tenants are read at a time: few enough for any server, enough to see what it makes of them."""

NOT_TRIED = Failure(error_code="not_tried")
_MOST_REFUSALS = 2
"""After so many no other tenant is signed in to: a server may block an account that it refuses too often."""


class Stage(enum.Enum):
    """How far a check came; the value completes the sentence "It could not ..."."""

    REACH = "reach the server"
    SIGN_IN = "sign in"
    TENANTS = "list the tenants"
    DONE = "be completed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class CheckOrder:
    """At most ``most_tenants`` are signed in to, none where the options name one or the credentials work only once.

    ``tries_login`` says whether to sign a connection in, beside the session.
    """

    most_tenants: int
    tries_login: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class ServerCheck:
    """What was found. ``failure`` is why the check came no further than ``stage``; ``error`` has its words.

    ``here`` is what the options name, the main server as a rule. ``surveyed`` are the tenants that were signed in to,
    with what was found there. ``alone`` and ``together`` are the seconds of a call, read one tenant at a time and
    :data:`TOGETHER` at a time.
    """

    stage: Stage
    failure: Failure | None = None
    error: KescError | None = None
    certificate: ServerCertificate | None = None
    contact: Contact | None = None
    login: Failure | None = None
    login_tried: bool = False
    seconds_of_a_call: float | None = None
    here: TenantSurvey | None = None
    tenants: tuple[SeenTenant, ...] = ()
    surveyed: tuple[tuple[Tenant, TenantSurvey], ...] = ()
    alone: float | None = None
    together: float | None = None

    @property
    def surveys(self) -> list[TenantSurvey]:
        """All that was signed in to."""
        return [*([self.here] if self.here else []), *(survey for _tenant, survey in self.surveyed)]

    def shares_its_name(self, tenant: Tenant) -> bool:
        """Whether another tenant has the same name."""
        return self._names[tenant.name] > 1

    @functools.cached_property
    def _names(self) -> collections.Counter[str]:
        return collections.Counter(each.tenant.name for each in self.tenants)


def check_server(server: Server, order: CheckOrder) -> ServerCheck:
    """Ask the server what can be asked without changing anything. Never raises :class:`KescError`."""
    check = ServerCheck(stage=Stage.REACH)
    # Where even that fails, the next step says why.
    with contextlib.suppress(KescError):
        check = dataclasses.replace(check, certificate=server.certificate())
    try:
        check = dataclasses.replace(check, contact=server.contact(), stage=Stage.SIGN_IN)
        main = server.enter(None)
        try:
            return _look_around(server, main, check, order)
        finally:
            main.close()
    except KescError as error:
        return _stopped(check, error)


def _look_around(server: Server, main: Entered, check: ServerCheck, order: CheckOrder) -> ServerCheck:
    check = dataclasses.replace(check, stage=Stage.TENANTS, here=main.survey())
    # A server that does not answer to that may answer to everything else.
    with contextlib.suppress(KescError):
        check = dataclasses.replace(check, seconds_of_a_call=main.seconds_of_a_call())
    if order.tries_login:
        check = dataclasses.replace(check, login=server.login_failure(), login_tried=True)
    try:
        tenants = main.tenants()
    except KescError as error:
        return _stopped(check, error)
    check = dataclasses.replace(check, tenants=tuple(tenants), stage=Stage.DONE)
    chosen = _spread(tenants, order.most_tenants)
    if not chosen:
        return check
    refusals: list[Failure] = []

    def survey(each: SeenTenant) -> TenantSurvey:
        if len(refusals) >= _MOST_REFUSALS:
            return TenantSurvey(failure=NOT_TRIED)
        found = _survey(server, (check.shares_its_name(each.tenant) and each.unique_name) or each.tenant.name)
        if found.failure is not None and found.failure.error_code == AuthenticationError.error_code:
            refusals.append(found.failure)
        return found

    first = survey(chosen[0])
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        others = list(pool.map(survey, chosen[1:]))
    surveyed = [
        (each.tenant, main.survey_from_here(found, each.tenant))
        for each, found in zip(chosen, [first, *others], strict=True)
    ]
    return dataclasses.replace(
        check,
        surveyed=tuple(surveyed),
        alone=_seconds_of_a_call([first]),
        together=_seconds_of_a_call(others) if len(others) >= TOGETHER else None,
    )


def _survey(server: Server, name: str) -> TenantSurvey:
    try:
        entered = server.enter(name)
    except KescError as error:
        return TenantSurvey(failure=Failure.of(error))
    try:
        return entered.survey()
    finally:
        entered.close()


def _spread(tenants: t.Sequence[SeenTenant], most: int) -> list[SeenTenant]:
    """As many as may be signed in to, from all over the list."""
    count = min(most, len(tenants))
    return [tenants[number * len(tenants) // count] for number in range(count)]


def _seconds_of_a_call(surveys: t.Sequence[TenantSurvey]) -> float | None:
    calls = sum(survey.calls for survey in surveys)
    return sum(survey.seconds for survey in surveys) / calls if calls else None


def _stopped(check: ServerCheck, error: KescError) -> ServerCheck:
    return dataclasses.replace(check, failure=Failure.of(error), error=error)
