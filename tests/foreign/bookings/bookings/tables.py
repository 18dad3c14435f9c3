from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = 'rooms'

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    seats: Mapped[int]
    bookings: Mapped[list['Booking']] = relationship(back_populates='room', passive_deletes=True)


class Booking(Base):
    __tablename__ = 'bookings'
    __table_args__ = (
        CheckConstraint('starts < ends', name='ck_bookings_order'),
        Index('ix_bookings_room_starts', 'room_id', 'starts'),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey('rooms.id', ondelete='CASCADE'))
    guest: Mapped[str] = mapped_column(String(80))
    starts: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ends: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    room: Mapped[Room] = relationship(back_populates='bookings')
