from datetime import datetime

import pytest

from clinic_core.appointments import crud, service
from clinic_core.patients.service import UnknownPatient


def test_make(db, patient):
    made = service.make(db, patient.id, datetime(2030, 3, 4, 9))
    assert service.end(made) == datetime(2030, 3, 4, 9, 20)
    assert crud.of_patient(db, patient.id) == [made]


@pytest.mark.parametrize('minute, free', [(0, False), (19, False), (20, True)])
def test_taken(db, patient, minute, free):
    service.make(db, patient.id, datetime(2030, 3, 4, 9))
    at = datetime(2030, 3, 4, 9, minute)
    if free:
        assert service.make(db, patient.id, at).at == at
    else:
        with pytest.raises(service.Taken):
            service.make(db, patient.id, at)


def test_unknown_patient(db):
    with pytest.raises(UnknownPatient):
        service.make(db, 99, datetime(2030, 3, 4, 9))


def test_next_free(db, patient):
    for hour, minute in [(9, 0), (9, 20), (10, 0)]:
        service.make(db, patient.id, datetime(2030, 3, 4, hour, minute))
    assert service.next_free(db, datetime(2030, 3, 4, 9)) == datetime(2030, 3, 4, 9, 40)
