"""Logging in, and getting in by an invitation."""

from __future__ import annotations

from layerproof.history.pages.addresses import HOME
from layerproof.history.pages.frame import Frame, Notice, Viewer
from layerproof.history.pages.templating import render


def render_login(
    *,
    following: str = HOME,
    address: str = "",
    notice: Notice | None = None,
    open_registration: bool = False,
) -> str:
    """Return the form to log in with.

    :param following: the path of ours that one goes on to.
    :param address: the mail address that was tried.
    """
    return render(
        "login.html",
        Frame("Log in", Viewer()),
        following=following,
        address=address,
        notice=notice,
        open_registration=open_registration,
    )


def render_invitation(
    viewer: Viewer,
    token: str,
    *,
    name: str = "",
    address: str = "",
    notice: Notice | None = None,
) -> str:
    """Return the page of an invitation: to accept it, or to register first.

    :param token: the invitation's secret; without one it is the form to register.
    """
    title = "Accept the invitation" if token else "Register"
    frame = Frame(title, viewer)
    return render("invitation.html", frame, token=token, name=name, address=address, notice=notice)
