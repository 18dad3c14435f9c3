class LedgerError(Exception):
    status = 400


class NotFound(LedgerError):
    status = 404


class Refused(LedgerError):
    status = 409
