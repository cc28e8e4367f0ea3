# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The throw-away certificate authority and the server certificate."""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme

from kesc_lab.errors import LabError

NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Identity:
    """A server's TLS identity: the context to serve with, the CA file for clients, the certificate's SHA-256."""

    context: ssl.SSLContext
    ca_file: Path
    fingerprint: str


def open_identity(directory: Path) -> Identity:
    """Load the identity of a directory, or make it at the first start. The CA's own key is not kept."""
    ca_file, chain_file, key_file = directory / "ca.pem", directory / "server.pem", directory / "server.key"
    if not (ca_file.exists() and chain_file.exists() and key_file.exists()):
        authority = trustme.CA(organization_name="kesc-lab practice server")
        issued = authority.issue_cert(*NAMES, common_name="localhost", organization_name="kesc-lab practice server")
        key_file.touch(0o600)
        key_file.write_bytes(issued.private_key_pem.bytes())
        chain_file.write_bytes(issued.cert_chain_pems[0].bytes())
        ca_file.write_bytes(authority.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(chain_file, key_file)
        certificate = ssl.PEM_cert_to_DER_cert(chain_file.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise LabError(f"Failed to load the server certificate {chain_file}: {error}.") from error
    return Identity(context, ca_file, hashlib.sha256(certificate).hexdigest())
