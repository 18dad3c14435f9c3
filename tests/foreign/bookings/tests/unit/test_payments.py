import asyncio

import pytest

from bookings import settings
from bookings.services.payments import PaymentError, charge


async def answer(reader, writer, head, body):
    await reader.readuntil(b'\r\n\r\n')
    writer.write(f'HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}'.encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()


@pytest.fixture
def payments(monkeypatch):
    async def serve(head, body):
        async def handle(reader, writer):
            await answer(reader, writer, head, body)

        server = await asyncio.start_server(handle, '127.0.0.1', 0)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(settings, 'PAYMENTS_URL', f'http://127.0.0.1:{port}')
        return server

    return serve


async def test_charge(payments):
    async with await payments('201 Created', '{"reference": "p-1"}'):
        assert await charge('ada', 500) == 'p-1'


async def test_refused(payments):
    async with await payments('402 Payment Required', 'no money'):
        with pytest.raises(PaymentError, match='no money'):
            await charge('ada', 500)


async def test_all_tests_share_a_loop(request):
    loop = asyncio.get_running_loop()
    assert loop.slow_callback_duration == 0.5
