"""汇总库 at the size of a nation: what it takes to merge workbooks into a store and to count 10,000 parts of it.

    python3 tests/bench/store.py --books 200 --parts 10000 --workers 2
    python3 tests/bench/store.py --full

Workbooks of 40 groups are merged for real; what 10,000 of them take follows from the processor's time of one. The
parts are written as Parquet files under names of their own and counted for real, by this process and by a Dask cluster
of worker processes on this computer. With --full all 10,000 workbooks are merged and their own parts counted: nothing
is reckoned from fewer. Processor seconds are those of all processes together, so that what else the computer does at
the time changes them little; the clock's are printed beside them.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import pyarrow  # noqa: E402
from unit_books import book_bytes, save  # noqa: E402

from bench import inputs  # noqa: E402
from pyfuncs import package, parquet  # noqa: E402
from pyfuncs.cluster import Here, workplace  # noqa: E402
from pyfuncs.notice import HOME, load_notice  # noqa: E402
from pyfuncs.store import Part, Store, part_id, path_of  # noqa: E402
from pyfuncs.store_book import Count, count, rates  # noqa: E402
from pyfuncs.store_merge import merge_into  # noqa: E402

GROUPS, MEMBERS = 40, 12
NATION = 10_000
MILLION = 1_000_000
AREAS = 31
EVERY = 500
"""Of so many parts one sends the groups of its neighbour too."""
NOTICE = "2018"
MODELS = 50
UNIT_MARK, MARK = "〔单位〕", "〔件〕"
TEXTS = "xl/sharedStrings.xml"


class Spent:
    """Seconds of the clock and of all processors, once it is over."""

    clock = processors = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """Measures what is done inside."""
    spent, clock, before = Spent(), time.perf_counter(), processors()
    yield spent
    spent.clock, spent.processors = time.perf_counter() - clock, processors() - before


def processors() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def own_processor() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


# -- workbooks -------------------------------------------------------------------------------------------


def write_books(folder: Path, number: int) -> None:
    """Workbooks of 40 groups of 13 people, each of a unit of its own; one of EVERY holds its neighbour's groups.

    A few are drawn, of which the others are copies: only the texts tell them apart.
    """
    models = [_model(at) for at in range(min(number, MODELS))]
    for at in range(number):
        named = at - 1 if at % EVERY == EVERY - 1 else at
        parts = dict(models[named % len(models)])
        texts = parts[TEXTS].replace(UNIT_MARK.encode(), b"%d" % at).replace(MARK.encode(), b"%d" % named)
        save(folder, f"{at // 100}/单位{at}.xlsx", package.write((parts | {TEXTS: texts}).items()))


def _model(at: int) -> dict[str, bytes]:
    """The parts of a workbook in which marks stand where one differs from the other."""
    home = {"当前通知": NOTICE, "推荐单位": f"单位{UNIT_MARK}", "填表人": "林晓", "填表日期": "2018.6.1"}
    tables = inputs.tables(GROUPS, MEMBERS, at * GROUPS)
    tables.pop(HOME, None)
    for rows in tables.values():
        for row in rows:
            row |= {name: f"{MARK}{row[name]}" for name in ("企业名称", "登记注册号") if name in row}
    with zipfile.ZipFile(io.BytesIO(book_bytes(load_notice(NOTICE), tables, home))) as made:
        return {name: made.read(name) for name in made.namelist()}


def say_progress(done: int, total: int, name: str) -> None:
    """Says on standard error how far the work is: it may take hours."""
    if done % EVERY == 0:
        print(f"{time.strftime('%H:%M:%S')} {done}/{total} {name}", file=sys.stderr, flush=True)


def merge_books(folder: Path, root: Path) -> tuple[Store, dict[str, float]]:
    """Merges them; what it took, and how much of it the one process that decides and writes the list."""
    own = own_processor()
    with spending() as spent:
        stored = merge_into(folder, root, step=say_progress)
    books = len(stored.store.parts)
    own = own_processor() - own
    return stored.store, {"books": books, "clock": spent.clock, "processors": spent.processors, "own": own}


# -- parts -----------------------------------------------------------------------------------------------


def write_parts(root: Path, model: Store, number: int) -> list[Part]:
    """As many parts of 40 groups, each with the groups of one of the model's under names of its own: the ledger of the
    groups and the statistics, which are what is counted."""
    wanted = ("小组", parquet.SINGLES)
    tables = [{name: _read(path_of(model.root, part, name)) for name in wanted} for part in model.parts[:50]]
    parts: list[Part] = []
    for at in range(number):
        twin = at % EVERY == EVERY - 1
        named = at - 1 if twin else at
        area, unit = f"省{at % AREAS}", f"单位{at}"
        chosen = tables[named % len(tables)]
        rows = {name: chosen[name].num_rows for name in wanted}
        file = f"{unit}.xlsx"
        part = Part(part_id(str(at), area, file), NOTICE, NOTICE, area, unit, file, str(at), rows)
        for name in wanted:
            path = path_of(root, part, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            parquet.write(path, _renamed(chosen[name], part, str(named)))
        parts.append(part)
    return parts


def _read(path: Path) -> pyarrow.Table:
    from pyarrow import parquet as files

    return files.ParquetFile(path).read()


def _renamed(table: pyarrow.Table, part: Part, mark: str) -> pyarrow.Table:
    new = {"件": part.id, "报送单位": part.unit, "来源": part.file}
    for name in ("企业名称", "登记注册号"):
        if name in table.column_names:
            column = pyarrow.array([f"{mark}{text}" for text in table[name].to_pylist()], pyarrow.string())
            table = table.set_column(table.column_names.index(name), name, column)
    for name, text in new.items():
        column = pyarrow.array([text] * table.num_rows, pyarrow.string())
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def count_parts(parts: Sequence[Part], root: Path, where: Any) -> tuple[Count, Spent]:
    """Counts them; what it took."""

    def path(part: Part, dataset: str) -> Path:
        return path_of(root, part, dataset)

    with spending() as spent:
        told = count(parts, load_notice(NOTICE), path, where)
    return told, spent


# -- what it comes to ------------------------------------------------------------------------------------


def main() -> None:
    """Runs it all and prints the figures; --json keeps them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--books", type=int, default=200, help="workbooks that are merged for real")
    options.add_argument("--parts", type=int, default=NATION, help="parts that are counted")
    options.add_argument("--full", action="store_true", help=f"merge {NATION} workbooks, and count them")
    options.add_argument("--workers", type=int, default=2, help="worker processes of the cluster; 0 = none")
    options.add_argument("--price", type=float, default=0.3, help="what an hour of one core costs, 元")
    options.add_argument("--json", default="", help="file to keep the figures in")
    chosen = options.parse_args()
    if chosen.full:
        chosen.books = chosen.parts = NATION
    with tempfile.TemporaryDirectory(prefix="qc-bench-") as place:
        figures = measure(Path(place), chosen)
    figures |= {"date": time.strftime("%Y-%m-%d"), "cores": os.cpu_count(), "machine": platform.platform()}
    show(figures, chosen.price)
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")


