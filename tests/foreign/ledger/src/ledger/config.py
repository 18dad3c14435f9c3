from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL


class DatabaseSettings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="LEDGER_DB_", env_file=".env", extra="ignore"
    )

    host: str = "localhost"
    port: int = 5432
    user: str = "ledger"
    password: SecretStr = SecretStr("ledger")
    name: str = "ledger"
    echo: bool = False

    def url(self, database: str | None = None) -> URL:
        return URL.create(
            "postgresql+psycopg",
            username=self.user,
            password=self.password.get_secret_value(),
            host=self.host,
            port=self.port,
            database=database or self.name,
        )


settings = DatabaseSettings()
