"""The addresses that organizations and projects have, for the routers below them."""

from __future__ import annotations

IN_ORGANIZATION = "/organizations/{organization}"
IN_PROJECT = f"{IN_ORGANIZATION}/projects/{{project}}"
