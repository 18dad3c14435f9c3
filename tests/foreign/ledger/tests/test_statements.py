from ledger.services.statements import StatementService


def test_running_balance(session, service, two_accounts):
    service.transfer("1000-01", "1000-02", 1_000, "Fee")
    lines = StatementService(session).lines("1000-01")
    assert [line["balance"] for line in lines] == [10_000, 9_000]


def test_export(session, two_accounts, exports):
    path = StatementService(session).export("1000-01")
    assert path.parent == exports
    assert path.read_text().splitlines() == ["text,cents,balance", "Cash,10000,10000"]


def test_export_all(session, two_accounts, exports):
    paths = StatementService(session).export_all()
    assert sorted(path.name for path in paths) == [
        "statement-1000-01.csv",
        "statement-1000-02.csv",
    ]
    assert sorted((exports / "all").iterdir()) == sorted(paths)
