from sqlalchemy import func

from clinic_billing.invoices.models import Invoice, InvoiceLine


def create(db, patient_id, lines):
    invoice = Invoice(patient_id=patient_id)
    for text, cents in lines:
        invoice.lines.append(InvoiceLine(text=text, cents=cents))
    db.add(invoice)
    db.commit()
    return invoice


def get(db, invoice_id):
    return db.get(Invoice, invoice_id)


def unpaid(db):
    return db.query(Invoice).filter_by(paid=False).order_by(Invoice.id).all()


def open_sum(db):
    return (
        db.query(func.coalesce(func.sum(InvoiceLine.cents), 0))
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .filter(Invoice.paid.is_(False))
        .scalar()
    )
