"""What can be wrong with a request; ``problems`` says which status each has over HTTP."""


class KnowledgeBaseError(Exception):
    """Anything that is refused."""


class UnauthenticatedError(KnowledgeBaseError):
    """Nobody known is asking."""


class PermissionDeniedError(KnowledgeBaseError):
    """Whoever asks may not do this."""


class NotFoundError(KnowledgeBaseError):
    """There is no such thing, or none that whoever asks may see."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"there is no such {noun}")


class AlreadyExistsError(KnowledgeBaseError):
    """The name is taken."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"there is such a {noun} already")


class VersionConflictError(KnowledgeBaseError):
    """A document was changed by somebody else since it was read."""

    def __init__(self, read_version: int) -> None:
        super().__init__(f"version {read_version} is not the document's newest: read it again")


class LastAdminError(KnowledgeBaseError):
    """A tenant would be left without anybody who can administer it."""

    def __init__(self) -> None:
        super().__init__("a tenant keeps at least one active admin")
