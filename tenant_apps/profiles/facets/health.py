"""Health, and what must be known in an emergency."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tenant_apps.profiles.facets.making import facet

HEALTH: Final = facet(
    "health",
    _("Is any of this part of your life?"),
    ("dementia", _("Dementia")),
    ("diabetes", _("Diabetes")),
    ("epilepsy", _("Epilepsy")),
    ("heart", _("Heart")),
    ("breathing", _("Breathing")),
    ("stroke", _("A stroke")),
    ("parkinsons", _("Parkinson’s")),
    ("pain", _("Pain")),
    ("mental-health", _("Mental health")),
    ("falls", _("Falls")),
    ("continence", _("Bladder or bowels")),
    ("skin", _("Skin that breaks easily")),
    ("swallowing", _("Swallowing")),
)
MEDICINES_HELP: Final = facet(
    "medicines-help",
    _("What help with medicines?"),
    ("none", _("None")),
    ("reminder", _("A reminder")),
    ("opening", _("Opening packets")),
    ("giving", _("Somebody gives them to me")),
    one_only=True,
)
ALLERGIES: Final = facet(
    "allergies",
    _("Allergies"),
    ("none", _("None that I know of")),
    ("penicillin", _("Penicillin")),
    ("aspirin", _("Aspirin or ibuprofen")),
    ("latex", _("Latex")),
    ("nuts", _("Nuts")),
    ("milk", _("Milk")),
    ("eggs", _("Eggs")),
    ("shellfish", _("Fish or shellfish")),
    ("gluten", _("Gluten")),
    ("stings", _("Bee or wasp stings")),
    ("plasters", _("Plasters")),
    ("other", _("Something else")),
)
EMERGENCY: Final = facet(
    "emergency",
    _("In an emergency, what should people know?"),
    ("epipen", _("I carry an adrenaline pen")),
    ("respect", _("I have a form about treatment (ReSPECT or DNACPR)")),
    ("blood-thinner", _("I take blood thinners")),
    ("oxygen", _("I use oxygen")),
    ("pacemaker", _("I have a pacemaker")),
    ("alarm", _("I have a pendant alarm")),
)
