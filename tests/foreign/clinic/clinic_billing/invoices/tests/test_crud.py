from clinic_billing.invoices import crud


def test_open_sum(db, invoice):
    assert crud.open_sum(db) == 5_050


def test_open_sum_of_nothing(db):
    assert crud.open_sum(db) == 0


def test_unpaid(db, invoice):
    assert crud.unpaid(db) == [invoice]
    assert crud.get(db, invoice.id) is invoice
