from datetime import datetime, time

from clinic_core.appointments.models import Appointment


def create(db, patient_id, at, minutes=20):
    appointment = Appointment(patient_id=patient_id, at=at, minutes=minutes)
    db.add(appointment)
    db.commit()
    return appointment


def on(db, day):
    first, last = (datetime.combine(day, t) for t in (time.min, time.max))
    return (
        db.query(Appointment)
        .filter(Appointment.at.between(first, last))
        .order_by(Appointment.at)
        .all()
    )


def of_patient(db, patient_id):
    return db.query(Appointment).filter_by(patient_id=patient_id).all()
