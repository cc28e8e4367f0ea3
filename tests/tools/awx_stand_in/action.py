# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

"""In place of a module of awx.awx: takes the options that the module takes, writes them down, and does nothing."""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

OPTIONS = Path(__file__).parents[2] / "options.json"


class ActionModule(ActionBase):
    """Ansible's entry point."""

    def run(self, *_args: object, **_options: object) -> dict[str, t.Any]:
        module = self._task.action.rpartition(".")[2]
        modules = json.loads(OPTIONS.read_text(encoding="utf-8"))["modules"]
        checked = ArgumentSpecValidator(modules[module]).validate(self._task.args)
        if checked.error_messages:
            raise AnsibleActionFail("; ".join(checked.error_messages))
        with Path(os.environ["AWX_STAND_IN_LOG"]).open("a", encoding="utf-8") as log:
            log.write(json.dumps({"module": module, "options": self._task.args}) + "\n")
        return {"changed": False}
