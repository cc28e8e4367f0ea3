# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: kesc_tenants
short_description: Kaspersky tenants as inventory hosts
version_added: 0.1.0
description:
  - Makes a host of every tenant that an account sees, on one server or on several.
  - Each host has the variables with which the role P(fleetops.kesc.license_rotation#role) reaches its tenant, but no
    password and no token. Keep those in the environment, or in the variables of the group C(kesc_server_NAME).
  - The file's name ends in C(kesc_tenants.yml) or C(kesc_tenants.yaml).
author:
  - fleetops.kesc contributors (@fleetops)
extends_documentation_fragment:
  - fleetops.kesc._connection
  - fleetops.kesc._console
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
      - The servers, where there are several. Each entry takes every connection option of this plugin, and
        O(license_facts), O(external_ids), O(concurrency) and O(editions_file). Those that it leaves out are taken from
        the top of the file, and those that are not there from the environment.
      - The member C(name) of an entry is what the server is called in C(kesc_server) and in the group
        C(kesc_server_NAME). Without it, its host name.
    type: list
    elements: dict
  tenant:
    description:
      - The virtual server to sign in to, for an account that only exists there. Leave it out for the main server.
      - No environment variable counts for this option, unlike in tasks.
    type: str
    default: ""
  tenant_id:
    description:
      - The same by its id, where the name is not unique.
      - No environment variable counts for this option, unlike in tasks.
    type: str
  hostnames:
    description:
      - Jinja2 expressions over the host's variables. The first one that gives a name is the host's name.
      - Without any, the name is the tenant's, in lower case.
      - Whatever could be taken for a part of a host pattern or of a template, blanks included, becomes a dash.
      - Where tenants would share a name, the id is put behind the name of each of them, with that of the server before
        it where there are several. O(filters) do not change names.
      - The same is done, with a warning, where the name is that of a group of another inventory, that of another tenant
        of another inventory file, or begins with C(kesc_) as ready groups do. To Ansible, a group goes before a host of
        the same name. Groups of inventories that come after this one are not known yet, so give this one last.
    type: list
    elements: str
    default: []
  license_facts:
    description:
      - How much is read of each tenant's licenses.
      - V(none) reads nothing.
      - V(terms) reads names, types and ends, with one call for each tenant in one session with the main server. The
        only license of a tenant counts as the one in force. A session with the tenant itself is opened only where it
        has several, or where the main server does not tell.
      - V(all) reads positions, limits and use too, in a session with each tenant.
      - With O(provider=console) both open the console of each tenant, one after another.
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
    description:
      - Jinja2 expressions over the host's variables that are true or false. A tenant is taken when all of them are
        true.
      - A tenant without a license, or whose licenses were not read, has none, so write C(kesc_license.days_left |
        default(0)).
    type: list
    elements: str
    default: []
  exclude_filters:
    description: The same. A tenant is left out when any of them is true.
    type: list
    elements: str
    default: []
notes:
  - Each host has C(kesc_server), C(kesc_tenant) (the members that M(fleetops.kesc.kesc_tenant_info) returns),
    C(kesc_licenses) and C(kesc_license) (the one in force), both as M(fleetops.kesc.kesc_license_info) returns them,
    and C(kesc_error). The last three are C(null) where O(license_facts) did not ask for them. C(days_left) and
    C(status) are as of the reading, also in a cache.
  - Ready groups are C(kesc_expired), C(kesc_expires_in_30_days), C(kesc_expires_in_60_days),
    C(kesc_expires_in_90_days), C(kesc_no_license), C(kesc_edition_NAME), with O(license_facts=all) C(kesc_over_limit)
    and C(kesc_over_90_percent), and always C(kesc_server_NAME). What ends within 30 days is in all three of
    C(kesc_expires_in_...), what has ended in none of them.
  - A group of the options O(groups) and O(keyed_groups) that would be called like a host is called C(NAME_group)
    instead, with a warning.
  - A tenant that cannot be read is in the group C(kesc_unreachable), and a server that cannot be read is a host of
    that group. Neither hides the others. With O(strict=true) either fails the inventory. What could not be read is
    never cached.
  - While it reads, it says every five seconds on the standard error output how many tenants of a server have been read.
  - Where an inventory fails, ansible-core warns and goes on with the others. To make it stop instead, set
    E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED).
  - ansible-core may show lines of the inventory file with a message about it. Keep passwords out of the file, in a
    lookup or encrypted by C(ansible-vault encrypt_string).
seealso:
  - module: fleetops.kesc.kesc_tenant_info
  - module: fleetops.kesc.kesc_license_info
