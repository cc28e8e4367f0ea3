# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may use this fragment.
# It can change or go in any release.

from __future__ import annotations


class ModuleDocFragment:
    """Options of the console, and those of a connection that kesc_console_login takes too."""

    DOCUMENTATION = r"""
options:
  console_state:
    description:
      - The file with a saved sign-in to the console, a Playwright storage state. Make it with
        M(fleetops.kesc.kesc_console_login). It signs in without a password, so keep it as secret as one.
      - If not set, the environment variable E(KESC_CONSOLE_STATE) is used.
    type: path
  console_language:
    description:
      - The language that the console shows, such as V(en), V(pl) or V(es-MX). Labels, days and numbers are read in it.
      - Polish labels are complete and come from Kaspersky's help. English ones could not be checked. German, Italian,
        Spanish (Mexico) and Japanese ones are partial. Complete them with O(console_labels).
      - Write V(en-US) or V(en-GB) where days are shown as numbers only.
      - If not set, the environment variable E(KESC_CONSOLE_LANGUAGE) is used.
    type: str
    default: en
  console_labels:
    description:
      - A YAML or JSON file that maps message ids, which are the English labels, to the labels that the console shows.
        It completes the shipped labels of O(console_language) and takes precedence over them.
      - If not set, the environment variable E(KESC_CONSOLE_LABELS) is used.
    type: path
  browser_path:
    description:
      - The Chromium to use. Without it, the first of C(chromium), C(chromium-browser), C(google-chrome) and
        C(google-chrome-stable) on the path.
      - If not set, the environment variable E(KESC_BROWSER_PATH) is used.
    type: path
"""

    ARTIFACTS = r"""
options:
  console_artifacts_dir:
    description:
      - A folder for pictures of the console, of its comparison and of what went wrong. Fields and the activation code
        are blanked out in them. Names of customers are not.
      - Without it, no picture is made.
      - If not set, the environment variable E(KESC_CONSOLE_ARTIFACTS_DIR) is used.
    type: path
"""

    LOGIN = r"""
options:
  console_state:
    required: true
  server_url:
    description:
      - The console's address, by default C(https://cloud.kaspersky.com).
      - If not set, the environment variable E(KESC_SERVER_URL) is used.
    type: str
  validate_certs:
    description:
      - Whether the server's certificate is checked.
      - If not set, the environment variable E(KESC_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file, or a folder, with the certificates to trust, in PEM form. Needs the Python libraries
        cryptography and requests.
      - If not set, the environment variable E(KESC_CA_PATH) is used.
    type: path
  server_fingerprint:
    description:
      - The SHA-256 fingerprint of the server's certificate. Needs the Python libraries cryptography and requests.
      - If not set, the environment variable E(KESC_SERVER_FINGERPRINT) is used.
    type: str
  timeout:
    description:
      - Seconds to wait for the browser and for each page.
      - If not set, the environment variable E(KESC_TIMEOUT) is used.
    type: int
    default: 30
  proxy:
    description:
      - The address of a proxy, which may begin with C(http), C(https), C(socks5h) or C(socks5). Proxies in the
        environment are ignored.
      - If not set, the environment variable E(KESC_PROXY) is used.
    type: str
requirements:
  - Python 3.11 or newer
  - playwright
  - babel
  - Chromium
  - cryptography and requests 2.31 or newer for O(ca_path) or O(server_fingerprint)
"""
