"""What a person who knows pandas writes: reads the ledgers, checks the columns, writes the faults to a workbook."""

import json
import sys

import pandas as pd

book, told, out = sys.argv[1:]
with open(told, encoding="utf-8") as file:
    told = json.load(file)
frames = pd.read_excel(book, sheet_name=list(told["ledgers"]), header=told["top"], dtype=str, engine="openpyxl")
found = []
for ledger, asked in told["ledgers"].items():
    frame = frames[ledger].rename(columns={heading: name for heading, name, *_ in asked["fields"]})
    frame.index += told["top"] + 2
    frame = frame[[name for _, name, *_ in asked["fields"] if name in frame]].dropna(how="all")

    def tell(rows, name, says, frame=frame, ledger=ledger):
        found.extend((ledger, row, name, frame.at[row, name], says) for row in rows)

    for _, name, required, options, pattern in asked["fields"]:
        if name not in frame:
            continue
        column = frame[name]
        if required:
            tell(frame.index[column.isna()], name, "不能空着")
        if options:
            tell(frame.index[column.notna() & ~column.isin(options)], name, "应为" + "、".join(options))
        if pattern:
            tell(frame.index[column.notna() & ~column.astype(str).str.fullmatch(pattern)], name, "格式不对")
    for fields in asked["unique"]:
        if set(fields) <= set(frame):
            whole = frame[fields].notna().all(axis=1)
            tell(frame.index[whole & frame.duplicated(fields)], fields[-1], "重复")
pd.DataFrame(found, columns=["表", "行", "字段", "写的是", "应当"]).to_excel(out, index=False, engine="openpyxl")
