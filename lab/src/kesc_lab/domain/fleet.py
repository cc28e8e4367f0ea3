# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet file: its model, and loading it with errors that name the path in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from kesc_lab.domain import dates
from kesc_lab.domain.choices import Choices, Count, Positive, StrictModel
from kesc_lab.errors import LabError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster, and not everywhere

Date = Annotated[str, BeforeValidator(dates.check)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=512)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$")]
Platform = Literal["windows", "macos", "linux", "android", "ios", "other"]
LicenseType = Literal["commercial", "beta", "trial", "test", "oem", "subscription"]
LicensingModel = Literal["user", "device"]
CodeKind = Literal["good", "expired", "blocked", "v1"]
Position = Literal["active", "reserve", "none"]
SubscriptionState = Literal["active", "paused", "soft_canceled", "hard_canceled"]
MigrationWizard = Literal["instead_of_comparison", "over_comparison", "after_apply"]
Right = Literal["read", "modify", "export_license"]


class SubscriptionFile(StrictModel):
    """Terms that only a subscription has (SOURCES.md, section 7, KLLIC_SUBSCRINFO_*)."""

    end: Date | None = None
    end_type: Literal["not_defined", "unlimited", "limited", "paused"] = "limited"
    state: SubscriptionState = "active"
    grace_days: Count = 0
    provider_url: str | None = None


class LicenseFile(StrictModel):
    """What a code stands for at the activation servers."""

    serial: Text
    name: Text
    type: LicenseType = "commercial"
    limit: Count
    created: Date = "today"
    expires: Date | None
    app_ids: list[Positive] = [1017, 1750]
    suite_id: int | None = None
    part_number: str | None = None
    partner: str | None = None
    subscription: SubscriptionFile | None = None
    licensing_model: LicensingModel = "user"

    @model_validator(mode="after")
    def _subscription_terms_belong_to_subscriptions(self) -> LicenseFile:
        if (self.type == "subscription") != (self.subscription is not None):
            raise ValueError("'subscription' is given exactly when the type is 'subscription'")
        return self


class StoredFile(StrictModel):
    """Terms in which a tenant's stored copy differs from the present ones: an out-of-date copy."""

    name: Text | None = None
    limit: Count | None = None
    expires: Date | None = None
    subscription: SubscriptionFile | None = None


class CodeFile(StrictModel):
    """One activation code that the activation servers know."""

    code: Code
    kind: CodeKind = "good"
    activations: Count | None = None
    license: LicenseFile | None = None

    @model_validator(mode="after")
    def _a_usable_code_has_a_license(self) -> CodeFile:
        if self.license is None and self.kind != "blocked":
            raise ValueError(f"a code of kind '{self.kind}' needs a 'license'")
        return self


class StoredLicenseFile(StrictModel):
    """One key in a tenant's store."""

    code: Code
    position: Position = "none"
    automatic_deployment: bool = False
    stored: StoredFile | None = None


class DevicesFile(StrictModel):
    """A group of devices of one platform: a count, or names."""

    platform: Platform
    count: Annotated[int, Field(ge=0, le=100_000)] | None = None
    names: list[Text] | None = None

    @model_validator(mode="after")
    def _count_or_names(self) -> DevicesFile:
        if (self.count is None) == (self.names is None):
            raise ValueError("give either 'count' or 'names'")
        return self


def _positions_once(licenses: list[StoredLicenseFile]) -> list[StoredLicenseFile]:
    for position in ("active", "reserve"):
        if sum(item.position == position for item in licenses) > 1:
            raise ValueError(f"two licenses are '{position}'; a server has at most one")
    codes = [item.code for item in licenses]
    if len(set(codes)) != len(codes):
        raise ValueError("the same code is stored twice")
    return licenses


Licenses = Annotated[list[StoredLicenseFile], AfterValidator(_positions_once)]


class MainFile(StrictModel):
    """The main Administration Server's own store and devices."""

    licenses: Licenses = []
    devices: list[DevicesFile] = []


class TenantFile(MainFile):
    """One tenant: a virtual Administration Server, and a workspace of the console."""

    id: Positive | None = None
    name: Text
    uid: Text | None = None
    external_id: Annotated[str, StringConstraints(max_length=128)] | None = None
    group: Positive = 1
    company: Text | None = None
    console_only: bool = False
    migration_wizard: MigrationWizard | None = None


