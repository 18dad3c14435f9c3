from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bookings.tables import Room


async def add_room(session: AsyncSession, name: str, seats: int) -> Room:
    room = Room(name=name, seats=seats)
    session.add(room)
    await session.flush()
    return room


async def get_room(session: AsyncSession, room_id: int) -> Room | None:
    room = await session.get(Room, room_id)
    return room


async def list_rooms(session: AsyncSession, seats: int = 0) -> list[Room]:
    result = await session.scalars(select(Room).where(Room.seats >= seats).order_by(Room.name))
    rooms = list(result)
    return rooms


async def delete_room(session: AsyncSession, room: Room) -> None:
    await session.delete(room)
    await session.flush()
