# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A practice server that speaks the documented Kaspersky Security Center Open API for a made-up fleet."""
