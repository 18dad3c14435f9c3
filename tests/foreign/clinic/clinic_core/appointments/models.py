from sqlalchemy import Column, DateTime, ForeignKey, Integer

from clinic_core.database import Base


class Appointment(Base):
    __tablename__ = 'appointments'

    id = Column(Integer, primary_key=True)
    patient_id = Column(
        Integer, ForeignKey('patients.id', ondelete='CASCADE'), nullable=False
    )
    at = Column(DateTime, nullable=False, unique=True)
    minutes = Column(Integer, nullable=False, default=20)
