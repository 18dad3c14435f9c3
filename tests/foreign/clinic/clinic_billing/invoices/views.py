from starlette.responses import JSONResponse
from starlette.routing import Route

from clinic_billing.invoices import crud, service
from clinic_core.database import Session


async def unpaid(request):
    db = Session()
    return JSONResponse(
        {
            'invoices': [
                {'id': one.id, 'total': service.with_vat(service.total(one))}
                for one in crud.unpaid(db)
            ],
            'sum': service.with_vat(crud.open_sum(db)),
        }
    )


async def pay(request):
    try:
        invoice = service.pay(Session(), request.path_params['id'])
    except LookupError:
        return JSONResponse({'error': 'unknown'}, status_code=404)
    except service.AlreadyPaid:
        return JSONResponse({'error': 'paid'}, status_code=409)
    return JSONResponse({'id': invoice.id, 'paid': invoice.paid})


routes = [
    Route('/invoices/unpaid', unpaid),
    Route('/invoices/{id:int}/pay', pay, methods=['POST']),
]
