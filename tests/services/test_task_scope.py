"""Every task has an owner, and closing the owner ends it."""

import asyncio

import pytest

from desktop_app.services.task_scope import CLOSING, TaskScope, to_its_end


async def forever() -> None:
    await asyncio.Event().wait()


async def test_failure_is_reported_and_not_contagious() -> None:
    reports: list[BaseException] = []
    scope = TaskScope("app", reports.append)
    sibling = scope.start(forever(), "sibling")

    async def fail() -> None:
        raise ValueError("mine")

    failed = scope.start(fail(), "fail")
    await asyncio.wait([failed])
    await asyncio.sleep(0)
    assert [str(error) for error in reports] == ["mine"]
    assert not sibling.done()
    await scope.close()
    assert sibling.cancelled()


async def test_children_close_first_and_newest_first() -> None:
    order: list[str] = []
    scope = TaskScope("app", order.append)

    async def note(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            order.append(name)

    scope.start(note("app"), "app")
    for name in ("first", "second"):
        scope.child(name).start(note(name), name)
    await asyncio.sleep(0)
    await scope.close()
    assert order == ["second", "first", "app"]


async def test_closing_says_why_and_a_stop_does_not() -> None:
    reasons: list[tuple[object, ...]] = []

    async def listen() -> None:
        try:
            await to_its_end(asyncio.sleep(0.01), "work")
            await forever()
        except asyncio.CancelledError as error:
            reasons.append(error.args)
            raise

    scope = TaskScope("app", lambda error: None)
    stopped = scope.start(listen(), "stopped")
    scope.start(listen(), "closed")
    await asyncio.sleep(0)
    stopped.cancel()
    await asyncio.wait([stopped])
    await scope.close()
    assert reasons == [(), (CLOSING,)]


async def test_a_closed_scope_starts_nothing() -> None:
    scope = TaskScope("app", lambda error: None)
    await scope.close()
    with pytest.raises(RuntimeError, match="closed"):
        scope.start(forever(), "late")


async def test_a_closed_child_leaves_its_parent() -> None:
    scope = TaskScope("app", lambda error: None)
    child = scope.child("window")
    await child.close()
    assert scope._children == []
    assert not scope.tasks


async def test_cancellation_is_no_error() -> None:
    reports: list[BaseException] = []
    scope = TaskScope("app", reports.append)
    task = scope.start(forever(), "x")
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert reports == []


async def test_a_task_may_close_its_own_scope() -> None:
    scope = TaskScope("app", lambda error: None)
    task = scope.start(scope.close(), "closer")
    await asyncio.wait([task], timeout=5)
    assert task.done()
    assert not task.cancelled()


async def test_work_goes_to_its_end_and_the_cancellation_follows() -> None:
    go, told = asyncio.Event(), []

    async def work() -> str:
        await go.wait()
        return "done"

    async def caller() -> None:
        told.append(await to_its_end(work(), "work"))
        await asyncio.sleep(0)
        told.append("went on")

    task = asyncio.get_running_loop().create_task(caller())
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    go.set()
    await asyncio.wait({task})
    assert task.cancelled()
    assert told == ["done"]


async def test_an_error_of_work_that_goes_to_its_end_is_the_callers() -> None:
    async def work() -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await to_its_end(work(), "work")
