from sqlalchemy import Column, Date, Integer, String

from clinic_core.database import Base


class Patient(Base):
    __tablename__ = 'patients'

    id = Column(Integer, primary_key=True)
    name = Column(String(80), nullable=False)
    born = Column(Date, nullable=False)
    insurance = Column(String(20))

    def __repr__(self):
        return f'<Patient {self.name}>'
