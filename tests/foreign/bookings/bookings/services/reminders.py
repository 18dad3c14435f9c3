"""Runs from cron; not under test yet."""
from datetime import datetime, timedelta, timezone

from bookings.db import session_factory
from bookings.repos import bookings as booking_repo
from bookings.repos import rooms as room_repo


async def send_reminders(send) -> int:
    sent = 0
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    async with session_factory() as session:
        for room in await room_repo.list_rooms(session):
            for booking in await booking_repo.overlapping(
                session, room.id, tomorrow, tomorrow + timedelta(days=1)
            ):
                await send(booking.guest, f'{room.name} at {booking.starts:%H:%M}')
                sent += 1
    return sent
