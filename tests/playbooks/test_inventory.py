# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin kesc_tenants: every tenant of one or several servers a host."""

from __future__ import annotations

import collections
import json
import re
import subprocess
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.fleetops.kesc.tests.playbooks.fleets import BASE, OPERATOR, PLUS

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

TEMPLATE, PUNCTUATION = "{{ 7*7 }}", "Smith, Jones: & Co [1:3]"
PASSWORD = OPERATOR["password"]
SINGLE = {"username": "single", "password": "s3cret-Single-Passw0rd", "tenants": ["Alder"]}
NOBODY_LISTENS = "https://127.0.0.1:9"
STATISTIC, LIST = "VServers2.GetVServerStatistic", "VServers.GetVServers"
SESSION = {"Session.StartSession": 1, "Session.EndSession": 1}
READING = {
    **SESSION,
    "LicenseKeys.EnumKeys": 1,
    "GroupSyncIterator.GetNextItems": 1,
    "GroupSyncIterator.ReleaseIterator": 1,
}


class Fleet(t.NamedTuple):
    document: dict[str, t.Any]


def fleet(*tenants: dict[str, t.Any]) -> Fleet:
    """Each tenant has the member ``terms``, those of its license in force, or ``licenses``, which may be none."""
    codes, made = [], []
    for number, tenant in enumerate(tenants):
        code, rest = f"AAAAA-BBBBB-CCCCC-{number:05d}", {**tenant}
        terms = rest.pop("terms", None)
        if terms is not None:
            license = {"serial": f"S-{number}", "name": BASE, "limit": 20, "created": "today-99d", **terms}
            codes.append({"code": code, "license": license})
            rest["licenses"] = [{"code": code, "position": "active"}]
        made.append({"licenses": [], **rest})
    return Fleet({"accounts": [OPERATOR, SINGLE], "activation_codes": codes, "tenants": made})


def windows(count: int) -> list[dict[str, t.Any]]:
    return [{"platform": "windows", "count": count}]


