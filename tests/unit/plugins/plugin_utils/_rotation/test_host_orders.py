# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One host's order, from its variables, and what in them cannot be right."""

from __future__ import annotations

import typing as t

import jinja2
import pytest
from ansible.errors import AnsibleError

from ansible_collections.fleetops.kesc.plugins.plugin_utils._host_variables import HostVariables
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _host_orders
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.host_vars import UNDEFINED, HostVars

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._preflight import Order

PREFIX = "license_rotation_"


def read(variables: t.Mapping[str, t.Any], host: str = "birch") -> Order:
    return _host_orders.read_order(host, HostVariables(host, HostVars({host: dict(variables)})))


def of_role(**variables: t.Any) -> dict[str, t.Any]:
    return {PREFIX + name: value for name, value in variables.items()}


def test_an_order_is_what_the_variables_say() -> None:
    order = read(
        {
            **of_role(tenant="Birch Legal", tenant_id=7, activation_code=CODE, server_url="ksc.{{ domain }}"),
            **of_role(by_hand="yes", main_server=True, provider="console"),
            "kesc_tenant": {"name": "Birch", "external_id": "crm-2"},
            "tenant": "not this one",
        }
    )
    assert (order.host, order.server, order.tenant, order.tenant_id) == ("birch", "ksc.example.com", "Birch Legal", "7")
    assert (order.activation_code, order.by_hand, order.main_server) == (CODE, True, True)
    assert (order.provider, order.problems) == ("console", ())
    assert order.keys == {"birch", "Birch Legal", "7", "Birch", "crm-2"}


def test_a_host_without_variables_has_an_empty_order() -> None:
    order = read({})
    assert (order.tenant, order.activation_code, order.keys, order.problems) == ("", None, {"birch"}, ())


def test_an_order_shows_no_code() -> None:
    assert not [section for section in CODE.split("-") if section in repr(read(of_role(activation_code=CODE)))]


WRONG: dict[str, tuple[dict[str, t.Any], str]] = {
    "a code behind nothing": (
        of_role(activation_code=UNDEFINED),
        "the variable license_rotation_activation_code cannot be read: 'nobody_knows' is undefined",
    ),
    "a password behind nothing": (
        of_role(password=UNDEFINED),
        "the variable license_rotation_password cannot be read: 'nobody_knows' is undefined",
    ),
    "an unknown variable": (
        of_role(activationcode=CODE),
        "there is no variable license_rotation_activationcode: did you mean license_rotation_activation_code?",
    ),
    "a number that is none": (
        of_role(timeout="soon"),
        "the variable license_rotation_timeout has a wrong value: ",
    ),
    "a choice that is none": (
        of_role(position="sideways"),
        "the variable license_rotation_position has a wrong value: value of license_rotation_position must be one of: "
        "active, reserve, got: sideways",
    ),
    "a flag that is none": (
        of_role(by_hand="truee"),
        "the variable license_rotation_by_hand has a wrong value: ",
    ),
    "a member of a dictionary": (
        of_role(expected={"limitt": 25}),
        "the variable license_rotation_expected has a wrong value: ",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_it_cannot_be_right_with(case: str) -> None:
    variables, problem = WRONG[case]
    order = read({**of_role(tenant="Birch"), **variables})
    assert len(order.problems) == 1
    assert order.problems[0].startswith(problem)
    assert order.tenant == "Birch"
    assert not [section for section in CODE.split("-") if section in order.problems[0]]


def test_all_that_is_wrong_comes_at_once() -> None:
    variables = of_role(timeout="soon", activation_code=UNDEFINED, tennant="Birch")
    assert len(read(variables).problems) == 3


@pytest.mark.parametrize("name", ["result", "begun", "gate", "order", "report_dir", "macs"])
def test_what_is_registered_or_concerns_no_module_is_not_even_read(name: str) -> None:
    assert read(of_role(**{name: UNDEFINED})).problems == ()


class Later:
    """The variables of a newer ansible-core, which gives an object of its own where something is undefined."""

    def raw_get(self, _host: str) -> dict[str, t.Any]:
        return of_role(activation_code="{{ vault_code }}")

    def __getitem__(self, _host: str) -> dict[str, t.Any]:
        return of_role(activation_code=jinja2.StrictUndefined(name="vault_code"))


class Earlier(Later):
    """The variables of an older one, which gives the text of the template."""

    def __getitem__(self, _host: str) -> dict[str, t.Any]:
        return self.raw_get(_host)


class Quoting(Later):
    """An error that quotes the template, a literal code in it."""

    def __getitem__(self, _host: str) -> t.Any:
        class Raising(dict[str, t.Any]):
            def __getitem__(self, _name: str) -> t.Any:
                raise AnsibleError(
                    f"An unhandled exception occurred while templating '{{{{ '{CODE}' | x }}}}'. Error was a <class "
                    f"'E'>, original message: template error: no filter named 'x'. String: {{{{ '{CODE}' | x }}}}"
                )

        return Raising()


@pytest.mark.parametrize(
    ("hostvars", "why"),
    [
        (Later(), "something that it refers to is not defined"),
        (Earlier(), "something that it refers to is not defined"),
        (Quoting(), "template error: no filter named 'x'"),
    ],
    ids=["an undefined object", "the text of the template", "an error that quotes it"],
)
def test_what_cannot_be_worked_out_is_told_without_its_text(
    hostvars: t.Any, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_host_orders, "HANDS_ON_UNRESOLVED_TEMPLATES", isinstance(hostvars, Earlier))
    order = _host_orders.read_order("birch", HostVariables("birch", hostvars))
    assert order.problems == (f"the variable license_rotation_activation_code cannot be read: {why}",)
    assert order.activation_code is None
