from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bookings.tables import Booking


async def overlapping(session: AsyncSession, room_id: int, starts: datetime, ends: datetime) -> list[Booking]:
    query = (
        select(Booking)
        .where(Booking.room_id == room_id, Booking.starts < ends, Booking.ends > starts)
        .order_by(Booking.starts)
    )
    result = await session.scalars(query)
    found = list(result)
    return found


async def add_booking(
    session: AsyncSession, room_id: int, guest: str, starts: datetime, ends: datetime
) -> Booking:
    booking = Booking(room_id=room_id, guest=guest, starts=starts, ends=ends)
    session.add(booking)
    await session.flush()
    await session.refresh(booking)
    return booking


async def get_booking(session: AsyncSession, booking_id: int) -> Booking | None:
    return await session.get(Booking, booking_id)


async def delete_booking(session: AsyncSession, booking: Booking) -> None:
    await session.delete(booking)
    await session.flush()


async def count_by_guest(session: AsyncSession) -> dict[str, int]:
    query = select(Booking.guest, func.count()).group_by(Booking.guest).order_by(Booking.guest)
    rows = await session.execute(query)
    counts = {}
    for guest, count in rows:
        counts[guest] = count
    return counts
