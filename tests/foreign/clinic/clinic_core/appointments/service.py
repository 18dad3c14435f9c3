from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from clinic_core.appointments import crud
from clinic_core.patients import service as patients


class Taken(Exception):
    pass


def end(appointment):
    return appointment.at + timedelta(minutes=appointment.minutes)


def make(db, patient_id, at, minutes=20):
    patients.load(db, patient_id)
    for other in crud.on(db, at.date()):
        if other.at < at + timedelta(minutes=minutes) and at < end(other):
            raise Taken(other.at.isoformat())
    try:
        return crud.create(db, patient_id, at, minutes)
    except IntegrityError:
        db.rollback()
        raise Taken(at.isoformat())


def next_free(db, at, minutes=20):
    for other in crud.on(db, at.date()):
        if other.at < at + timedelta(minutes=minutes) and at < end(other):
            at = end(other)
    return at
