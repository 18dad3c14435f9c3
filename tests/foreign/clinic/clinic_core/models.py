from clinic_core.appointments.models import Appointment
from clinic_core.patients.models import Patient

__all__ = ['Appointment', 'Patient']