def measure(place: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    write_books(place / "先", 2)
    merge_into(place / "先", place / "先库")  # what is loaded once is not counted
    write_books(place / "收", chosen.books)
    model, merged = merge_books(place / "收", place / "库")
    listed = len(json.dumps([asdict(part) for part in model.parts], ensure_ascii=False).encode()) / len(model.parts)
    bytes_held = sum(path.stat().st_size for path in (place / "库").rglob("*.parquet")) / len(model.parts)
    if chosen.parts > chosen.books:
        root, parts = place / "国", write_parts(place / "国", model, chosen.parts)
    else:
        root, parts = model.root, model.parts
    alone, spent = count_parts(parts, root, Here())
    figures: dict[str, Any] = {"merged": merged, "listed": listed, "held": bytes_held, "parts": len(parts)}
    figures |= {"alike": len(alone.alike), "here": vars(spent)}
    if chosen.workers:
        import distributed

        options = {"n_workers": chosen.workers, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
        with spending() as whole:
            cluster = distributed.LocalCluster(**options, host="127.0.0.1", silence_logs=50)
            with cluster, workplace(cluster.scheduler_address) as where:
                own = own_processor()
                told, spent = count_parts(parts, root, where)
                own = own_processor() - own
        same = told.quotas("") == alone.quotas("") and rates(told) == rates(alone) and told.alike == alone.alike
        figures["cluster"] = {"workers": chosen.workers, "clock": spent.clock, "processors": whole.processors}
        figures["cluster"] |= {"own": own, "same": same}
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def show(figures: dict[str, Any], price: float) -> None:
    """The figures, and what follows from them."""
    merged, here = figures["merged"], figures["here"]
    per_book, own = merged["processors"] / merged["books"], merged["own"] / merged["books"]
    per_part = here["processors"] / figures["parts"]
    tell: Callable[[str], None] = print
    books, clock, parts = merged["books"], merged["clock"], figures["parts"]
    tell(f"{figures['machine']}，{figures['cores']} 核，{figures['date']}")
    tell(f"入库：{books} 本 × {GROUPS} 个小组，时钟 {clock:.0f} 秒，每秒 {books / clock:.1f} 本；")
    tell(f"　库里每本 {figures['held'] / 1024:.0f} KB；")
    tell(f"　每本用处理器 {1000 * per_book:.0f} 毫秒，每核每秒 {1 / per_book:.1f} 本，")
    tell(f"　{NATION} 本要 {NATION * per_book / 60:.0f} 核分钟")
    tell(f"统计：{parts} 件，{parts * GROUPS} 个小组；一个进程：时钟 {here['clock']:.1f} 秒，")
    tell(f"　处理器 {here['processors']:.1f} 秒，内存最多 {figures['memory']:.0f} MB；查出重复 {figures['alike']} 处")
    if "cluster" in figures:
        cluster = figures["cluster"]
        tell(f"　{cluster['workers']} 个进程的集群：时钟 {cluster['clock']:.1f} 秒，")
        same = "相同" if cluster["same"] else "不同"
        tell(f"　处理器 {cluster['processors']:.1f} 秒（连启动），结果与一个进程的{same}")
    hours = (per_book + per_part) / GROUPS * MILLION / 3600
    tell(f"每一百万个小组：{hours:.2f} 核时，按每核时 {price} 元是 {hours * price:.2f} 元")
    readers = (per_book - own) / own
    tell(
        f"到头：主机每本自用处理器 {1000 * own:.1f} 毫秒，每秒 {1 / own:.0f} 本；读的进程多于 {readers:.0f} 个不再快；"
    )
    listed = figures["listed"]
    tell(f"　清单每件 {listed:.0f} 字节，一百万件 {listed * MILLION / 2**20:.0f} MB，每次整个重写")


if __name__ == "__main__":
    main()
