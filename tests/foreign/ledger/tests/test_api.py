import pytest


@pytest.fixture
def opened(client):
    for number, owner in [("1000-01", "Anna"), ("1000-02", "Ben")]:
        response = client.post("/accounts", json={"number": number, "owner": owner})
        assert response.status_code == 201
    client.post("/transfers/deposits/1000-01", json={"amount": "100"})


class TestAccounts:
    def test_health(self, client):
        assert client.get("/health").json()["status"] == "ok"

    def test_open(self, client):
        answer = client.post("/accounts", json={"number": "1000-01", "owner": "Anna"})
        assert answer.json() == {
            "id": 1,
            "number": "1000-01",
            "owner": "Anna",
            "currency": "EUR",
            "closed": False,
        }

    def test_open_twice(self, client, opened):
        answer = client.post("/accounts", json={"number": "1000-01", "owner": "Anna"})
        assert answer.status_code == 409

    @pytest.mark.parametrize("number", ["1", "1000/01", "١٠٠٠-٠١x"])
    def test_odd_numbers(self, client, number):
        answer = client.post("/accounts", json={"number": number, "owner": "Anna"})
        assert answer.status_code == 422

    def test_list(self, client, opened):
        assert [a["owner"] for a in client.get("/accounts").json()] == ["Anna", "Ben"]

    def test_search(self, client, opened):
        found = client.get("/accounts", params={"owner": "be"}).json()
        assert [a["number"] for a in found] == ["1000-02"]

    def test_close(self, client, opened):
        assert client.delete("/accounts/1000-02").json()["closed"] is True
        assert client.delete("/accounts/1000-01").status_code == 409


class TestTransfers:
    def test_book_and_show(self, client, opened):
        body = {"source": "1000-01", "target": "1000-02", "amount": "12,50"}
        booked = client.post("/transfers", json=body)
        assert booked.status_code == 201
        assert client.get(f"/transfers/{booked.json()['id']}").status_code == 200
        statement = client.get("/accounts/1000-02/statement").json()
        assert [line["cents"] for line in statement] == [1250]

    def test_bad_amount(self, client, opened):
        body = {"source": "1000-01", "target": "1000-02", "amount": "much"}
        assert client.post("/transfers", json=body).status_code == 422

    def test_missing(self, client):
        assert client.get("/transfers/77").status_code == 404
        assert client.get("/accounts/7/statement").status_code == 404

    def test_export(self, client, opened):
        answer = client.post("/accounts/1000-02/export")
        assert answer.json() == {"file": "statement-1000-02.csv"}
