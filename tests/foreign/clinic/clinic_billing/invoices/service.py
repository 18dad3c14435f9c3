from clinic_billing.invoices import crud
from clinic_core.patients import service as patients
from clinic_core.settings import settings


class AlreadyPaid(Exception):
    pass


def total(invoice):
    return sum(line.cents for line in invoice.lines)


def with_vat(cents, percent=None):
    percent = settings.vat_percent if percent is None else percent
    return cents + round(cents * percent / 100)


def bill(db, patient_id, lines):
    patients.load(db, patient_id)
    if not lines:
        raise ValueError('nothing to bill')
    return crud.create(db, patient_id, lines)


def pay(db, invoice_id):
    invoice = crud.get(db, invoice_id)
    if invoice is None:
        raise LookupError(invoice_id)
    if invoice.paid:
        raise AlreadyPaid(invoice_id)
    invoice.paid = True
    db.commit()
    return invoice
