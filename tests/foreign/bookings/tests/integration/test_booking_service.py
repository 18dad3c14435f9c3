import pytest

from bookings.repos.bookings import get_booking
from bookings.services import booking as service


async def test_book(session, room, at):
    booked = await service.book(session, room.id, 'ada', at(9), at(10))
    assert (await get_booking(session, booked.id)).guest == 'ada'


async def test_conflict(session, room, at):
    await service.book(session, room.id, 'ada', at(9), at(10))
    with pytest.raises(service.Conflict, match='Großer Saal is taken by ada'):
        await service.book(session, room.id, 'bob', at(9, 30), at(11))


async def test_unknown_room(session, at):
    with pytest.raises(service.Missing):
        await service.book(session, 4711, 'ada', at(9), at(10))


async def test_cancel(session, room, at):
    booked = await service.book(session, room.id, 'ada', at(9), at(10))
    await service.cancel(session, booked.id)
    with pytest.raises(service.Missing):
        await service.cancel(session, booked.id)


@pytest.mark.slow
async def test_a_year_of_bookings(session, room, at):
    for day in range(1, 29):
        for hour in range(8, 20):
            await service.book(session, room.id, 'ada', at(hour, day=day), at(hour + 1, day=day))
    assert await service.day_plan(session, room.id, at(0)) == []
