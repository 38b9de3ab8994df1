"""Which pieces of an address can be an invitation at all. What cannot is not looked up, and counts as no guess."""

from tenant_apps.inviting.codes import CODE_LENGTH, LINK_LENGTH


class InvitationConverter:
    """A link's secret, or a card's code with or without its hyphen."""

    regex = f"[a-z2-7]{{{LINK_LENGTH}}}|[A-Za-z0-9]{{{CODE_LENGTH // 2}}}-?[A-Za-z0-9]{{{CODE_LENGTH // 2}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