"""

EXAMPLES = r"""
# kesc_tenants.yml: one server, its address and account in the environment
plugin: fleetops.kesc.kesc_tenants

---
# south.kesc_tenants.yml: tenants whose license ends soon, read with one call for each of them
plugin: fleetops.kesc.kesc_tenants
server_url: https://ksc-south.example.com:13299
ca_path: /etc/kesc/south.pem
username: svc-licenses
license_facts: terms
filters:
  - kesc_license.days_left | default(1000) < 60

---
# fleet.kesc_tenants.yml: two servers, hosts named by the MSP's own key, groups of the fleet's own
plugin: fleetops.kesc.kesc_tenants
username: svc-licenses
password: "{{ lookup('ansible.builtin.env', 'KSC_PASSWORD') }}"
servers:
  - name: north
    server_url: https://ksc-north.example.com:13299
  - name: south
    server_url: https://ksc-south.example.com:13299
    ca_path: /etc/kesc/south.pem
external_ids: true
license_facts: all
hostnames:
  - kesc_tenant.external_id
exclude_filters:
  - kesc_tenant.enabled is false
groups:
  ends_this_quarter: kesc_license.days_left | default(1000) < 90
keyed_groups:
  - key: kesc_tenant.group_id | string
    prefix: administration_group
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

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._options._argspec import tenants_arguments
from ansible_collections.fleetops.kesc.plugins.plugin_utils._inventory import _hosts as _fleet_inventory
from ansible_collections.fleetops.kesc.plugins.plugin_utils._inventory._servers import (
    Reading,
    Server,
    read_servers,
    servers_of,
)
from ansible_collections.fleetops.kesc.plugins.plugin_utils._plain import plain

if t.TYPE_CHECKING:
    from ansible.inventory.data import InventoryData
    from ansible.parsing.dataloader import DataLoader

_NOT_OF_THE_TENANT = ("license", "licenses", "error", "unique_name")
_FILE_ENDINGS = ("kesc_tenants.yml", "kesc_tenants.yaml")


