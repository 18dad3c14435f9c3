from sqlalchemy import create_engine, event
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

from clinic_core.settings import settings

engine = create_engine(
    settings.database, connect_args={'check_same_thread': False}
)
Session = scoped_session(sessionmaker(bind=engine))
Base = declarative_base()


@event.listens_for(engine, 'connect')
def switch_on_foreign_keys(connection, record):
    connection.execute('PRAGMA foreign_keys = ON')
