# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Files that Ansible Vault may have encrypted."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError

from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._sources import DecryptionError

if t.TYPE_CHECKING:
    from ansible.parsing.dataloader import DataLoader

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._sources import Decrypt


def decrypter(loader: DataLoader) -> Decrypt:
    """Decrypts bytes with the passwords of the run; what is not encrypted stays as it is."""

    def decrypt(content: bytes) -> bytes:
        try:
            decrypted, _shown = loader._decrypt_if_vault_data(content)
        except AnsibleError as error:
            raise DecryptionError(error.message) from None
        return bytes(decrypted)

    return decrypt
