import pytest

from clinic_billing.invoices import service


@pytest.mark.parametrize('cents, percent, gross', [(100, 19, 119), (105, 7, 112), (100, 0, 100)])
def test_vat(cents, percent, gross):
    assert service.with_vat(cents, percent) == gross


def test_bill(db, patient):
    invoice = service.bill(db, patient.id, [('Talk', 1_000), ('X-ray', 500)])
    assert service.total(invoice) == 1_500


def test_nothing_to_bill(db, patient):
    with pytest.raises(ValueError):
        service.bill(db, patient.id, [])


def test_pay_twice(db, invoice):
    assert service.pay(db, invoice.id).paid
    with pytest.raises(service.AlreadyPaid):
        service.pay(db, invoice.id)
