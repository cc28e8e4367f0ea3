# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up company names, unique however many are asked for, and host names made of them."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator

_FIRST = (
    "Alder Amber Arbor Aspen Aster Azure Beech Birch Bramble Brook Cedar Clover Copper Coral Cypress Dahlia Dogwood "
    "Dove Elder Elm Ember Falcon Fern Fir Flint Foxglove Ginkgo Granite Grove Harbor Hazel Heather Heron Holly Indigo "
    "Iris Ivy Jasmine Juniper Kestrel Larch Laurel Lilac Linden Magnolia Maple Marigold Meadow Mulberry Myrtle Oak "
    "Olive Orchid Osprey Pebble Pine Poplar Poppy Quarry Quince Raven Redwood Robin Rosemary Rowan Saffron Sage Sorrel "
    "Spruce Sycamore Tamarack Thistle Tulip Umber Verbena Violet Walnut Willow Wren Yarrow Yew Zinnia Blåbær Müller "
    "Señal Żuraw Élan"
).split()
_TRADE = (
    "Accounting Architects Bakery Books Brewing Capital Catering Clinics Consulting Cycling Dairy Dental Design "
    "Diagnostics Electric Engineering Events Fabrics Farms Foods Freight Furniture Garden Glass Graphics Hotels "
    "Insurance Interiors Joinery Labs Legal Lighting Logistics Marine Media Metals Motors Music Optics Packaging Paper "
    "Pharma Photo Plastics Plumbing Press Printing Realty Recycling Robotics Roofing School Security Solar Sports "
    "Studio Surveying Tailors Theatre Tools Toys Translations Travel Veterinary Vineyards Watches Wellness Windows"
).split()
_PLACE = "North South East West Hill Lake River Coast Valley Old New Upper Lower Central Port Bridge".split()


def company_names(count: int, chance: random.Random) -> list[str]:
    """Return so many different names; two words as long as these last, then three."""
    pairs = [f"{first} {trade}" for first in _FIRST for trade in _TRADE]
    chance.shuffle(pairs)
    names = pairs[:count]
    for place in _PLACE:
        if len(names) == count:
            break
        names += [f"{pair} {place}" for pair in pairs[: count - len(names)]]
    return names


def host_names(names: list[str]) -> Iterator[str]:
    """Return a host name for each company: lower case ASCII with dashes, unique."""
    taken: dict[str, int] = {}
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        taken[slug] = taken.get(slug, 0) + 1
        yield slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
