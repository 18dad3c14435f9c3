"""``/users``: for admins."""

from uuid import UUID

from fastapi import APIRouter

from knowledge_base.dependencies import Signer, Users, WantedPage
from knowledge_base.schemas.shapes import ShownPage
from knowledge_base.schemas.users import ChangedUser, NewUser, ShownToken, ShownUser
from knowledge_base.tokens import Claims

router = APIRouter(prefix="/users", tags=["users"])


@router.post("", status_code=201)
async def add_user(body: NewUser, users: Users) -> ShownUser:
    """Add a user; 409 where the address is taken."""
    return ShownUser.model_validate(await users.add(**body.model_dump()))


@router.get("")
async def list_users(users: Users, page: WantedPage) -> ShownPage[ShownUser]:
    """List users by address."""
    return ShownPage[ShownUser].model_validate(await users.list_page(page))


@router.patch("/{user_id}")
async def change_user(user_id: UUID, body: ChangedUser, users: Users) -> ShownUser:
    """Change role or activity; 409 where no admin would be left."""
    changed = await users.change(user_id, role=body.role, active=body.active)
    return ShownUser.model_validate(changed)


@router.post("/{user_id}/tokens", status_code=201)
async def issue_token(user_id: UUID, users: Users, signer: Signer) -> ShownToken:
    """Make a token for a user, to be handed to them."""
    user = await users.find(user_id)
    return ShownToken(token=signer.issue(Claims(user.id, user.tenant_id)))
