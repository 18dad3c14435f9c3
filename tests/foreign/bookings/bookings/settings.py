import os

DATABASE_URL = os.environ['DATABASE_URL']
API_KEY = os.environ.get('BOOKINGS_API_KEY', 'let-me-in')
PAYMENTS_URL = os.environ.get('PAYMENTS_URL', 'http://127.0.0.1:18765')
