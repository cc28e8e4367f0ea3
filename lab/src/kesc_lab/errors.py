# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two kinds of failure: a sentence for the person at the command line, and an error of the API."""

from __future__ import annotations


class LabError(Exception):
    """Something the person who starts the lab has to correct; the text is one clear sentence."""


class ApiError(Exception):
    """A call that failed inside the server: HTTP 200 with ``PxgError`` (SOURCES.md, section 5).

    module, code and subcode are the documented triple; format is the human text, in which %1, %2 ... stand for args.
    """

    def __init__(self, module: str, code: int, text: str, *args: str, subcode: int = 0) -> None:
        super().__init__(f"{module} {code}/{subcode}: {text}")
        self.module = module
        self.code = code
        self.subcode = subcode
        self.format = text
        self.args_text = args

    @property
    def message(self) -> str:
        """The text with its placeholders filled in, highest number first so that %1 does not eat %10."""
        text = self.format
        for number in range(len(self.args_text), 0, -1):
            text = text.replace(f"%{number}", self.args_text[number - 1])
        return text


def no_such_parameter(name: str) -> ApiError:
    """KLPRSS 1125 NOT_EXIST, used for a mandatory argument or member that is absent."""
    return ApiError("KLPRSS", 1125, "Parameter '%1' does not exist", name)


def access_denied(what: str) -> ApiError:
    """KLSTD 1184 STDE_NOACCESS."""
    return ApiError("KLSTD", 1184, "Access is denied: %1", what)


def not_found(what: str) -> ApiError:
    """KLSTD 1186 STDE_NOTFOUND."""
    return ApiError("KLSTD", 1186, "Object is not found: %1", what)


def bad_format(what: str) -> ApiError:
    """KLSTD 1192 STDE_BADFORMAT, used for every value of a wrong type or shape."""
    return ApiError("KLSTD", 1192, "Data is damaged or its format is unknown: %1", what)


def not_permitted(what: str) -> ApiError:
    """KLSTD 1193 STDE_NOTPERM, also "license not valid"."""
    return ApiError("KLSTD", 1193, "Operation is not permitted: %1", what)


def no_such_call(method: str) -> ApiError:
    """KLCONN 1194 GCR_NO_SUCH_CALL."""
    return ApiError("KLCONN", 1194, "Method '%1' is not implemented", method)
