"""What the example ``print_shop`` must notice."""

from __future__ import annotations

from tests.support.examples import Break, Deletion

SUITES = {"services", "integration", "api", "migrations"}

SERVICES = "src/print_shop/services"

BREAKS = (
    Break(
        rule="stock cannot go below zero",
        path=f"{SERVICES}/inventory.py",
        old="if stocked.stock + quantity < 0:",
        new="if stocked.stock + quantity < -1:",
        tests=("tests/services/test_inventory.py", "tests/services/test_shipping.py"),
        failing=("test_stock_cannot_go_below_zero", "test_what_is_not_there_is_not_shipped"),
    ),
    Break(
        rule="a quote is valid until its last day is over",
        path=f"{SERVICES}/quotes.py",
        old="if quote.valid_until < today():",
        new="if quote.valid_until <= today():",
        tests=("tests/services/test_quotes.py",),
        failing=("test_a_quote_is_valid_until_the_end_of_its_last_day",),
    ),
    Break(
        rule="a printer has one running job",
        path=f"{SERVICES}/production.py",
        old="if running:",
        new="if running is order:",
        tests=("tests/services/test_production.py", "tests/api/test_production.py"),
        failing=("test_a_printer_has_one_job", "test_an_order_is_printed"),
    ),
    Break(
        rule="codes have neither gaps nor doubles",
        path="src/print_shop/repositories/codes.py",
        old='set_={"last": CodeCounter.last + 1}',
        new='set_={"last": CodeCounter.last + 2}',
        tests=("tests/services/test_codes.py", "tests/integration/test_at_once.py"),
        failing=(
            "test_codes_follow_each_other",
            "test_each_kind_counts_by_itself",
            "test_codes_have_no_gaps_and_no_doubles",
        ),
    ),
)

DELETIONS = (
    Deletion(
        "services",
        "tests/services/test_sales.py",
        "test_what_waits_for_a_cancelled_order_goes_to_stock",
        "service",
    ),
    Deletion(
        "integration",
        "tests/integration/test_repositories.py",
        "test_shipments_are_found_by_their_order",
        "repository",
    ),
    Deletion(
        "api",
        "tests/api/test_pages.py",
        "test_a_wrong_password_shows_the_form_again",
        "router",
    ),
)
