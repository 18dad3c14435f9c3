import unittest
from datetime import date

from clinic_core.database import Session
from clinic_core.patients import crud
from clinic_testing import empty_database


class PatientCrudTest(unittest.TestCase):
    def setUp(self):
        empty_database()
        self.db = Session()
        self.addCleanup(empty_database)

    def test_create(self):
        patient = crud.create(self.db, 'Erika', date(1964, 8, 12))
        self.assertIsNotNone(patient.id)
        self.assertEqual(crud.count(self.db), 1)

    def test_find(self):
        for name in ('Bert', 'Albert', 'Carla'):
            crud.create(self.db, name, date(2000, 1, 1))
        for part, names in [('ert', ['Albert', 'Bert']), ('x', []), ('', ['Albert', 'Bert', 'Carla'])]:
            with self.subTest(part=part):
                found = crud.find(self.db, part)
                self.assertEqual([one.name for one in found], names)

    def test_delete(self):
        patient = crud.create(self.db, 'Erika', date(1964, 8, 12))
        crud.delete(self.db, patient)
        self.assertIsNone(crud.get(self.db, patient.id))

    @unittest.skip('the insurance numbers are not clear yet')
    def test_insurance(self):
        self.fail()

    @unittest.expectedFailure
    def test_find_ignores_percent_signs(self):
        crud.create(self.db, 'Erika', date(1964, 8, 12))
        self.assertEqual(crud.find(self.db, '%'), [])


def test_repr(patient):
    assert repr(patient) == '<Patient Erika Mustermann>'
