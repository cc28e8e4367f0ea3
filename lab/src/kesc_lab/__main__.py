# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the command line with ``python -m kesc_lab``."""

from kesc_lab.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
