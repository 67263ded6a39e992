"""The register of names that ships, read from data/ → names of organs, policies, peoples and places.

Each file of data/ says where its names come from and of which date they are; rows are split by tabs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")
_TABLES = ("organs.tsv", "policies.tsv", "peoples.tsv")
# A place is named with those that it belongs to: 山西省太原市, 太原市小店区, 山西省清徐县.
_PLACES = "places.tsv"
_LONG_STEM = 4  # characters of a city's name that stands without 市: 乌鲁木齐, 鄂尔多斯


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, what else is right for it, what it was called up to a year, and what it is
    wrongly called."""

    right: str
    also: tuple[str, ...] = ()
    former: tuple[tuple[str, int], ...] = ()
    wrong: tuple[str, ...] = ()
    table: str = ""

    @property
    def is_organ(self) -> bool:
        """Whether it is an organ, a party or an association."""
        return self.table == _TABLES[0]


def _read_rows(table: str) -> Iterator[list[str]]:
    for line in (_DATA / table).read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("、")) if cell else ()


@cache
def load_names() -> tuple[Name, ...]:
    """The names of organs, policies and peoples."""
    names: list[Name] = []
    for table in _TABLES:
        for row in _read_rows(table):
            right, also, former, wrong = (*row, "", "", "", "")[:4]
            years = tuple((name, int(year)) for name, _, year in (f.partition("@") for f in _split(former)))
            names.append(Name(right, _split(also), years, _split(wrong), table))
    return tuple(names)


@cache
def load_places() -> frozenset[str]:
    """The names of provinces, cities, counties, alone and behind what they belong to."""
    places: set[str] = set()
    for row in _read_rows(_PLACES):
        province, city, counties = (*row, "", "")[:3]
        stem = city.removesuffix("市")
        places |= {province, city, province + city}
        if len(stem) >= _LONG_STEM and stem != city:
            places.add(stem)
        for county in counties.split():
            places |= {county, province + county, city + county}
    return frozenset(places - {""})
