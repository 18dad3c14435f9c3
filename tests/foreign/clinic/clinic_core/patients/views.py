from datetime import date

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from clinic_core.database import Session
from clinic_core.patients import crud, service


def as_json(patient):
    return {
        'id': patient.id,
        'name': patient.name,
        'born': patient.born.isoformat(),
        'initials': service.initials(patient.name),
    }


async def index(request):
    patients = crud.find(Session(), request.query_params.get('name', ''))
    return JSONResponse([as_json(patient) for patient in patients])


async def register(request):
    data = await request.json()
    try:
        patient = service.register(
            Session(),
            data['name'],
            date.fromisoformat(data['born']),
            data.get('insurance'),
        )
    except (KeyError, ValueError) as error:
        return JSONResponse({'error': str(error)}, status_code=400)
    return JSONResponse(as_json(patient), status_code=201)


async def show(request):
    try:
        patient = service.load(Session(), request.path_params['id'])
    except service.UnknownPatient:
        return JSONResponse({'error': 'unknown'}, status_code=404)
    return JSONResponse(as_json(patient))


async def forget(request):
    try:
        service.forget(Session(), request.path_params['id'])
    except service.UnknownPatient:
        return JSONResponse({'error': 'unknown'}, status_code=404)
    return Response(status_code=204)


routes = [
    Route('/patients', index),
    Route('/patients', register, methods=['POST']),
    Route('/patients/{id:int}', show),
    Route('/patients/{id:int}', forget, methods=['DELETE']),
]
