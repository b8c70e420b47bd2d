"""Makes the table files beside it, with the programs people make theirs with (openpyxl, xlsxwriter, pyarrow).

Run by hand: python tests/engine/data/tables/make.py (pandas, pyarrow, openpyxl, xlsxwriter). The same rows are in each
file; expected.json holds them as text, as the app is to read them.
"""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

here = Path(__file__).resolve().parent
names = ["size", "kind", "count", "code", "member", "joined"]
rows = []
for i in range(60):
    rows.append(
        [
            None if i % 11 == 3 else round(i * 0.1 - 1.25, 2),
            None if i % 13 == 5 else ["small", "größer", 'with "quotes", and a comma'][i % 3],
            i * 1000,
            f"{i:04d}",
            i % 2 == 0,
            dt.date(2024, 1, 1) + dt.timedelta(days=i),
        ]
    )


def text(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if value != int(value) else str(int(value))
    return str(value)


(here / "expected.json").write_text(
    json.dumps({"names": names, "rows": [[text(v) for v in row] for row in rows]}, ensure_ascii=False), encoding="utf-8"
)

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "People"
sheet.append(names)
for row in rows:
    sheet.append(row)
other = book.create_sheet("Other")
other.append(["a", "b"])
other.append([1, "=1+1"])
book.create_sheet("Empty")
book.save(here / "openpyxl.xlsx")

# A title above, an empty column beside, formulas with saved values, rich text, errors, a date format of one's own.
book = xlsxwriter.Workbook(str(here / "xlsxwriter.xlsx"))
sheet = book.add_worksheet("Report")
sheet.write(0, 1, "Members of the club")
dates = book.add_format({"num_format": 'dd. mmm yyyy "d"'})
bold = book.add_format({"bold": True})
for c, name in enumerate(names):
    sheet.write(2, c + 1, name)
for r, row in enumerate(rows):
    for c, value in enumerate(row):
        at = (r + 3, c + 1)
        if value is None:
            continue
        if c == 5:
            sheet.write_datetime(*at, dt.datetime.combine(value, dt.time()), dates)
        elif c == 2:
            sheet.write_formula(*at, "=1+1", None, value)
        elif c == 1 and value == "small":
            sheet.write_rich_string(*at, "sm", bold, "all")
        elif isinstance(value, bool):
            sheet.write_boolean(*at, value)
        else:
            sheet.write(*at, value)
book.close()

columns = list(zip(*rows))
table = pa.table(
    {
        "size": pa.array(columns[0], pa.float64()),
        "kind": pa.array(columns[1], pa.string()),
        "count": pa.array(columns[2], pa.int64()),
        "code": pa.array(columns[3], pa.string()),
        "member": pa.array(columns[4], pa.bool_()),
        "joined": pa.array(columns[5], pa.date32()),
    }
)
for codec in ["snappy", "gzip", "zstd", "brotli", "lz4", "none"]:
    pq.write_table(
        table,
        here / f"{codec}.parquet",
        compression=codec,
        row_group_size=25,
        data_page_version="2.0" if codec == "zstd" else "1.0",
        use_dictionary=codec != "gzip",
        write_page_index=codec == "snappy",
    )
pq.write_table(
    pa.table(
        {
            "list": pa.array([[1, 2], None, []] * 10),
            "struct": pa.array([{"a": 1, "b": "x"}] * 30),
            "price": pa.array([Decimal("1.50")] * 30, pa.decimal128(9, 2)),
            "at": pa.array([dt.datetime(2024, 3, 1, 14, 30)] * 30, pa.timestamp("us")),
            "big": pa.array([2**60 + 1] * 30, pa.int64()),
            "y": pa.array(list(range(30)), pa.int32()),
        }
    ),
    here / "kinds.parquet",
)

# Long, to be interrupted: one block of rows that repeat, so that the file stays small.
long = 600_000
pq.write_table(
    pa.table({name: pa.array([i % 7 for i in range(long)], pa.int32()) for name in ["a", "b", "c"]}),
    here / "long.parquet",
    compression="zstd",
    row_group_size=long,
)
