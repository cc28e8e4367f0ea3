# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stands in for get-pip.py in ansible-test's cache: installs the pip that lies beside it as a wheel.

ansible-test would download get-pip.py from a host that a machine behind a package mirror cannot reach.
The name of this file in the cache says which pip: get_pip_25_2.py.
"""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

# Options that ansible-test gives to get-pip.py and that pip itself does not know.
_OPTIONS_OF_GET_PIP = ("--no-setuptools", "--no-wheel")


def main() -> None:
    here = Path(__file__).resolve()
    version = re.sub(r"^get_pip_", "", here.stem).replace("_", ".")
    sys.path.insert(0, str(next(here.parent.glob(f"pip-{version}-*.whl"))))
    sys.argv[1:] = ["install", *(argument for argument in sys.argv[1:] if argument not in _OPTIONS_OF_GET_PIP)]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


main()
