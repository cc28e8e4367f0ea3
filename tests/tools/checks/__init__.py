# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's checks: finds the Pythons, sets the lanes up, runs the plan and counts."""
