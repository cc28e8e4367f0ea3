# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console's pages for the same fleet: sign-in, Business Hub, Management Console (SOURCES.md, section 17)."""

PREFIX = "/console/"
