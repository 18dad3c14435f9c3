from datetime import date

from clinic_core.patients import crud


class UnknownPatient(LookupError):
    pass


class BadData(ValueError):
    pass


def age(born, today):
    years = today.year - born.year
    if (today.month, today.day) < (born.month, born.day):
        years -= 1
    return years


def initials(name):
    return ''.join(part[0].upper() for part in name.split() if part)


def register(db, name, born, insurance=None, today=None):
    today = today or date.today()
    if not name.strip():
        raise BadData('a name is needed')
    if born > today:
        raise BadData('born in the future')
    return crud.create(db, name.strip(), born, insurance)


def load(db, patient_id):
    patient = crud.get(db, patient_id)
    if patient is None:
        raise UnknownPatient(patient_id)
    return patient


def forget(db, patient_id):
    crud.delete(db, load(db, patient_id))
