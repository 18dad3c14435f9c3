from datetime import date, datetime

from starlette.endpoints import HTTPEndpoint
from starlette.responses import JSONResponse
from starlette.routing import Route

from clinic_core.appointments import crud, service
from clinic_core.database import Session
from clinic_core.patients.service import UnknownPatient


class Appointments(HTTPEndpoint):
    def get(self, request):
        day = date.fromisoformat(request.query_params['day'])
        return JSONResponse(
            [
                {'at': one.at.isoformat(), 'minutes': one.minutes}
                for one in crud.on(Session(), day)
            ]
        )

    async def post(self, request):
        data = await request.json()
        try:
            made = service.make(
                Session(),
                data['patient'],
                datetime.fromisoformat(data['at']),
                data.get('minutes', 20),
            )
        except UnknownPatient:
            return JSONResponse({'error': 'unknown'}, status_code=404)
        except service.Taken as error:
            return JSONResponse({'error': f'taken: {error}'}, status_code=409)
        return JSONResponse({'id': made.id}, status_code=201)


routes = [Route('/appointments', Appointments)]
