from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from ledger import __version__
from ledger.routers import accounts, transfers
from ledger.services.errors import LedgerError

app = FastAPI(title="Ledger", version=__version__)
app.include_router(accounts.router)
app.include_router(transfers.router)


@app.exception_handler(LedgerError)
def ledger_error(request: Request, error: LedgerError) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=error.status)


@app.get("/health")
def health():
    return {"status": "ok", "version": __version__}
