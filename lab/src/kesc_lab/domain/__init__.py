# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The made-up world: fleet file, activation servers, virtual servers, state on disk."""
