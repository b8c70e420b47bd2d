"""Unpacks chosen members of a wheel. usage: unpackWheel.py WHEEL TARGET RULES

RULES is a JSON list of {"prefix", "into", "contains"?}: a member whose path starts with `prefix` (and has `contains`
in it) is written to TARGET/into/<what follows the prefix>. The first rule that fits counts.
"""

import json
import os
import shutil
import sys
import zipfile

wheel, target, rules = sys.argv[1], os.path.abspath(sys.argv[2]), json.loads(sys.argv[3])
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        rule = next(
            (r for r in rules if member.filename.startswith(r["prefix"]) and r.get("contains", "") in member.filename),
            None,
        )
        if rule is None or member.is_dir():
            continue
        path = os.path.abspath(os.path.join(target, rule["into"], member.filename[len(rule["prefix"]) :]))
        if os.path.commonpath([path, target]) != target:
            sys.exit(f"The wheel has a member outside of its folder: {member.filename}")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(member) as source, open(path, "wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        mode = (member.external_attr >> 16) & 0o777
        if mode:
            os.chmod(path, mode | 0o600)