class _Host(t.NamedTuple):
    """A host before it has its final name; ``id`` tells it from its namesakes."""

    name: str
    id: str
    groups: list[str]
    variables: dict[str, t.Any]


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Ansible's entry point."""

    NAME = "fleetops.kesc.kesc_tenants"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(_FILE_ENDINGS)

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path)
        config = self._read_config_data(path)
        for unknown in sorted(set(config) - set(self.get_options())):
            raise AnsibleParserError(f"there is no option {unknown}")
        try:
            readings = self._readings(self._servers(config), path, cache=cache)
        except InvalidRequestError as error:
            raise AnsibleParserError(error.message) from None
        for reading in readings:
            inventory.add_group(_fleet_inventory.server_group(reading.server.name))
        hosts = [host for reading in readings for host in self._hosts(reading, several=len(readings) > 1)]
        names, notes = _fleet_inventory.distinct_names(
            [host.name for host in hosts],
            [host.id for host in hosts],
            taken=lambda name, number: self._taken(name, hosts[number]),
        )
        for note in notes:
            self.display.warning(note)
        self._host_names = frozenset(names)
        for name, host in zip(names, hosts, strict=True):
            if host.variables["kesc_tenant"] is None or self._is_wanted(host.variables):
                self._add(name, host)

    def _servers(self, config: t.Mapping[str, t.Any]) -> list[Server]:
        arguments = tenants_arguments(env_fallback)
        options = {*arguments["argument_spec"], "servers"} & set(config)
        return servers_of(
            plain(self.templar.template({name: config[name] for name in options})),
            options=arguments["argument_spec"],
            validate=ArgumentSpecValidator(**arguments).validate,
        )

    def _readings(self, servers: list[Server], path: str, *, cache: bool) -> list[Reading]:
        """The servers' tenants, from the cache where it may be used and holds what is asked for."""
        caching = bool(self.get_option("cache"))
        key, asked = self.get_cache_key(path), [server.asked for server in servers]
        cached = self._cache.get(key) if caching and cache else None
        if cached and cached["asked"] == asked:
            return [Reading(server, tenants) for server, tenants in zip(servers, cached["tenants"], strict=True)]
        readings = read_servers(servers, tell=lambda line: self.display.display(line, stderr=True))
        failures = [failure for reading in readings for failure in reading.failures]
        if failures and self.get_option("strict"):
            raise AnsibleParserError(" ".join(failures))
        for warning in (*(text for reading in readings for text in reading.warnings), *failures):
            self.display.warning(warning)
        if caching and not failures:
            self._cache[key] = {"asked": asked, "tenants": [reading.tenants for reading in readings]}
        return readings

    def _hosts(self, reading: Reading, *, several: bool) -> t.Iterator[_Host]:
        """A host for each tenant, or one for a server that cannot be read: a play over it fails, with the reason."""
        server = reading.server
        connection = {
            "ansible_connection": "local",
            "kesc_server": server.name,
            **_fleet_inventory.connection_variables(server.params, server.given),
        }
        group, prefix = _fleet_inventory.server_group(server.name), f"{server.name}-" if several else ""
        if reading.error is not None:
            facts = {"kesc_tenant": None, "kesc_license": None, "kesc_licenses": None, "kesc_error": reading.error}
            name = _fleet_inventory.default_host_name(server.name)
            yield _Host(name, "server", [group, _fleet_inventory.UNREACHABLE], _no_templates({**connection, **facts}))
        for tenant in reading.tenants:
            variables = _no_templates(
                {
                    **connection,
                    **_fleet_inventory.tenant_variables(tenant),
                    "kesc_tenant": {name: tenant[name] for name in tenant if name not in _NOT_OF_THE_TENANT},
                    "kesc_license": tenant["license"],
                    "kesc_licenses": tenant["licenses"],
                    "kesc_error": tenant["error"],
                }
            )
            id_ = _fleet_inventory.host_name(f"{prefix}{tenant['tenant_id']}")
            yield _Host(
                self._name(variables, tenant["name"]), id_, [group, *_fleet_inventory.ready_groups(tenant)], variables
            )

    def _taken(self, name: str, host: _Host) -> str | None:
        """What another inventory, or another file of this plugin, has under that name and is not this tenant."""
        if name in self.inventory.groups:
            return "another inventory has a group of that name"
        known = self.inventory.hosts.get(name)
        if known is None or "kesc_server" not in known.vars or _identity(known.vars) == _identity(host.variables):
            return None
        return f"a tenant of the server {known.vars['kesc_server']} has that name in another inventory"

    def _sanitize_group_name(self, name: str) -> str:
        """For the options groups and keyed_groups: to Ansible, a group goes before a host of the same name."""
        safe = super()._sanitize_group_name(name)
        group = _fleet_inventory.distinct_group(
            safe, is_host=lambda each: each in self._host_names or each in self.inventory.hosts
        )
        if group != safe and group not in self.inventory.groups:
            self.display.warning(f"The group {safe!r} is called {group!r}: a host has that name.")
        return group

    def _add(self, name: str, host: _Host) -> None:
        self.inventory.add_host(name)
        for group in host.groups:
            self.inventory.add_child(self.inventory.add_group(group), name)
        # The inventory's own set_variable copies every value, in newer ansible-core, to mark which file it comes from:
        # a fifth of the time that a large fleet takes, and two thirds of the memory.
        known = self.inventory.get_host(name)
        for variable, value in host.variables.items():
            known.set_variable(variable, value)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), host.variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), host.variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), host.variables, name, strict=strict)

    def _name(self, variables: dict[str, t.Any], tenant: str) -> str:
        for expression in self.get_option("hostnames"):
            value = self._value("hostnames", expression, variables)
            name = "" if value is None else _fleet_inventory.host_name(str(value))
            if name:
                return name
        return _fleet_inventory.default_host_name(tenant)

    def _is_wanted(self, variables: dict[str, t.Any]) -> bool:
        wanted = all(self._holds("filters", each, variables) for each in self.get_option("filters"))
        return wanted and not any(
            self._holds("exclude_filters", each, variables) for each in self.get_option("exclude_filters")
        )

    def _holds(self, option: str, expression: str, variables: dict[str, t.Any]) -> bool:
        value = self._value(option, expression, variables)
        if not isinstance(value, bool):
            raise AnsibleParserError(f"{option}: {expression!r} is neither true nor false")
        return value

    def _value(self, option: str, expression: str, variables: dict[str, t.Any]) -> t.Any:
        try:
            return self._compose(expression, variables)
        except AnsibleError as error:
            # Without the cause: ansible-core would show the lines around the expression, where a password may stand.
            raise AnsibleParserError(f"{option}: {expression!r} cannot be evaluated: {error}") from None


def _identity(variables: t.Mapping[str, t.Any]) -> tuple[t.Any, t.Any]:
    """Which tenant of which server a host is."""
    return variables["kesc_server"], (variables.get("kesc_tenant") or {}).get("tenant_id")


def _no_templates(value: t.Any) -> t.Any:
    """The value with texts marked that older ansible-core would take for templates. Marks on all are hard to read."""
    if isinstance(value, dict):
        return {key: _no_templates(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_no_templates(each) for each in value]
    return wrap_var(value) if isinstance(value, str) and "{" in value else value
