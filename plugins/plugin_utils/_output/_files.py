# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import pathlib
import tempfile

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError

FILE_MODE = 0o640
_FOLDER_MODE = 0o750


class NotWrittenError(KescError):
    """A file or a folder that could not be written."""

    error_code = "not_written"
    what_to_do = "Make room for it, make its folder writable, or name another one; then start the same command again"

    def __init__(self, path: pathlib.Path, error: OSError) -> None:
        super().__init__(f"{str(path)!r} cannot be written: {error.strerror or error}")


def absolute(path: str) -> pathlib.Path:
    """The path as a user means it: from the folder that ansible-playbook was started in, ``~`` being the home folder.

    That is the present folder of the process: ansible-core changes it for modules, never for actions.
    """
    # Unlike that of pathlib, it leaves the name of an unknown user as it is.
    return pathlib.Path(os.path.expanduser(path)).absolute()  # noqa: PTH111


def make_folder(path: pathlib.Path) -> None:
    """Make a folder, and those above it, unless they are there. Raises :class:`NotWrittenError`."""
    try:
        for folder in reversed([path, *path.parents]):
            if not folder.is_dir():
                folder.mkdir(_FOLDER_MODE, exist_ok=True)
    except OSError as error:
        raise NotWrittenError(path, error) from error


def write_whole(path: pathlib.Path, content: bytes, *, mode: int = FILE_MODE) -> None:
    """Put a file in place at once, on disk before the call returns; a reader finds the old one or the new one.

    Raises :class:`NotWrittenError`, after which the old file is as it was.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        unfinished = pathlib.Path(name)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 a descriptor has no path
                file.write(content)
                file.flush()
                os.fchmod(descriptor, mode)
                os.fsync(descriptor)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotWrittenError(path, error) from error
    _sync_folder(path.parent)


def _sync_folder(folder: pathlib.Path) -> None:
    """Have the disk know the file under its name, where the file system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
