import os
from dataclasses import dataclass

from dotenv import load_dotenv

load_dotenv()


@dataclass(frozen=True)
class Settings:
    database: str = os.environ.get('CLINIC_DB', 'sqlite:///clinic.db')
    vat_percent: int = int(os.environ.get('CLINIC_VAT_PERCENT', 19))


settings = Settings()
