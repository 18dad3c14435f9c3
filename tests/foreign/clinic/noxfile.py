import nox

nox.options.sessions = ['lint']


@nox.session
def lint(session):
    """What the pre-commit hook does."""
    session.install('ruff')
    session.run('ruff', 'check', '--select', 'E9,F63,F7', 'clinic_core', 'clinic_billing')
