"""Coroutines carry their circle into the threads that ask the database."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from tenants.context import NoCircle, circle_context, current_circle, in_circle
from tests.plum.models import Tree


@pytest.fixture
def trees(committed, calderdale, clapton):
    for circle in (calderdale, clapton):
        with in_circle(circle):
            Tree.objects.create(name=circle.slug)
    yield
    for circle in (calderdale, clapton):
        with in_circle(circle):
            Tree.objects.filter(name=circle.slug).delete()


def test_many_coroutines_in_two_circles_each_see_their_own(trees, calderdale, clapton):
    async def visit(circle):
        with circle_context(circle):
            await asyncio.sleep(0)
            first = await Tree.objects.aget(name__startswith="c")
            await asyncio.sleep(0.001)

            def whole_block():
                with in_circle(current_circle()):
                    return Tree.objects.get(name__startswith="c").name

            second = await sync_to_async(whole_block)()
            return circle.slug, first.name, second

    async def all_at_once():
        return await asyncio.gather(*(visit(circle) for circle in [calderdale, clapton] * 20))

    for slug, first, second in asyncio.run(all_at_once()):
        assert slug == first == second


def test_a_coroutine_that_named_no_circle_sees_none_whatever_its_neighbours_do(trees, calderdale):
    async def neighbour():
        with circle_context(calderdale):
            await asyncio.sleep(0.01)

    async def nobody():
        await asyncio.sleep(0.005)
        with pytest.raises(NoCircle):
            current_circle()

    async def together():
        await asyncio.gather(neighbour(), nobody())

    asyncio.run(together())


def test_a_thread_of_its_own_keeps_the_coroutines_circle(trees, clapton):
    def ask():
        try:
            return Tree.objects.get(name__startswith="c").name
        finally:
            connection.close()

    async def elsewhere():
        with circle_context(clapton):
            return await sync_to_async(ask, thread_sensitive=False)()

    assert asyncio.run(elsewhere()) == "clapton"
