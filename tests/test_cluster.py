"""A real Dask cluster of two worker processes on this computer: the same results as one process, also when one of
them is killed in the midst of it, and nothing counted twice."""

from __future__ import annotations

import os
import signal

import distributed
import pytest
import stores

from pyfuncs.cluster import Cluster, Here, NoCluster, workplace
from pyfuncs.files import TEMPORARY
from pyfuncs.notice import TEMPLATES
from pyfuncs.store_book import count, rates
from pyfuncs.store_merge import merge_into


@pytest.fixture(scope="module")
def cluster():
    """Two workers of one thread each; one that dies is started again, as on a real cluster."""
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1"}
    with distributed.LocalCluster(**options, dashboard_address="127.0.0.1:0", silence_logs=50) as made:
        yield made


def killing(where: Here | Cluster, at: int):
    """A step that kills one of the workers, by its process, once `at` results are in; and what it has killed."""
    assert isinstance(where, Cluster)
    victims = sorted(where.client.run(os.getpid).values())
    killed: list[int] = []

    def step(done: int, total: int, what: str) -> None:
        if done == at and not killed:
            killed.append(victims[0])
            os.kill(victims[0], signal.SIGKILL)

    return step, killed


def test_counts_with_a_worker_killed_are_those_of_one_process(cluster):
    """Ten parts, one a task; a worker dies when three of them are done: its results are lost and reckoned again."""
    store = stores.made()[1].store
    path = stores.path(store)
    alone = count(store.parts, stores.NOTICE, path, Here())
    with workplace(cluster.scheduler_address) as where:
        step, killed = killing(where, 3)
        together = count(store.parts, stores.NOTICE, path, where, step, at_once=1)
    assert killed and killed[0] not in {worker.pid for worker in cluster.workers.values()}
    assert together.look.entries == alone.look.entries and together.look.figures == alone.look.figures
    assert together.quotas("") == alone.quotas("") and rates(together) == rates(alone)
    assert together.alike == alone.alike and len(alone.alike) == 14


def test_a_merge_with_a_worker_killed_holds_every_row_once(cluster, tmp, monkeypatch):
    """The workbooks are read by the workers, a few a task; one dies on the way: same parts, same rows, same receipt."""
    folder, alone = stores.made()
    monkeypatch.setattr("pyfuncs.cluster.FILES_PER_TASK", 3)
    with workplace(cluster.scheduler_address) as where:
        step, killed = killing(where, 1)
        together = merge_into(folder, tmp / "库", templates=TEMPLATES, step=step, where=where)
    assert killed
    assert together.store.parts == alone.store.parts
    assert together.outcome.balance == alone.outcome.balance
    assert {each.file: each.state for each in together.outcome.receipts} == {
        each.file: each.state for each in alone.outcome.receipts
    }
    files = {path.name for path in (tmp / "库").rglob("*.parquet")}
    assert files == {path.name for path in alone.store.root.rglob("*.parquet")}
    assert not [path for path in (tmp / "库").iterdir() if path.name.endswith(TEMPORARY)]


def test_what_a_worker_cannot_find_is_one_sentence(cluster):
    store = stores.made()[1].store
    with workplace(cluster.scheduler_address) as where, pytest.raises(NoCluster, match="同一路径看得到的共享文件夹"):
        count(store.parts[:1], stores.NOTICE, lambda part, dataset: store.root / "别处.parquet", where)


def test_no_cluster_there_is_one_sentence():
    with pytest.raises(NoCluster, match="地址应像 tcp://"), workplace("什么"):
        pass


def test_without_an_address_the_work_is_done_here():
    with workplace() as where:
        assert isinstance(where, Here)
