# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pictures of the console hold neither what stands in a field nor the code wherever else it stands."""

from __future__ import annotations

import base64
import typing as t

import playwright.sync_api as playwright
import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._license._activation_code import ActivationCode
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._browser import find_browser
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._labels import label_set
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._page import Page

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


CODE = "AB1CD-EF2GH-IJ3KL-MN4OP"
PAGE = """
<style>body { margin: 0 } div, input { display: block; width: 400px; height: 40px; border: 0; padding: 0 }</style>
<input placeholder="code"><div>You typed ab1cd-ef2gh-ij3kl-mn4op</div><div>Starts with AB1CD</div><div>Plain</div>
"""
# The colors of a stripe in the picture: one alone means that it is covered.
COLORS = """
async ([image, top]) => {
  const bitmap = await createImageBitmap(await (await fetch(image)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  canvas.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(2, top + 2, 180, 36).data.buffer);
  return new Set(pixels).size;
}
"""


@pytest.fixture
def page() -> Iterator[playwright.Page]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(None), args=arguments, timeout=600_000)
        yield browser.new_context().new_page()
        browser.close()


def test_the_code_is_covered_and_the_rest_is_not(page: playwright.Page, tmp_path: Path) -> None:
    page.set_content(PAGE)
    page.get_by_role("textbox").fill(CODE)
    seen = Page(page, labels=label_set("en"), timeout=600, artifacts=str(tmp_path / "shots"), tenant="A/B c")
    seen.keep_secret(ActivationCode.parse(CODE))
    seen.picture("test")
    (picture,) = (tmp_path / "shots").iterdir()
    assert picture.name == "A-B-c-01-test.png"
    assert picture.stat().st_mode & 0o777 == 0o600
    image = "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode("ascii")
    colors = [page.evaluate(COLORS, [image, top]) for top in (0, 40, 80, 120)]
    assert colors[:3] == [1, 1, 1]
    assert colors[3] > 1


def test_without_a_folder_no_picture_is_made(page: playwright.Page, tmp_path: Path) -> None:
    page.set_content(PAGE)
    Page(page, labels=label_set("en"), timeout=600, artifacts=None, tenant="T").picture("test")
    assert list(tmp_path.iterdir()) == []
