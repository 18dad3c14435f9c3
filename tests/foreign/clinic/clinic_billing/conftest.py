from datetime import date

import pytest

from clinic_billing.invoices import crud as invoices
from clinic_core.patients import crud as patients


@pytest.fixture
def patient(db):
    return patients.create(db, 'Max Private', date(1971, 1, 31))


@pytest.fixture
def invoice(db, patient):
    lines = [('X-ray', 4_000), ('Talk', 1_050)]
    return invoices.create(db, patient.id, lines)
