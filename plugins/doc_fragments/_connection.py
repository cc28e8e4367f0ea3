# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may use this fragment.
# It can change or go in any release.

from __future__ import annotations


class ModuleDocFragment:
    """Options that every module needs to reach a tenant."""

    DOCUMENTATION = r"""
options:
  provider:
    description:
      - The way to the tenant.
      - V(openapi) speaks the KSC Open API of a Kaspersky Security Center Administration Server.
      - V(console) drives a browser through the Management Console of a Kaspersky Endpoint Security Cloud workspace,
        because Kaspersky publishes no API for it. It needs O(console_state), the Python libraries playwright and babel,
        and a Chromium. It was never tried on Kaspersky's own pages. Check that your terms of use allow it.
      - If not set, the environment variable E(KESC_PROVIDER) is used.
    type: str
    choices: [openapi, console]
    default: openapi
  server_url:
    description:
      - The address of the Administration Server, or just its host name.
      - Only C(https) is spoken. Without a port, 13299 is used.
      - With O(provider=console), the address of Kaspersky Business Hub, by default C(https://cloud.kaspersky.com).
        Required with O(provider=openapi).
      - If not set, the environment variable E(KESC_SERVER_URL) is used.
    type: str
  tenant:
    description:
      - The name of the virtual Administration Server. Empty means the main server, whose licenses
        M(fleetops.kesc.kesc_license) changes only with V(main_server=true).
      - With O(provider=console), the name of the workspace, or of a company with one workspace.
      - If not set, the environment variable E(KESC_TENANT) is used.
    type: str
    default: ""
  tenant_id:
    description:
      - The id of the virtual Administration Server (C(KLVSRV_ID)), or your own external tenant id (C(ExtTenant)).
      - With O(provider=console), the id of the workspace, as Business Hub shows it under the workspace's name.
      - Use it where a name is not unique. With O(provider=openapi) it costs a second sign-in, to the main server.
      - With O(tenant) set too, both must agree.
      - If not set, the environment variable E(KESC_TENANT_ID) is used.
    type: str
  auth_method:
    description:
      - How to sign in.
      - V(basic) needs O(username) and O(password). The others need O(token).
      - V(token) takes a one-time token of C(Session.CreateToken), V(web_token) a web token.
      - V(access_token) sends the token as a cookie, as one third party saw a Kaspersky Endpoint Security Cloud gateway
        read it. Kaspersky does not document it, and it is not tested. Do not rely on it.
      - If not set, the environment variable E(KESC_AUTH_METHOD) is used.
    type: str
    choices: [basic, token, web_token, access_token]
    default: basic
  username:
    description:
      - The account for O(auth_method=basic).
      - If not set, the environment variable E(KESC_USERNAME) is used.
    type: str
  password:
    description:
      - The password of O(username).
      - If not set, the environment variable E(KESC_PASSWORD) is used.
    type: str
  user_domain:
    description:
      - The Windows domain of O(username), for O(internal_user=false).
      - If not set, the environment variable E(KESC_USER_DOMAIN) is used.
    type: str
  domain_encoding:
    description:
      - How O(user_domain) is sent. Kaspersky's own client sends it V(plain), other clients as V(base64), and the
        reference does not say. Try the other one if a domain account is refused.
      - If not set, the environment variable E(KESC_DOMAIN_ENCODING) is used.
    type: str
    choices: [plain, base64]
    default: plain
  internal_user:
    description:
      - Whether O(username) is an internal user of Kaspersky Security Center. Set it to V(false) for a Windows account.
      - If not set, the environment variable E(KESC_INTERNAL_USER) is used.
    type: bool
    default: true
  totp:
    description:
      - The six digits of the second factor, for accounts that are protected by one.
      - Each code works once, so it does not go with O(tenant_id), and a task whose connection breaks fails. For
        unattended runs use an account without a second factor and few rights.
      - If not set, the environment variable E(KESC_TOTP) is used.
    type: str
  token:
    description:
      - The token for every O(auth_method) but V(basic).
      - If not set, the environment variable E(KESC_TOKEN) is used.
    type: str
  validate_certs:
    description:
      - Whether the server's certificate is checked.
      - Rather than switching this off, set O(ca_path) or O(server_fingerprint).
      - If not set, the environment variable E(KESC_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file, or a folder, with the certificates to trust, in PEM form. Kaspersky Security Center keeps its own
        certificate as C(klserver.cer) in the C(cert) folder of its data.
      - Without it, the certificate authorities of the system are trusted, or those that E(SSL_CERT_FILE) and
        E(SSL_CERT_DIR) name. E(REQUESTS_CA_BUNDLE), E(CURL_CA_BUNDLE) and the authorities of certifi do not count.
      - If not set, the environment variable E(KESC_CA_PATH) is used.
    type: path
  server_fingerprint:
    description:
      - The SHA-256 fingerprint of the server's certificate, 64 hexadecimal digits, with or without colons.
      - It pins a self-signed certificate. It takes the place of the check against certificate authorities and of the
        host name, and it is checked even with O(validate_certs=false).
      - If not set, the environment variable E(KESC_SERVER_FINGERPRINT) is used.
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and for each answer. With O(provider=console), for each step of the console.
      - If not set, the environment variable E(KESC_TIMEOUT) is used.
    type: int
    default: 30
  retries:
    description:
      - How often a call that changes nothing is repeated after a broken connection or while the server is busy, with
        growing pauses and within O(timeout) times this many seconds in all.
      - A call that changes something is never repeated blindly. The tenant's state is read first.
      - Nothing is repeated with O(provider=console).
      - If not set, the environment variable E(KESC_RETRIES) is used.
    type: int
    default: 3
  proxy:
    description:
      - The address of a proxy, such as V(http://proxy.example.com:3128). It begins with C(http), C(https), C(socks5h)
        or C(socks5), which looks up the server's name here. It may hold a user name and a password, as in
        V(http://me:p%40ss@proxy.example.com), where other characters than letters and digits are percent-encoded.
      - Proxies in the environment are ignored, and so is E(NO_PROXY).
      - With O(validate_certs), the certificate of an C(https) proxy is checked against the authorities of the system
        and of O(ca_path).
      - If not set, the environment variable E(KESC_PROXY) is used.
    type: str
requirements:
  - Python 3.11 or newer
  - requests 2.31 or newer for O(provider=openapi), as requests[socks] for a SOCKS proxy
  - playwright, babel and Chromium for O(provider=console), cryptography and requests too for O(ca_path) or
    O(server_fingerprint)
"""
