import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from bookings.repos import bookings, rooms


async def test_rooms_by_name(session):
    await rooms.add_room(session, 'Zelt', 10)
    await rooms.add_room(session, 'Aula', 200)
    assert [room.name for room in await rooms.list_rooms(session)] == ['Aula', 'Zelt']
    assert [room.name for room in await rooms.list_rooms(session, seats=11)] == ['Aula']


async def test_a_test_leaves_nothing(session):
    assert await rooms.list_rooms(session) == []


async def test_name_is_unique(session, room):
    with pytest.raises(IntegrityError):
        await rooms.add_room(session, room.name, 1)


async def test_order_is_checked_by_the_database(session, room, at):
    with pytest.raises(DBAPIError):
        await bookings.add_booking(session, room.id, 'ada', at(10), at(9))


@pytest.mark.parametrize(
    'first, last, hits',
    [(8, 9, 0), (8, 10, 1), (9, 10, 1), (10, 11, 1), (11, 12, 0), (8, 12, 1)],
    ids=lambda value: f'{value} Uhr' if value > 1 else f'hits/{value}',
)
async def test_overlap(session, room, at, first, last, hits):
    await bookings.add_booking(session, room.id, 'ada', at(9), at(11))
    assert len(await bookings.overlapping(session, room.id, at(first), at(last))) == hits


async def test_counts(session, room, at):
    for hour, guest in [(9, 'ada'), (10, 'bob'), (11, 'ada')]:
        await bookings.add_booking(session, room.id, guest, at(hour), at(hour + 1))
    assert await bookings.count_by_guest(session) == {'ada': 2, 'bob': 1}


async def test_bookings_go_with_the_room(session, room, at):
    booking = await bookings.add_booking(session, room.id, 'ada', at(9), at(10))
    await rooms.delete_room(session, room)
    session.expunge_all()
    assert await bookings.get_booking(session, booking.id) is None
