from datetime import date

import pytest

from clinic_core.patients import service


@pytest.mark.parametrize(
    'born, today, years',
    [
        (date(2000, 6, 15), date(2020, 6, 14), 19),
        (date(2000, 6, 15), date(2020, 6, 15), 20),
        (date(2000, 2, 29), date(2021, 2, 28), 20),
    ],
)
def test_age(born, today, years):
    assert service.age(born, today) == years


@pytest.mark.parametrize('name, short', [('Erika Mustermann', 'EM'), ('élodie', 'É'), (' a  b ', 'AB'), ('', '')])
def test_initials(name, short):
    assert service.initials(name) == short


def test_register(db):
    patient = service.register(db, ' Erika ', date(1964, 8, 12))
    assert service.load(db, patient.id).name == 'Erika'


@pytest.mark.parametrize('name, born', [('  ', date(1964, 8, 12)), ('Erika', date(2999, 1, 1))])
def test_bad_data(db, name, born):
    with pytest.raises(service.BadData):
        service.register(db, name, born)


def test_forget(db, patient):
    number = patient.id
    service.forget(db, number)
    with pytest.raises(service.UnknownPatient):
        service.load(db, number)
