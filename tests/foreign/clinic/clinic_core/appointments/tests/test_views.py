import unittest
from datetime import date

from starlette.testclient import TestClient

from clinic_core.app import create_app
from clinic_core.database import Session
from clinic_core.patients import crud
from clinic_testing import empty_database


class AppointmentViewsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.http = TestClient(create_app())

    def setUp(self):
        empty_database()
        self.patient = crud.create(Session(), 'Erika', date(1964, 8, 12)).id
        self.addCleanup(empty_database)

    def post(self, at, patient=None):
        body = {'patient': patient or self.patient, 'at': at}
        return self.http.post('/appointments', json=body)

    def test_make(self):
        self.assertEqual(self.post('2030-03-04T09:00').status_code, 201)
        listed = self.http.get('/appointments?day=2030-03-04').json()
        self.assertEqual(listed, [{'at': '2030-03-04T09:00:00', 'minutes': 20}])

    def test_taken(self):
        self.assertEqual(self.post('2030-03-04T09:00').status_code, 201)
        self.assertEqual(self.post('2030-03-04T09:10').status_code, 409)

    def test_unknown(self):
        self.assertEqual(self.post('2030-03-04T09:00', 99).status_code, 404)
