"""What the hats mean, in a sentence each, for whoever is asked to wear one."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenant_apps.people.models import Hat

HAT_WORDS: Final[dict[str, str | Promise]] = {
    Hat.Kind.STEWARD: _("Looks after the circle as a whole: who is in it, who does what, how it is set up."),
    Hat.Kind.COORDINATOR: _("Keeps the list of people, invites new ones, and helps teams day by day."),
    Hat.Kind.FINANCE: _("Looks after the money that goes in and out."),
    Hat.Kind.SAFEGUARDING_LEAD: _("Is told when somebody is worried, and sees to it that people are safe."),
    Hat.Kind.DATA_PROTECTION_LEAD: _("Sees to it that what the circle knows of people is kept as they were promised."),
    Hat.Kind.SUPPORTER: _("Gives support to people in the circle, paid or unpaid."),
    Hat.Kind.SUPPORTED: _("Gets support, and owns the team around them."),
    Hat.Kind.ADVOCATE: _("Family or friend of somebody who gets support, and stands by them."),
}
END_HAT_WORDS: Final = _("Yes, take it off today")
LEAVE_WORDS: Final = _("Yes, I want to leave")
