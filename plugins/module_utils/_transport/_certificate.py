# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The certificate of a server, for a browser that is to trust that very one."""

from __future__ import annotations

import contextlib

from .._errors import AnswerLostError, InvalidRequestError
from ._http import HttpClient, HttpSettings
from ._trust import DeadlineSocket, server_context


def server_certificate(settings: HttpSettings) -> bytes:
    """The certificate that the server shows (DER), if ``ca_path`` or the pin of the settings allow it.

    Costs one request for the head of the page, whatever its answer. Raises :class:`KescError`.
    """
    shown: list[bytes] = []

    class Recorder(DeadlineSocket):
        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            shown.append(self.getpeercert(binary_form=True) or b"")

    context = server_context(settings)
    context.sslsocket_class = Recorder
    with contextlib.closing(HttpClient(settings, context=context)) as client, contextlib.suppress(AnswerLostError):
        client.request("HEAD", "", headers={}, body=b"")
    if not shown:
        # TLS within TLS has no socket of its own.
        raise InvalidRequestError(
            "the certificate of a server cannot be seen through an https:// proxy",
            remedy="Use an http:// proxy, or add the certificate to the system's and leave out ca_path",
        )
    return shown[-1]
