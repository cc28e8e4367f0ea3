# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: kesc_tenants
short_description: Kaspersky tenants as inventory hosts
version_added: 0.1.0
description:
  - Makes a host of every tenant that an account sees on one or several servers.
  - Each host has the variables with which the role P(fleetops.kesc.license_rotation#role) reaches its tenant, but no
    password and no token. Keep those in the environment, or in the variables of the group C(kesc_server_NAME).
  - The file's name ends in C(kesc_tenants.yml) or C(kesc_tenants.yaml).
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._connection
  - fleetops.kesc._editions
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [fleetops.kesc.kesc_tenants]
  servers:
    description:
      - The servers, where there are several. Each entry takes every connection option of this plugin. Those that it
        leaves out are taken from the top of the file, and those that are not there from the environment.
      - O(servers[].name) is what the server is called in C(kesc_server) and in the group C(kesc_server_NAME), by
        default its host name.
    type: list
    elements: dict
  server_url:
    description:
      - The address of the Administration Server, or just its host name, where there is only one.
      - Only C(https) is spoken. Without a port, 13299 is used.
      - If not set, the environment variable E(KESC_SERVER_URL) is used.
    type: str
  tenant:
    description:
      - The virtual server to sign in to, for an account that only exists there. Leave it out for the main server.
      - No environment variable counts for this option.
    type: str
  tenant_id:
    description: The same by its id.
    type: str
  hostnames:
    description:
      - Jinja2 expressions over the host's variables. The first one that is not empty is the host's name.
      - Without any, the tenant's name in lower case, with dashes between its words.
      - Where tenants would share a name, the id is put behind the name of each of them, with that of the server before
        it where there are several.
    type: list
    elements: str
    default: []
  license_facts:
    description:
      - How much is read of each tenant's licences.
      - V(none) reads nothing.
      - V(terms) reads names, types and ends, with one call for each tenant in one session with the main server. A
        session with the tenant itself is opened only where the main server does not tell which licence is in force.
      - V(all) reads positions, limits and use too, in a session with each tenant.
    type: str
    choices: [none, terms, all]
    default: none
  external_ids:
    description: Whether to read the external id (C(ExtTenant)) of each tenant too. It takes a call for each.
    type: bool
    default: false
  concurrency:
    description: How many tenants of a server are read at the same time, each in a session of its own.
    type: int
    default: 16
  filters:
    description: Jinja2 expressions over the host's variables. A tenant is taken when all of them are true.
    type: list
    elements: str
    default: []
  exclude_filters:
    description: Jinja2 expressions over the host's variables. A tenant is left out when any of them is true.
    type: list
    elements: str
    default: []
notes:
  - Each host has C(kesc_server), C(kesc_tenant) (the members that M(fleetops.kesc.kesc_tenant_info) returns),
    C(kesc_licenses), C(kesc_license) (the one in force) and C(kesc_error). The last three are V(none) where
    O(license_facts) did not ask for them. C(days_left) and C(status) are as of the reading, also in a cache.
  - Ready groups are C(kesc_expired), C(kesc_expires_in_30_days), C(kesc_no_license), C(kesc_edition_NAME), with
    O(license_facts=all) C(kesc_over_limit) and C(kesc_over_90_percent), and always C(kesc_server_NAME).
  - A tenant that cannot be read is in the group C(kesc_unreachable), and a server that cannot be read is a host of
    that group. Neither hides the others. With O(strict=true) either fails the inventory. What could not be read is
    never cached.
seealso:
  - module: fleetops.kesc.kesc_tenant_info
  - module: fleetops.kesc.kesc_license_info
"""

EXAMPLES = r"""
# One server, its address and account in the environment
plugin: fleetops.kesc.kesc_tenants

---
# Two servers; hosts are named by the MSP's own key, and grouped by edition and by how soon the licence ends
plugin: fleetops.kesc.kesc_tenants
username: operator
password: "{{ lookup('ansible.builtin.env', 'KSC_PASSWORD') }}"
servers:
  - name: north
    server_url: https://ksc-north.example.com:13299
  - name: south
    server_url: https://ksc-south.example.com:13299
    ca_path: /etc/ssl/ksc-south.pem
external_ids: true
license_facts: all
hostnames:
  - kesc_tenant.external_id
exclude_filters:
  - kesc_tenant.enabled is false
keyed_groups:
  - key: kesc_tenant.group_id
    prefix: administration_group
groups:
  ends_this_quarter: kesc_license.days_left | default(1000) < 90
compose:
  license_rotation_only_within_days: 30
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/kesc-tenants
"""

import typing as t

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.basic import env_fallback
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.fleetops.kesc.plugins.module_utils._argspec import fleet_arguments
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils import _fleet_inventory
from ansible_collections.fleetops.kesc.plugins.plugin_utils._fleet_servers import (
    Reading,
    Server,
    read_servers,
    servers_of,
)

if t.TYPE_CHECKING:
    from ansible.inventory.data import InventoryData
    from ansible.parsing.dataloader import DataLoader

_READING_OPTIONS = ("tenant", "tenant_id", "username", "license_facts", "external_ids")
_NOT_OF_THE_TENANT = ("license", "licenses", "error", "unique_name")
_FILE_ENDINGS = ("kesc_tenants.yml", "kesc_tenants.yaml")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Ansible's entry point."""

    NAME = "fleetops.kesc.kesc_tenants"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(_FILE_ENDINGS)

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path)
        config = self._read_config_data(path)
        unknown = sorted(set(config) - set(self.get_options()) - {"plugin"})
        if unknown:
            raise AnsibleParserError(f"there is no option {' and no option '.join(unknown)}")
        self._add(self._readings(self._servers(config), path, cache=cache))

    def _servers(self, config: t.Mapping[str, t.Any]) -> list[Server]:
        arguments = fleet_arguments(env_fallback)
        settings = {name: config[name] for name in config if name in arguments["argument_spec"] or name == "servers"}
        try:
            return servers_of(
                self.templar.template(settings),
                arguments=arguments["argument_spec"],
                validate=ArgumentSpecValidator(**arguments).validate,
            )
        except InvalidRequestError as error:
            raise AnsibleParserError(error.message) from None

    def _readings(self, servers: list[Server], path: str, *, cache: bool) -> list[Reading]:
        """The servers' tenants, from the cache where it may be used and holds what is asked for."""
        wanted = bool(self.get_option("cache"))
        key, asked = self.get_cache_key(path), [_asked(server) for server in servers]
        cached = self._cache.get(key) if wanted and cache else None
        if cached and cached["asked"] == asked:
            return [Reading(server, tenants) for server, tenants in zip(servers, cached["tenants"], strict=True)]
        readings = read_servers(servers)
        failures = [failure for reading in readings for failure in reading.failures]
        if failures and self.get_option("strict"):
            raise AnsibleParserError(" ".join(failures))
        for warning in (text for reading in readings for text in (*reading.warnings, *reading.failures)):
            self.display.warning(warning)
        if wanted and not failures:
            self._cache[key] = {"asked": asked, "tenants": [reading.tenants for reading in readings]}
        return readings

    def _add(self, readings: list[Reading]) -> None:
        for reading in readings:
            self.inventory.add_group(self._server_group(reading.server))
            if reading.error is not None:
                self._add_unreachable(reading.server, reading.error)
        tenants = [
            (reading.server, tenant, self._variables(reading.server, tenant))
            for reading in readings
            for tenant in reading.tenants
        ]
        tenants = [chosen for chosen in tenants if self._is_wanted(chosen[2])]
        names = [self._host_name(variables) for _server, _tenant, variables in tenants]
        ids = [
            f"{server.name}-{tenant['tenant_id']}" if len(readings) > 1 else str(tenant["tenant_id"])
            for server, tenant, _variables in tenants
        ]
        for name, (server, tenant, variables) in zip(_fleet_inventory.distinct_names(names, ids), tenants, strict=True):
            self._add_host(name, [self._server_group(server), *_fleet_inventory.ready_groups(tenant)], variables)

    def _add_unreachable(self, server: Server, message: str) -> None:
        """A host that stands for the server: a play over all hosts fails for it, with the reason."""
        variables = {
            "kesc_server": server.name,
            "kesc_error": {"message": message},
            "license_rotation_server_url": server.params["server_url"],
        }
        self._add_host(server.name, [self._server_group(server), _fleet_inventory.UNREACHABLE], variables)

    def _add_host(self, name: str, groups: t.Iterable[str], variables: dict[str, t.Any]) -> None:
        self.inventory.add_host(name)
        for group in groups:
            self.inventory.add_child(self.inventory.add_group(self._sanitize_group_name(group)), name)
        for variable, value in variables.items():
            self.inventory.set_variable(name, variable, value)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)

    def _variables(self, server: Server, tenant: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The host's variables; texts of a server are no templates."""
        facts = {name: value for name, value in tenant.items() if name not in _NOT_OF_THE_TENANT}
        variables = {
            "ansible_connection": "local",
            "kesc_server": server.name,
            "kesc_tenant": facts,
            "kesc_license": tenant["license"],
            "kesc_licenses": tenant["licenses"],
            "kesc_error": tenant["error"],
            **_fleet_inventory.rotation_variables(server.params, server.given, tenant),
        }
        return {name: _no_template(value) for name, value in variables.items()}

    def _is_wanted(self, variables: dict[str, t.Any]) -> bool:
        return all(
            self._holds("filters", expression, variables) for expression in self.get_option("filters")
        ) and not any(
            self._holds("exclude_filters", expression, variables) for expression in self.get_option("exclude_filters")
        )

    def _holds(self, option: str, expression: str, variables: dict[str, t.Any]) -> bool:
        try:
            return bool(self._compose(expression, variables))
        except AnsibleError as error:
            raise AnsibleParserError(f"{option}: {expression!r} cannot be evaluated: {error}") from error

    def _host_name(self, variables: dict[str, t.Any]) -> str:
        for expression in self.get_option("hostnames"):
            try:
                name = self._compose(expression, variables)
            except AnsibleError as error:
                raise AnsibleParserError(f"hostnames: {expression!r} cannot be evaluated: {error}") from error
            if name not in (None, ""):
                return str(name)
        return _fleet_inventory.default_host_name(variables["kesc_tenant"]["name"])

    def _server_group(self, server: Server) -> str:
        return str(self._sanitize_group_name(f"kesc_server_{server.name}"))


def _no_template(value: t.Any) -> t.Any:
    """Marks texts that older ansible-core would take for templates; marks on every text would be hard to read."""
    if isinstance(value, dict):
        return {key: _no_template(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_no_template(each) for each in value]
    return wrap_var(value) if isinstance(value, str) and "{" in value else value


def _asked(server: Server) -> list[t.Any]:
    """What a cached reading depends on."""
    return [server.name, server.params["server_url"], *(server.params[name] for name in _READING_OPTIONS)]
