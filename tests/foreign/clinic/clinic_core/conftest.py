from datetime import date

import pytest

from clinic_core.patients import crud


@pytest.fixture
def patient(db):
    return crud.create(db, 'Erika Mustermann', date(1964, 8, 12), 'AOK')
