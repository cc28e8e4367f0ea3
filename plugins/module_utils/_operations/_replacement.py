# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The replacement: inspect, recognize, verify, compare, guard, apply, confirm, report the devices.

The vendor's wizard (KESC help, topic 137454) as one idempotent operation, which also finishes what an earlier run had
begun. It knows no server and no Ansible; the activation code was validated when it was read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .._errors import CodeNotAddedError, KescError, LicenseNotUsableError, Step, step
from .._interruptions import Interruptions
from .._license import _guards, _positions
from .._license._license import License, Position, in_position
from .._providers._changing_provider import Verification
from ._assessment import Assessment, ReplacementOrder
from ._device_report import NOT_COUNTED, DeviceReport, report_devices
from ._history import NO_HISTORY, NoJournal, Refusal
from ._installation import Installation
from ._leftovers import Leftovers
from ._result import GuardTrippedError, OperationResult

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._license._editions import Catalog
    from .._providers._changing_provider import ChangingProvider
    from ._history import Application, Journal


class Replacement:
    """One order, carried out once, with the ``journal`` of earlier runs.

    Also where it fails, ``before`` is the license that it found in the position, and ``leftovers`` are those that runs
    have added and nothing uses (``None`` where the store was not read).
    """

    def __init__(
        self,
        order: ReplacementOrder,
        *,
        connect: t.Callable[[], ChangingProvider],
        catalog: Catalog,
        clock: Clock,
        journal: Journal | None = None,
    ) -> None:
        self.before: License | None = None
        self.leftovers: Leftovers | None = None
        self._order = order
        self._connect = connect
        self._catalog = catalog
        self._clock = clock
        self._journal = journal or NoJournal()
        self._history = NO_HISTORY
        self._known: list[License] = []
        self._notes: list[str] = []
        self._interruptions = Interruptions()

    def carry_out(self) -> OperationResult:
        """Put the license behind the order's code into the wanted position, unless it is there already.

        Raises :class:`KescError`; a :class:`GuardTrippedError` carries the result that was stopped. After a refusal the
        tenant's store is as it was found; after any other failure the error says what remains.
        """
        with step(Step.CONNECT, tenant=self._order.tenant):
            self._provider = self._connect()
        with self._provider:
            try:
                return self._run()
            except KescError as error:
                if isinstance(error, GuardTrippedError):
                    error.result = dataclasses.replace(error.result, warnings=(*self._notes, *error.result.warnings))
                if self.leftovers is not None:
                    error.aftermath += [warning.rstrip(".") for warning in self.leftovers.warnings()]
                error.hide(self._order.code.spellings())
                raise

    def _run(self) -> OperationResult:
        order, provider = self._order, self._provider
        with step(Step.INSPECT, tenant=order.tenant):
            self._history = self._journal.history(server=provider.server)
            self._installation = Installation(
                provider, order, clock=self._clock, journal=self._journal, interruptions=self._interruptions
            )
            self._known = self._installation.inspect(self._history.application)
        self._leftovers = self.leftovers = Leftovers(
            provider, history=self._history, known=self._known, partial_code=order.code.partial
        )
        self.before = in_position(self._known, order.position)
        with step(Step.RECOGNIZE, tenant=order.tenant):
            recognized = provider.recognize(order.code, among=self._known) or self._history.recognize(self._known)
            begun = self._application_of(recognized)
            if recognized is not None and begun is not None and self._installation.has_come(recognized, begun):
                return self._complete(recognized, begun)
            if recognized is not None and self._is_in_place(recognized):
                return self._in_place(recognized)
        if not order.check_mode:
            self._notes += self._leftovers.put_back(but=recognized)

        with step(Step.GUARD, tenant=order.tenant):
            self.before = _positions.license_to_replace(self._known, order.position, named=order.license_id)
        early = _guards.too_early(
            in_position(self._known, Position.ACTIVE), only_within_days=order.only_within_days, now=self._clock.now()
        )
        assessment = self._assessment()
        if early.tripped:
            alone = assessment.left_alone(early, warnings=(f"Left alone: {early.finding}.",))
            return self._with_notes(alone)
        self._notes += [early.untold] if early.untold else []
        assessment.refuse_off_plan()
        if recognized is not None:
            with self._interruptions:
                return self._carry_out(Verification(recognized, added=self._ours(recognized)), in_place=False)
        if provider.capabilities.verifies_without_change:
            # An interruption does no harm before the license is applied.
            return self._carry_out(self._verify())
        if self._history.refusal is not None:
            assessment.refuse_again(self._history.refusal)
        if order.check_mode and not order.staged:
            return self._forecast(assessment)
        assessment.refuse_what_was_ordered()
        with self._interruptions:
            return self._carry_out(self._verify())

    def _application_of(self, recognized: License | None) -> Application | None:
        begun = self._history.application
        same = begun is not None and recognized is not None and begun.license.license_id == recognized.license_id
        return begun if same else None

    def _ours(self, license: License) -> tuple[str, ...]:
        return (license.license_id,) if self._history.is_ours(license) else ()

    def _assessment(self) -> Assessment:
        return Assessment(
            order=self._order, known=self._known, before=self.before, catalog=self._catalog, now=self._clock.now()
        )

    def _verify(self) -> Verification:
        code, provider = self._order.code, self._provider
        with step(Step.VERIFY, tenant=self._order.tenant):
            if not provider.capabilities.verifies_without_change:
                self._journal.verifying([license for license in self._known if not self._history.is_ours(license)])
            try:
                verification = provider.verify(code, known=self._known)
            except CodeNotAddedError:
                found = self._history.only_new(self._known)
                if found is None:
                    raise
                verification = Verification(found)
            except KescError as error:
                self._leftovers.add(error.left_in_store)
                self._leftovers.settle(error.left_in_store, error, check_mode=self._order.check_mode)
                if error.may_have_happened and not error.left_in_store:
                    error.changed = True
                    error.aftermath.append(
                        "The code may be in the tenant's store all the same: the next run looks for it"
                    )
                raise
        ours = dict.fromkeys((*verification.added, *self._ours(verification.license)))
        return dataclasses.replace(verification, added=tuple(ours))

    def _carry_out(self, verification: Verification, *, in_place: bool | None = None) -> OperationResult:
        """Everything that may still refuse a verified license; ``in_place`` is ``None`` where it was not looked at."""
        order, added = self._order, verification.added
        self._leftovers.add(added)
        try:
            if in_place is None:
                with step(Step.VERIFY, tenant=order.tenant):
                    in_place = self._is_in_place(verification.license)
            result = self._in_place(verification.license) if in_place else self._replace(verification)
        except KescError as error:
            self._leftovers.settle(added, error, check_mode=order.check_mode)
            raise
        except BaseException:
            if order.check_mode:
                with contextlib.suppress(KescError):
                    self._leftovers.take_out(added)
            raise
        if order.check_mode and added and order.staged:
            with step(Step.VERIFY, tenant=order.tenant):
                self._leftovers.take_out(added)
            note = "Staged verification added the code to the tenant's store, read it and removed it again."
            result = dataclasses.replace(result, warnings=(*result.warnings, note))
        return result

    def _is_in_place(self, license: License) -> bool:
        """A license that only devices still hold is in place too, unless the tenant could use it itself."""
        position = self._order.position
        if license.position is Position.ACTIVE and position is Position.RESERVE:
            # The reserve license has taken over: putting it back would leave the tenant without one.
            return True
        return license.position is position and (
            license.assigned is not False or not self._provider.usable(license, position=position)
        )

    def _in_place(self, license: License) -> OperationResult:
        """The code is where it should be; only the terms of a subscription can still differ."""
        order = self._order
        self._leftovers.use(license.license_id)
        after, warnings, verified = license, list[str](), True
        if license.is_subscription and order.check_mode:
            verified = False
            warnings.append(
                "The code is in place, but it is a subscription's: whether its limit, state or dates have changed "
                "is only known after a refresh, which check mode does not make."
            )
        elif license.is_subscription:
            with step(Step.REFRESH, tenant=order.tenant):
                self._provider.refresh(self._known)
                refreshed = self._provider.licenses()
            after = next((found for found in refreshed if found.license_id == license.license_id), None) or license
        if license.position is not order.position:
            warnings.append(f"The code's license is the {license.position.value} one already, and stays that.")
        unexpected = _guards.unexpected(after, order.expected, self._catalog)
        if unexpected.finding:
            warnings.append(f"The license in place is not what the order sheet says: {unexpected.finding}.")
        warnings += _positions.deployments_left_behind(license, self._known)
        changed = after.terms() != license.terms()
        awaited = order.position is Position.ACTIVE and after.waiting
        return self._with_notes(
            OperationResult(
                changed=changed,
                applied=changed,
                before=license,
                after=after,
                comparison=dataclasses.replace(self._assessment(), before=license).compare(after),
                verified=verified,
                devices=self._devices(after, warnings, old=None) if awaited else NOT_COUNTED,
                warnings=tuple(warnings),
            )
        )

    def _forecast(self, assessment: Assessment) -> OperationResult:
        """Check mode without verification."""
        warnings = [
            "The code was not verified: this provider can only verify it by adding it to the tenant's store, and "
            "check_mode_verification is 'stored'. The transition is unknown."
        ]
        if self._order.expected != _guards.NOTHING_EXPECTED:
            warnings.append("The new license shown is what 'expected' says of it.")
        result = assessment.forecast(notes=warnings)
        devices = self._devices(None, warnings := list[str](), old=self.before)
        return self._with_notes(dataclasses.replace(result, devices=devices, warnings=(*result.warnings, *warnings)))

    def _replace(self, verification: Verification) -> OperationResult:
        order, license, announced = self._order, verification.license, verification.announced
        if verification.added and license.automatic_deployment and not order.check_mode:
            # An earlier run has left it in the store before it could switch that off.
            with step(Step.VERIFY, tenant=order.tenant):
                self._provider.deploy(license.license_id, enabled=False)
            license = dataclasses.replace(license, automatic_deployment=False)
        assessment = self._assessment()
        try:
            result = assessment.assess(license, announced=announced)
        except GuardTrippedError:
            self._remember_refusal(license)
            raise
        if order.check_mode:
            return self._with_notes(self._seen_through(result, result.after, old=self.before))
        replaced = self.before if self.before and self.before.license_id != license.license_id else None
        try:
            confirmed = self._installation.install(license, replaces=replaced, result=result, leftovers=self._leftovers)
        except LicenseNotUsableError as error:
            if not error.may_have_happened:
                self._remember_refusal(license, unusable=(error.cause, error.remedy))
            raise
        comparison = assessment.compare(confirmed, announced=announced)
        result = dataclasses.replace(result, applied=True, after=confirmed, comparison=comparison)
        return self._with_notes(self._seen_through(result, confirmed, old=self.before))

    def _complete(self, license: License, begun: Application) -> OperationResult:
        """What an earlier run had applied and did not come to the end of."""
        order = self._order
        self.before = begun.replaces
        confirmed = license
        if not order.check_mode:
            confirmed = self._installation.complete(license, begun, known=self._known, leftovers=self._leftovers)
        result = OperationResult(
            changed=True,
            applied=not order.check_mode,
            before=begun.replaces,
            after=dataclasses.replace(confirmed, position=order.position),
            comparison=self._assessment().compare(confirmed),
            verified=True,
            warnings=("An earlier run had applied the license; this one has seen it through.",),
        )
        return self._with_notes(self._seen_through(result, confirmed, old=begun.replaces))

    def _remember_refusal(self, license: License, *, unusable: tuple[str, str] | None = None) -> None:
        if not self._provider.capabilities.verifies_without_change:
            order = self._order.terms()
            self._journal.refused(Refusal(order=order, before=self.before, license=license, unusable=unusable))

    def _seen_through(
        self, result: OperationResult, license: License | None, *, old: License | None
    ) -> OperationResult:
        """The result with the devices and with what was to say on the way."""
        devices = self._devices(license, warnings := list[str](), old=old)
        warnings = [*self._installation.warnings, *warnings]
        return dataclasses.replace(result, devices=devices, warnings=(*result.warnings, *warnings))

    def _with_notes(self, result: OperationResult) -> OperationResult:
        notes = (*self._notes, *(self._leftovers.warnings()))
        return dataclasses.replace(result, warnings=(*notes, *result.warnings))

    def _devices(self, license: License | None, warnings: list[str], *, old: License | None) -> DeviceReport:
        """The devices, or a warning: the license itself is settled."""
        runs_on = (
            old if self._order.position is Position.ACTIVE and old and not old.expired(now=self._clock.now()) else None
        )
        try:
            with step(Step.DEVICES, tenant=self._order.tenant):
                return report_devices(self._provider, license, old=runs_on)
        except KescError as error:
            warnings.append(f"The devices are not reported. {error.message}")
            return NOT_COUNTED
