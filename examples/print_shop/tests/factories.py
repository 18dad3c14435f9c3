import factory

from layerproof.testing import SQLAlchemyFactory
from print_shop.models import User
from print_shop.passwords import hash_password


class UserFactory(SQLAlchemyFactory[User]):
    class Params:
        password = "open sesame"

    username = factory.Sequence(lambda n: f"user-{n}")
    password_hash = factory.LazyAttribute(lambda made: hash_password(made.password))
