from clinic_core.patients.models import Patient


def create(db, name, born, insurance=None):
    patient = Patient(name=name, born=born, insurance=insurance)
    db.add(patient)
    db.commit()
    return patient


def get(db, patient_id):
    return db.get(Patient, patient_id)


def find(db, name):
    return (
        db.query(Patient)
        .filter(Patient.name.like(f'%{name}%'))
        .order_by(Patient.name)
        .all()
    )


def delete(db, patient):
    db.delete(patient)
    db.commit()


def count(db):
    return db.query(Patient).count()
