# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the setup example for AWX asks of the modules of awx.awx, which a stand-in writes down: there is no AWX here."""

from __future__ import annotations

import json
import os
import re
import sys
import typing as t
from pathlib import Path

import jinja2
import pytest
import yaml

from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _variables
from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import text_of

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible, Run

ROOT = Path(__file__).parents[2]
SETUP = str(ROOT / "docs" / "examples" / "awx" / "setup.yml")
PASSWORD = "s3cret-Operator-Passw0rd"
CODE = "ALDER-QWERT-ZXCVB-N0001"

sys.path.insert(0, str(ROOT / "tests" / "tools"))
import awx_collection  # noqa: E402


class Asked(t.NamedTuple):
    run: Run
    calls: list[dict[str, t.Any]]

    def of(self, module: str) -> dict[str, dict[str, t.Any]]:
        """The options of each call of a module, by name."""
        options = [call["options"] for call in self.calls if call["module"] == module]
        return {each.get("name") or each["identifier"]: each for each in options}


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("awx")
    awx_collection.write(folder)
    return {
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join([os.environ["ANSIBLE_COLLECTIONS_PATH"], str(folder)]),
        "AWX_STAND_IN_LOG": str(folder / "calls.jsonl"),
    }


@pytest.fixture(scope="module")
def asked(ansible: Ansible, stand_in: dict[str, str]) -> Asked:
    inputs = {"server_url": "https://ksc.example.com:13299", "username": "svc", "password": PASSWORD}
    variables = {"kesc_awx_connection_inputs": inputs, "kesc_awx_codes_inputs": {"order_sheet": f"t,c\nAlder,{CODE}"}}
    run = ansible.playbook(SETUP, "-vvvv", variables=variables, environment=stand_in)
    assert run.exit_code == 0, run.output
    lines = Path(stand_in["AWX_STAND_IN_LOG"]).read_text(encoding="utf-8").splitlines()
    return Asked(run, [json.loads(line) for line in lines])


def test_an_organization_that_the_platform_owns_is_left_alone(ansible: Ansible, tmp_path: Path) -> None:
    awx_collection.write(tmp_path)
    log = tmp_path / "calls.jsonl"
    environment = {
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join([os.environ["ANSIBLE_COLLECTIONS_PATH"], str(tmp_path)]),
        "AWX_STAND_IN_LOG": str(log),
    }
    run = ansible.playbook(SETUP, variables={"kesc_awx_create_organization": "false"}, environment=environment)
    assert run.exit_code == 0, run.output
    calls = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert "organization" not in {call["module"] for call in calls}
    assert {call["options"]["organization"] for call in calls if "organization" in call["options"]} == {
        "Kaspersky licenses"
    }


def test_every_module_takes_the_options_that_it_is_given(asked: Asked) -> None:
    recorded = json.loads((ROOT / "tests/tools/awx_stand_in/options.json").read_text(encoding="utf-8"))["modules"]
    assert {call["module"] for call in asked.calls} == set(recorded)


def test_an_option_that_a_module_does_not_take_would_be_found(ansible: Ansible, stand_in: dict[str, str]) -> None:
    task = {"awx.awx.organization": {"name": "MSP", "color": "blue"}}
    run = ansible.playbook([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}], environment=stand_in)
    assert run.exit_code == 2
    assert "color. Supported parameters include" in run.output


def test_what_is_referred_to_was_made_before(asked: Asked) -> None:
    made: dict[str, set[str]] = {}
    refers = {
        "organization": "organization",
        "credential_type": "credential_type",
        "project": "project",
        "source_project": "project",
        "default_environment": "execution_environment",
        "execution_environment": "execution_environment",
        "inventory": "inventory",
        "credential": "credential",
        "credentials": "credential",
        "workflow_job_template": "workflow_job_template",
        "unified_job_template": "job_template",
        "always_nodes": "workflow_job_template_node",
    }
    count = 0
    for call in asked.calls:
        options = call["options"]
        for option in set(options) & set(refers):
            value = options[option]
            names = set(value if isinstance(value, list) else [value])
            assert names <= made[refers[option]], f"{call['module']} refers by {option} to {names}"
            count += 1
        made.setdefault(call["module"], set()).add(options.get("name") or options["identifier"])
    assert count > 30


