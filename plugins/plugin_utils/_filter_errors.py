# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Our errors as those of a filter."""

from __future__ import annotations

import functools
import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError

if t.TYPE_CHECKING:
    from collections.abc import Callable


def with_plain_errors(run: Callable[..., t.Any]) -> Callable[..., t.Any]:
    """The filter, with what was found and what to do next as its error."""

    @functools.wraps(run)
    def checked(*args: t.Any, **options: t.Any) -> t.Any:
        try:
            return run(*args, **options)
        except KescError as error:
            raise AnsibleFilterError(error.finding) from None

    return checked
