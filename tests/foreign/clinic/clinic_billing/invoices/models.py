from sqlalchemy import Boolean, Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from clinic_core.database import Base


class Invoice(Base):
    __tablename__ = 'invoices'

    id = Column(Integer, primary_key=True)
    patient_id = Column(Integer, ForeignKey('patients.id'), nullable=False)
    paid = Column(Boolean, nullable=False, default=False)
    lines = relationship('InvoiceLine', cascade='all, delete-orphan')


class InvoiceLine(Base):
    __tablename__ = 'invoice_lines'

    id = Column(Integer, primary_key=True)
    invoice_id = Column(Integer, ForeignKey('invoices.id'), nullable=False)
    text = Column(String(120), nullable=False)
    cents = Column(Integer, nullable=False)