class AccountFile(StrictModel):
    """One made-up account of the lab."""

    username: Text
    password: Text
    internal: bool = True
    domain: Text | None = None
    totp: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None
    web_token: Text | None = None
    tenants: Literal["all"] | list[Text] = "all"
    rights: list[Right] = ["read", "modify"]

    @model_validator(mode="after")
    def _domain_belongs_to_domain_accounts(self) -> AccountFile:
        if self.internal and self.domain is not None:
            raise ValueError("an internal account has no 'domain'")
        return self


class FleetFile(StrictModel):
    """The whole fleet file."""

    accounts: Annotated[list[AccountFile], Field(min_length=1)]
    activation_codes: list[CodeFile] = []
    main: MainFile = MainFile()
    tenants: list[TenantFile] = []
    editions: dict[Text, list[Text]] = {}
    choices: Choices = Choices()

    @model_validator(mode="after")
    def _names_and_codes_are_unique(self) -> FleetFile:
        _refuse_duplicates("activation_codes", "code", [item.code for item in self.activation_codes])
        serials = [item.license.serial for item in self.activation_codes if item.license]
        _refuse_duplicates("activation_codes", "serial", serials)
        _refuse_duplicates("accounts", "username", [item.username for item in self.accounts])
        _refuse_duplicates("tenants", "id", [item.id for item in self.tenants if item.id is not None])
        _refuse_duplicates("tenants", "uid", [item.uid for item in self.tenants if item.uid is not None])
        return self

    @model_validator(mode="after")
    def _references_exist(self) -> FleetFile:
        known = {item.code for item in self.activation_codes if item.license}
        stores = [("main", self.main)] + [(f"tenants[{n}]", tenant) for n, tenant in enumerate(self.tenants)]
        for path, store in stores:
            for number, item in enumerate(store.licenses):
                if item.code not in known:
                    raise ValueError(
                        f"{path}.licenses[{number}].code: ...{item.code[-5:]} is not among 'activation_codes' "
                        f"(or has no license there)"
                    )
        names = {tenant.name for tenant in self.tenants}
        for number, account in enumerate(self.accounts):
            missing = [name for name in account.tenants if name not in names] if account.tenants != "all" else []
            if missing:
                raise ValueError(f"accounts[{number}].tenants: there is no tenant named '{missing[0]}'")
        return self


def _refuse_duplicates(path: str, member: str, values: list[Any]) -> None:
    seen = set()
    for value in values:
        if value in seen:
            shown = f"...{value[-5:]}" if member == "code" else repr(value)
            raise ValueError(f"{path}: the {member} {shown} is there twice")
        seen.add(value)


class _UniqueKeyLoader(_Loader):  # type: ignore[misc]  # its base is chosen at run time
    """YAML without the language's silent acceptance of repeated members."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the member '{key}' is there twice", key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise LabError(f"the member '{twice}' is there twice")
    return members


def parse_document(text: str) -> Any:
    """Parse YAML or JSON; JSON first, since a generated fleet of 20,000 tenants loads 50 times faster that way.

    Raises LabError with a sentence that says where.
    """
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text, object_pairs_hook=_unique_members)
        except json.JSONDecodeError:
            pass  # a YAML flow mapping looks like JSON at its first character only
    try:
        return yaml.load(text, Loader=_UniqueKeyLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise LabError(f"{error.problem}{where}") from error
    except yaml.YAMLError as error:
        raise LabError(str(error).splitlines()[0]) from error


def read_text(path: Path, what: str) -> str:
    """Read a UTF-8 file; raises LabError with a sentence."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LabError(f"Failed to read {what} {path}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise LabError(f"Failed to read {what} {path}: it is not UTF-8 text.") from error


def load(path: Path, text: str) -> FleetFile:
    """Check the text of a fleet file; raises LabError naming the path of the first wrong member."""
    try:
        return FleetFile.model_validate(parse_document(text))
    except LabError as error:
        raise LabError(f"Failed to read the fleet file {path}: {error}.") from error
    except ValidationError as error:
        raise LabError(f"The fleet file {path} is wrong: {first_problem(error)}.") from error


def first_problem(error: ValidationError) -> str:
    """Return the first problem as one sentence without a full stop, with the path in the file."""
    problem = error.errors(include_url=False, include_context=False)[0]
    path = ""
    for part in problem["loc"]:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not path or part.isidentifier():
            path += f".{part}" if path else str(part)
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        message = "unknown member"
    elif problem["type"] == "missing":
        message = "this member is missing"
    elif problem["type"] in ("model_type", "dict_type"):
        message = "should be a mapping with members"
    return f"{path}: {message}" if path else message
