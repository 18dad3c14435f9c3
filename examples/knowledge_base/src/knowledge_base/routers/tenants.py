"""``/tenants``: where everything begins, and the only thing that needs no token."""

from fastapi import APIRouter

from knowledge_base.dependencies import NewWork, Signer
from knowledge_base.schemas.users import ShownTenant, ShownUser, SignedUp, SignUp
from knowledge_base.services.users import sign_up
from knowledge_base.tokens import Claims

router = APIRouter(prefix="/tenants", tags=["tenants"])


@router.post("", status_code=201)
async def found_tenant(body: SignUp, work: NewWork, signer: Signer) -> SignedUp:
    """Found a tenant and become its admin; 409 where the slug is taken."""
    tenant, admin = await sign_up(work, **body.model_dump())
    return SignedUp(
        tenant=ShownTenant.model_validate(tenant),
        admin=ShownUser.model_validate(admin),
        token=signer.issue(Claims(admin.id, admin.tenant_id)),
    )
