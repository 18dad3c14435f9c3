import asyncio

from bookings import settings
from bookings.services.payments import charge

PORT = 18765


async def test_charge_at_the_usual_port():
    """The address of the settings, without a change."""

    async def handle(reader, writer):
        await reader.readuntil(b'\r\n\r\n')
        body = b'{"reference": "p-2"}'
        writer.write(b'HTTP/1.1 201 Created\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' % (len(body), body))
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    assert settings.PAYMENTS_URL.endswith(str(PORT))
    async with await asyncio.start_server(handle, '127.0.0.1', PORT):
        assert await charge('ada', 100) == 'p-2'