def test_no_secret_is_shown(asked: Asked) -> None:
    texts = [asked.run.output, *(text_of(file) for file in asked.run.written_files())]
    assert [text for text in texts if PASSWORD in text or CODE in text] == []


def test_a_playbook_of_each_job_is_in_the_example_of_a_project(asked: Asked) -> None:
    playbooks = {name: options["playbook"] for name, options in asked.of("job_template").items()}
    assert len(playbooks) == 4
    project = ROOT / "docs" / "examples" / "awx"
    for playbook in playbooks.values():
        (play,) = yaml.safe_load((project / playbook).read_text(encoding="utf-8"))
        assert (ROOT / "playbooks" / f"{play['ansible.builtin.import_playbook'].rpartition('.')[2]}.yml").is_file()
    (source,) = asked.of("inventory_source").values()
    assert yaml.safe_load((project / source["source_path"]).read_text(encoding="utf-8"))["plugin"]


def test_what_a_survey_asks_is_a_variable_of_the_playbooks(asked: Asked) -> None:
    known = {"kesc_run", "kesc_share", *_variables.known()}
    templates = [*asked.of("job_template").values(), *asked.of("workflow_job_template").values()]
    for options in templates:
        asks = {question["variable"] for question in options["survey_spec"]["spec"]}
        assert {"kesc_run", "license_rotation_hosts"} <= asks <= known
        assert set(options.get("extra_vars", {})) <= known
        assert all(
            not question["required"] or question["default"] is not None for question in options["survey_spec"]["spec"]
        )


def test_an_answer_of_the_workflow_reaches_the_jobs_which_ask_the_same(asked: Asked) -> None:
    (workflow,) = asked.of("workflow_job_template").values()
    answers = {question["variable"] for question in workflow["survey_spec"]["spec"]}
    nodes = asked.of("workflow_job_template_node")
    for node in nodes.values():
        template = asked.of("job_template")[node["unified_job_template"]]
        assert {question["variable"] for question in template["survey_spec"]["spec"]} <= answers
    assert nodes["rotate"]["always_nodes"] == ["merge"]


def test_slices_leave_their_reports_where_the_merge_looks_for_them(asked: Asked) -> None:
    rotate, merge = (asked.of("job_template")[f"Kaspersky licenses: {name}"] for name in ("rotate", "merge reports"))
    render = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string  # noqa: S701
    values = {"kesc_share": rotate["extra_vars"]["kesc_share"], "kesc_run": "may", "groups": {"all": ["oak", "elm"]}}
    slice_folder = render(rotate["extra_vars"]["license_rotation_report_dir"]).render(values)
    (pattern,) = merge["extra_vars"]["license_rotation_report_files"]
    assert slice_folder == "/var/lib/kesc/may/slices/elm"
    assert Path(slice_folder).match(render(pattern).render(values))
    assert (rotate["job_slice_count"], rotate["extra_vars"]["license_rotation_is_slice"]) == (4, True)


def test_a_credential_sets_what_the_collection_reads(asked: Asked) -> None:
    fragment = (ROOT / "plugins/doc_fragments/_connection.py").read_text(encoding="utf-8")
    connection, codes = asked.of("credential_type").values()
    assert set(connection["injectors"]["env"]) <= set(re.findall(r"E\((KESC_[A-Z_]+)\)", fragment))
    assert set(codes["injectors"]["extra_vars"]) == {"license_rotation_order_sheet"}


def test_the_templates_of_a_credential_take_its_fields_alone_and_any_of_them_may_be_empty(asked: Asked) -> None:
    sandbox = jinja2.Environment(undefined=jinja2.StrictUndefined)  # noqa: S701
    for kind in asked.of("credential_type").values():
        fields = {field["id"]: "" for field in kind["inputs"]["fields"]}
        assert set(kind["inputs"]["required"]) <= set(fields)
        files = {name.partition(".")[2]: "/file" for name in kind["injectors"]["file"]}
        templates = [text for texts in kind["injectors"].values() for text in texts.values()]
        rendered = [sandbox.from_string(text).render({**fields, "tower": {"filename": files}}) for text in templates]
        assert set(rendered) <= {"", "/file"}


def test_secrets_are_fields_that_awx_encrypts(asked: Asked) -> None:
    secret = {
        field["id"]
        for kind in asked.of("credential_type").values()
        for field in kind["inputs"]["fields"]
        if field.get("secret")
    }
    assert secret == {"password", "order_sheet"}