@pytest.fixture(scope="module")
def north(start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(
        fleet(
            {"id": 1, "name": "Alder", "external_id": "crm/1", "terms": {"expires": "today+20d"}},
            {"id": 2, "name": "Birch", "terms": {"name": PLUS, "expires": "today+99d"}, "devices": windows(21)},
            {"id": 3, "name": "Cedar", "terms": {"expires": "today-2d"}, "devices": windows(18), "group": 12},
            {"id": 4, "name": "Bare"},
            {"id": 5, "name": "Twin", "terms": {"expires": "today+99d"}},
            {"id": 6, "name": "Twin", "terms": {"name": "{{ 8*8 }}", "expires": "today+99d"}},
            {"id": 7, "name": TEMPLATE},
            {"id": 8, "name": PUNCTUATION},
        )
    )


@pytest.fixture(scope="module")
def south(start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(fleet({"id": 1, "name": "Alder"}, {"id": 2, "name": "Dogwood"}))


@pytest.fixture(scope="module")
def labs(north: RunningLab, south: RunningLab) -> tuple[RunningLab, RunningLab]:
    return north, south


HOSTS = {"alder", "birch", "cedar", "bare", "twin-5", "twin-6", "7-7", "smith-jones-co-1-3"}


class Inventory(t.NamedTuple):
    run: Run

    @property
    def hosts(self) -> dict[str, dict[str, t.Any]]:
        return self._listed["_meta"]["hostvars"]

    def group(self, name: str) -> set[str]:
        return set(self._listed.get(name, {}).get("hosts", ()))

    @property
    def _listed(self) -> dict[str, t.Any]:
        """What is printed behind the lines of ``-vvvv``."""
        printed = f"\n{self.run.stdout}"
        return json.loads(printed[printed.index("\n{\n") :], object_hook=_unmarked)


def _unmarked(value: dict[str, t.Any]) -> t.Any:
    """ansible-core's mark for texts that are no templates, taken off."""
    return value.get("__ansible_unsafe", value)


@pytest.fixture
def read(ansible: Ansible, tmp_path: Path) -> Callable[..., Inventory]:
    """Lists an inventory with these options; the password is in the environment."""

    def reader(*arguments: str, environment: dict[str, str] | None = None, **options: t.Any) -> Inventory:
        file = written(tmp_path, **options)
        return Inventory(
            ansible.inventory(file, *arguments, environment={"KESC_PASSWORD": PASSWORD, **(environment or {})})
        )

    return reader


def written(folder: Path, **options: t.Any) -> Path:
    file = folder / "kesc_tenants.yml"
    document = {"plugin": "fleetops.kesc.kesc_tenants", **options}
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


def server(lab: RunningLab, **options: t.Any) -> dict[str, t.Any]:
    return {"server_url": lab.url, "ca_path": lab.ca_file, "username": "operator", **options}


def methods(lab: RunningLab, tenant: str | None = None, *, after: int) -> dict[str, int]:
    return dict(collections.Counter(call["method"] for call in lab.calls(tenant, after=after)))


def test_every_tenant_is_a_host_that_the_role_can_reach(read: Callable[..., Inventory], north: RunningLab) -> None:
    mark = north.mark()
    found = read(**server(north, external_ids=True))
    assert set(found.hosts) == HOSTS
    tenant = dict(found.hosts["alder"].pop("kesc_tenant"))
    assert (tenant["tenant_id"], tenant["name"], tenant["external_id"]) == (1, "Alder", "crm/1")
    assert found.hosts["alder"] | {"kesc_tenant": None} == {
        "ansible_connection": "local",
        "kesc_server": "127.0.0.1",
        "kesc_tenant": None,
        "kesc_license": None,
        "kesc_licenses": None,
        "kesc_error": None,
        "license_rotation_server_url": north.url,
        "license_rotation_ca_path": north.ca_file,
        "license_rotation_username": "operator",
        "license_rotation_tenant": "Alder",
    }
    assert found.group("kesc_server_127_0_0_1") == HOSTS
    assert methods(north, after=mark) == {**SESSION, LIST: 1, "ExtTenant.GetExternalTenantId": len(HOSTS)}


def test_without_facts_it_takes_a_list_alone(read: Callable[..., Inventory], north: RunningLab) -> None:
    mark = north.mark()
    assert set(read(**server(north)).hosts) == HOSTS
    assert methods(north, after=mark) == {**SESSION, LIST: 1}


def test_terms_take_a_call_for_each_tenant_in_one_session(read: Callable[..., Inventory], north: RunningLab) -> None:
    mark = north.mark()
    found = read(**server(north, license_facts="terms"))
    assert methods(north, after=mark) == {**SESSION, LIST: 1, STATISTIC: len(HOSTS)}
    assert found.hosts["birch"]["kesc_license"]["name"] == PLUS
    assert (found.group("kesc_expired"), found.group("kesc_expires_in_30_days")) == ({"cedar"}, {"alder"})
    assert found.group("kesc_expires_in_60_days") == found.group("kesc_expires_in_90_days") == {"alder"}
    assert found.group("kesc_no_license") == {"bare", "7-7", "smith-jones-co-1-3"}
    assert found.group("kesc_over_limit") == set()


def test_all_takes_a_session_for_each_tenant(read: Callable[..., Inventory], north: RunningLab) -> None:
    mark = north.mark()
    found = read(**server(north, license_facts="all"))
    assert methods(north, "Birch", after=mark) == methods(north, "Cedar", after=mark) == READING
    # A namesake is found on the main server's list.
    assert methods(north, "", after=mark)[LIST] == 1 + len(("twin-5", "twin-6"))
    assert north.counters()["sessions_open"] == 0
    assert north.writes(after=mark) == []
    assert found.group("kesc_over_limit") == {"birch"}
    assert found.group("kesc_over_90_percent") == {"birch", "cedar"}
    assert found.group("kesc_edition_endpoint_security_cloud") == {"alder", "cedar", "twin-5"}
    assert found.group("kesc_edition_endpoint_security_cloud_plus") == {"birch"}
    assert found.group("kesc_edition_unknown") == {"twin-6"}
    assert [each["position"] for each in found.hosts["birch"]["kesc_licenses"]] == ["active"]


def test_texts_of_a_server_are_never_templates(ansible: Ansible, north: RunningLab, tmp_path: Path) -> None:
    constructed = {
        "compose": {"copy_of_name": "kesc_tenant.name", "copy_of_license": "kesc_license.name"},
        "keyed_groups": [{"key": "kesc_tenant.name", "prefix": "called"}],
        "hostnames": ["kesc_tenant.name"],
    }
    file = written(tmp_path, **server(north, license_facts="all", **constructed))
    values = ["inventory_hostname", "license_rotation_tenant", "copy_of_name", "copy_of_license", "kesc_license.name"]
    expression = ", ".join(f"{value} | default('none')" for value in values)
    task = {"name": "See", "ansible.builtin.set_fact": {"seen": "{{ [" + expression + "] }}"}}
    play = {"hosts": "all", "gather_facts": False, "tasks": [task]}
    run = ansible.playbook([play], f"--inventory={file}", environment={"KESC_PASSWORD": PASSWORD})
    assert run.exit_code == 0, run.output
    seen = {host: result["ansible_facts"]["seen"] for host, result in run.results("ansible.builtin.set_fact").items()}
    assert seen["7-7"][:3] == ["7-7", TEMPLATE, TEMPLATE]
    assert seen["Smith-Jones-Co-1-3"][:3] == ["Smith-Jones-Co-1-3", PUNCTUATION, PUNCTUATION]
    assert seen["Twin-6"][3:] == ["{{ 8*8 }}", "{{ 8*8 }}"]


def test_namesakes_are_told_apart_by_their_ids(read: Callable[..., Inventory], north: RunningLab) -> None:
    found = read(**server(north, license_facts="all"))
    names = {host: found.hosts[host]["kesc_license"]["name"] for host in ("twin-5", "twin-6")}
    assert names == {"twin-5": BASE, "twin-6": "{{ 8*8 }}"}
    ids = {host: variables.get("license_rotation_tenant_id") for host, variables in found.hosts.items()}
    assert {host: id_ for host, id_ in ids.items() if id_} == {"twin-5": "5", "twin-6": "6"}


def test_an_account_of_one_virtual_server_sees_that_one(read: Callable[..., Inventory], north: RunningLab) -> None:
    options = server(north, username="single", tenant="Alder", license_facts="all")
    found = read(environment={"KESC_PASSWORD": SINGLE["password"]}, **options)
    assert list(found.hosts) == ["alder"]
    assert found.group("kesc_expires_in_30_days") == {"alder"}
    assert found.hosts["alder"]["license_rotation_username"] == "single"


def test_a_server_may_be_told_by_the_environment_alone(read: Callable[..., Inventory], north: RunningLab) -> None:
    told = {"KESC_SERVER_URL": north.url, "KESC_CA_PATH": north.ca_file, "KESC_USERNAME": "operator"}
    found = read(environment={**told, "KESC_TENANT": "Alder", "KESC_TENANT_ID": "1"})
    assert set(found.hosts) == HOSTS
    assert {name for name in found.hosts["alder"] if name.startswith("license_rotation_")} == {
        "license_rotation_tenant"
    }


def test_two_servers_with_the_same_names(read: Callable[..., Inventory], north: RunningLab, south: RunningLab) -> None:
    entries = [
        {"name": "north", "server_url": north.url, "ca_path": north.ca_file, "license_facts": "terms"},
        {"name": "far-south", "server_url": south.url, "ca_path": south.ca_file},
    ]
    found = read(username="operator", servers=entries)
    assert found.group("kesc_server_far_south") == {"alder-far-south-1", "dogwood"}
    assert found.group("kesc_server_north") == (HOSTS - {"alder", "twin-5", "twin-6"}) | {
        "alder-north-1",
        "twin-north-5",
        "twin-north-6",
    }
    assert found.group("kesc_expired") == {"cedar"}
    assert found.hosts["dogwood"]["license_rotation_server_url"] == south.url
    assert found.hosts["dogwood"]["kesc_licenses"] is None


def test_a_dead_server_does_not_hide_the_others(read: Callable[..., Inventory], north: RunningLab) -> None:
    entries = [
        {"name": "Alder", "server_url": NOBODY_LISTENS, "retries": 0},
        {"name": "north", "server_url": north.url, "ca_path": north.ca_file},
    ]
    found = read(username="operator", filters=["kesc_tenant.name == 'Alder'"], servers=entries)
    assert "Server Alder: Failed to connect for the main server" in found.run.stderr
    assert set(found.hosts) == {"alder-server", "alder-north-1"}
    assert found.group("kesc_unreachable") == {"alder-server"}
    assert found.hosts["alder-server"]["kesc_error"]["error_code"] == "unreachable"
    assert found.hosts["alder-server"]["kesc_tenant"] is None


def test_strictly_a_dead_server_fails_the_inventory(read: Callable[..., Inventory], north: RunningLab) -> None:
    entries = [
        {"name": "dead", "server_url": NOBODY_LISTENS, "retries": 0},
        {"name": "north", "server_url": north.url, "ca_path": north.ca_file},
    ]
    failing = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
    found = read(username="operator", strict=True, servers=entries, environment=failing)
    assert found.run.exit_code != 0
    assert "Server dead: Failed to connect for the main server" in " ".join(found.run.output.split())


@pytest.mark.parametrize("facts", ["terms", "all"])
def test_a_tenant_that_cannot_be_read_does_not_hide_the_others(
    read: Callable[..., Inventory], north: RunningLab, facts: str
) -> None:
    refusal = {"fault": "error", "module": "KLX", "code": 77}
    north.misbehave(tenant="Birch", method="LicenseKeys.EnumKeys", message=f"{PASSWORD} is not enough", **refusal)
    # Which tenant the failing call is for only its number tells: they are asked for by name.
    names = sorted(tenant["name"] for tenant in north.tenants().values())
    north.misbehave(tenant="", method=STATISTIC, after=names.index("Birch"), times=1, message="no", **refusal)
    try:
        found = read(**server(north, license_facts=facts, strict=False))
    finally:
        north.behave()
    assert found.group("kesc_unreachable") == {"birch"}
    assert set(found.hosts) == HOSTS
    assert found.group("kesc_expired") == {"cedar"}
    assert "Failed to read the licenses of tenant 'Birch'" in found.run.stderr
    assert found.hosts["birch"]["kesc_license"] is None
    assert found.hosts["birch"]["kesc_error"]["server"]["code"] == 77
    assert PASSWORD not in found.run.output


def test_terms_of_a_server_that_does_not_tell_them_are_read_from_its_tenants(
    read: Callable[..., Inventory], north: RunningLab
) -> None:
    north.misbehave(tenant="", method=STATISTIC, fault="error", module="KLCONN", code=1194)
    mark = north.mark()
    try:
        found = read(**server(north, license_facts="terms"))
    finally:
        north.behave()
    assert methods(north, "", after=mark)[STATISTIC] == 1
    assert methods(north, after=mark)["LicenseKeys.EnumKeys"] == len(HOSTS)
    assert found.group("kesc_over_limit") == {"birch"}


def test_hosts_are_named_filtered_and_grouped_as_asked(read: Callable[..., Inventory], north: RunningLab) -> None:
    found = read(
        **server(
            north,
            external_ids=True,
            license_facts="terms",
            strict=True,
            hostnames=["kesc_tenant.external_id", "kesc_tenant.name if kesc_tenant.tenant_id == 3 else ''"],
            filters=["kesc_tenant.tenant_id < 6", "kesc_license.days_left | default(1000) < 500"],
            exclude_filters=["kesc_tenant.enabled is false", "kesc_tenant.name == 'Birch'"],
            groups={"soon": "kesc_license.days_left < 30"},
            keyed_groups=[{"key": "kesc_tenant.group_id | string", "prefix": "group"}],
            compose={"license_rotation_only_within_days": "30", "upper": "kesc_tenant.name | upper"},
        )
    )
    assert set(found.hosts) == {"crm-1", "Cedar", "twin-5"}
    assert (found.group("soon"), found.group("group_12")) == ({"crm-1", "Cedar"}, {"Cedar"})
    assert found.hosts["Cedar"]["upper"] == "CEDAR"
    assert int(found.hosts["Cedar"]["license_rotation_only_within_days"]) == 30


NAMED = ("Alder", "kesc_expired", "Prod", "Twin", "Twin", "Birch")


@pytest.fixture(scope="module")
def named(start_lab: Callable[..., RunningLab]) -> RunningLab:
    """Tenants whose names are those of groups."""
    soon = {"expires": "today+20d"}
    return start_lab(fleet(*({"id": number, "name": name, "terms": soon} for number, name in enumerate(NAMED, 1))))


def test_no_name_is_taken_for_a_group_or_another_tenant(
    ansible: Ansible, named: RunningLab, north: RunningLab, tmp_path: Path
) -> None:
    """The groups of another inventory, ready groups, groups of the operator's, and a tenant of another file."""
    (tmp_path / "hosts.ini").write_text("[alder]\nweb1\n[twin-4]\nweb2\n[prod-3]\nweb3\n", encoding="utf-8")
    (tmp_path / "north").mkdir()
    only_birch = {"filters": ["kesc_tenant.name == 'Birch'"], "servers": [{"name": "north"}]}
    other = written(tmp_path / "north", **server(north, password=PASSWORD, **only_birch))
    keys = [{"key": "'prod' if kesc_tenant.name == 'Birch' else 'x-y'", "prefix": "", "separator": ""}]
    options = {"license_facts": "terms", "keyed_groups": keys, "groups": {"kesc_expired": "false"}}
    file = written(tmp_path, **server(named, **options))
    arguments = [f"--inventory={path}" for path in (other, file)]
    run = ansible.inventory(tmp_path / "hosts.ini", *arguments, environment={"KESC_PASSWORD": PASSWORD})
    found = Inventory(run)
    renamed = {"Alder": "alder-1", "kesc_expired": "kesc_expired-2", "Twin": "twin-5", "Birch": "birch-6"}
    hosts = {name: tenant for name, tenant in found.hosts.items() if tenant.get("kesc_server") == "127.0.0.1"}
    assert set(hosts) == {*renamed.values(), "twin-4-4", "prod"}
    assert found.group("kesc_expires_in_30_days") == set(hosts)
    assert found.hosts["birch"]["kesc_server"] == "north"
    assert found.group("prod_group") == {"birch-6"}
    told = " ".join(run.stderr.split())
    for sentence in (
        "The host 'alder' is called 'alder-1': another inventory has a group of that name.",
        "The host 'kesc_expired' is called 'kesc_expired-2': names that begin with kesc_ are those of ready groups.",
        "The host 'birch' is called 'birch-6': a tenant of the server north has that name in another inventory.",
        "The group 'prod' is called 'prod_group': a host has that name.",
    ):
        assert told.count(sentence) == 1, told


def test_the_same_tenant_in_two_files_is_one_host(ansible: Ansible, north: RunningLab, tmp_path: Path) -> None:
    (tmp_path / "licenses").mkdir()
    files = [written(tmp_path, **server(north)), written(tmp_path / "licenses", **server(north, license_facts="terms"))]
    run = ansible.inventory(files[0], f"--inventory={files[1]}", environment={"KESC_PASSWORD": PASSWORD})
    assert set(Inventory(run).hosts) == HOSTS
    assert "WARNING" not in run.output


CASES = {
    "an option that is none": ({"servrs": []}, "there is no option servrs"),
    "an option of a server that is none": (
        {"servers": [{"pasword": "x"}]},
        "server 127.0.0.1: there is no option pasword",
    ),
    "a wrong choice": ({"servers": [{"auth_method": "guess"}]}, "value of auth_method must be one of"),
    "a wrong number": ({"timeout": 0}, "server 127.0.0.1: timeout is 0, it must be 1 or more"),
    "no number": ({"servers": [{"retries": "few"}]}, "argument 'retries' is of type"),
    "a server without an address": ({"server_url": None}, "server_url is missing"),
    "another scheme": ({"server_url": "http://ksc.test"}, "server ksc.test: server_url begins with http://"),
    "no account": ({"username": None}, "username"),
    "servers that are texts": ({"servers": ["north"]}, "servers is not a list of dictionaries"),
    "two servers of one name": ({"servers": [{"name": "a.b"}, {"name": "a-b"}]}, "a.b and a-b would share a group"),
    "a filter that is no condition": (
        {"filters": ["kesc_tenant.name"]},
        "filters: 'kesc_tenant.name' is neither true nor",
    ),
    "a filter with a mistake": (
        {"filters": ["kesc_tenant.nam == 'x'"]},
        "filters: \"kesc_tenant.nam == 'x'\" cannot be",
    ),
    "an exclusion of other types": (
        {"exclude_filters": ["kesc_tenant.external_id < 5"]},
        "exclude_filters: 'kesc_tenant.external_id < 5' cannot be evaluated",
    ),
    "a name that is no expression": ({"hostnames": ["kesc_tenant."]}, "hostnames: 'kesc_tenant.' cannot be evaluated"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_named(read: Callable[..., Inventory], south: RunningLab, case: str) -> None:
    options, sentence = CASES[case]
    given = {**server(south, password=PASSWORD), **options}
    found = read("-vvvv", **{name: value for name, value in given.items() if value is not None})
    assert sentence in " ".join(found.run.output.split())
    assert found.hosts == {}
    assert PASSWORD not in found.run.output


@pytest.fixture
def cached(tmp_path: Path) -> dict[str, t.Any]:
    folder = str(tmp_path / "cache")
    return {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": folder}


def test_a_cached_inventory_is_the_same_and_asks_nothing(
    read: Callable[..., Inventory], north: RunningLab, cached: dict[str, t.Any]
) -> None:
    options = server(north, license_facts="all", password=PASSWORD, **cached)
    first, mark = read(**options), north.mark()
    assert read(**options).hosts == first.hosts
    assert methods(north, after=mark) == {}
    files = [file for file in Path(cached["cache_connection"]).iterdir() if file.is_file()]
    assert files
    assert not [file for file in files if PASSWORD in file.read_text(encoding="utf-8")]
    read("--flush-cache", **options)
    assert methods(north, "Alder", after=mark) == READING


@pytest.mark.parametrize(
    "changed",
    [{"license_facts": "terms"}, {"external_ids": True}, {"username": "single"}],
    ids=lambda each: next(iter(each)),
)
def test_other_options_are_not_answered_from_the_cache(
    read: Callable[..., Inventory], north: RunningLab, cached: dict[str, t.Any], changed: dict[str, t.Any]
) -> None:
    read(**server(north, **cached))
    mark = north.mark()
    read(**server(north, **cached) | changed)
    assert north.calls(after=mark) != []


def test_other_filters_are(read: Callable[..., Inventory], north: RunningLab, cached: dict[str, t.Any]) -> None:
    read(**server(north, **cached))
    mark = north.mark()
    assert set(read(**server(north, filters=["kesc_tenant.name == 'Alder'"], **cached)).hosts) == {"alder"}
    assert north.calls(after=mark) == []


def test_what_could_not_be_read_is_not_cached(
    read: Callable[..., Inventory], north: RunningLab, cached: dict[str, t.Any]
) -> None:
    north.misbehave(tenant="Birch", method="LicenseKeys.EnumKeys", fault="error", module="KLX", code=77)
    try:
        assert read(**server(north, license_facts="all", **cached)).group("kesc_unreachable") == {"birch"}
    finally:
        north.behave()
    assert read(**server(north, license_facts="all", **cached)).group("kesc_unreachable") == set()


def test_secrets_may_come_from_lookups_and_vaults_and_are_shown_nowhere(
    ansible: Ansible, north: RunningLab, south: RunningLab, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key.write_text("vault-key", encoding="utf-8")
    encrypt = ["ansible-vault", "encrypt_string", f"--vault-password-file={key}", "--name=password", PASSWORD]
    encrypted = subprocess.run(encrypt, capture_output=True, text=True, check=True).stdout
    file = written(tmp_path, username="operator", license_facts="terms")
    with file.open("a", encoding="utf-8") as text:
        text.write("servers:\n")
        for name, lab, password in (
            ("north", north, encrypted.replace("\n", "\n    ").strip()),
            ("south", south, "password: \"{{ lookup('ansible.builtin.env', 'MINE') }}\""),
        ):
            text.write(f"  - name: {name}\n    server_url: {lab.url}\n    ca_path: {lab.ca_file}\n    {password}\n")
    found = Inventory(ansible.inventory(file, "-vvvv", f"--vault-password-file={key}", environment={"MINE": PASSWORD}))
    assert len(found.hosts) == len(HOSTS) + 2
    assert found.group("kesc_unreachable") == set()
    assert PASSWORD not in found.run.output
    assert not [path for path in found.run.written_files() if PASSWORD.encode() in path.read_bytes()]


def test_the_playbooks_take_it(ansible: Ansible, north: RunningLab, tmp_path: Path) -> None:
    entries = [
        {"name": "dead", "server_url": NOBODY_LISTENS, "retries": 0},
        {"name": "north", "server_url": north.url, "ca_path": north.ca_file},
    ]
    file = written(tmp_path, username="operator", servers=entries)
    run = ansible.playbook(
        "fleetops.kesc.audit",
        f"--inventory={file}",
        "--limit=all:!kesc_unreachable",
        environment={"KESC_PASSWORD": PASSWORD},
    )
    assert run.exit_code == 0, run.output
    outcomes = run.outcomes()
    assert set(outcomes) == (HOSTS - {"twin-5", "twin-6"}) | {"twin-north-5", "twin-north-6"}
    assert set(outcomes.values()) == {"audited"}


EXAMPLES = re.search(
    r'EXAMPLES = r"""(.*?)"""',
    (Path(__file__).parents[2] / "plugins" / "inventory" / "kesc_tenants.py").read_text(encoding="utf-8"),
    re.DOTALL,
)
assert EXAMPLES is not None


@pytest.mark.parametrize(
    ("example", "hosts"),
    list(
        zip(
            yaml.safe_load_all(EXAMPLES.group(1)),
            [
                {"alder", "dogwood"},
                {"alder", "cedar"},
                (HOSTS - {"twin-5", "twin-6"}) | {"crm-1", "dogwood", "twin-north-5", "twin-north-6"},
            ],
            strict=True,
        )
    ),
    ids=["one server", "tenants whose license ends soon", "two servers"],
)
def test_the_examples_of_its_documentation_work(
    read: Callable[..., Inventory],
    labs: tuple[RunningLab, RunningLab],
    cached: dict[str, t.Any],
    example: dict[str, t.Any],
    hosts: set[str],
) -> None:
    """As they stand, but for the addresses of servers, their certificates, the account and a folder."""

    def replaced(entry: dict[str, t.Any], lab: RunningLab) -> dict[str, t.Any]:
        return {**entry, "server_url": lab.url, "ca_path": lab.ca_file}

    options = dict(example)
    if "server_url" in options:
        options = replaced(options, labs[0])
    if "servers" in options:
        entries = [replaced(entry, lab) for entry, lab in zip(options["servers"], labs, strict=True)]
        options |= {**cached, "servers": entries}
    if "username" in options:
        options["username"] = "operator"
    known = {"KESC_SERVER_URL": labs[1].url, "KESC_CA_PATH": labs[1].ca_file, "KESC_USERNAME": "operator"}
    found = read(environment={**known, "KSC_PASSWORD": PASSWORD}, **options)
    assert set(found.hosts) == hosts
    assert "WARNING" not in found.run.output
