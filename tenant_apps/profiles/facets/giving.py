"""What somebody has to give: skills, time, ways of travel."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tenant_apps.profiles.facets.making import facet

SKILLS: Final = facet(
    "skills",
    _("What do you know about?"),
    ("dementia", _("Dementia")),
    ("autism", _("Autism")),
    ("learning-disability", _("Learning disability")),
    ("mental-health", _("Mental health")),
    ("parkinsons", _("Parkinson’s")),
    ("stroke", _("Life after a stroke")),
    ("sight", _("Sight loss")),
    ("hearing", _("Deafness and hearing loss")),
    ("diabetes", _("Diabetes")),
    ("epilepsy", _("Epilepsy")),
    ("hoist", _("Using a hoist")),
    ("peg", _("Feeding by a tube")),
    ("catheter", _("Catheter and stoma")),
    ("end-of-life", _("The end of life")),
    ("bereavement", _("Losing somebody")),
    ("addiction", _("Drink and drugs")),
    ("families", _("Families under strain")),
    ("driving", _("Driving")),
    ("cooking", _("Cooking for others")),
    ("repairs", _("Small repairs")),
)
LIVED: Final = facet(
    "lived",
    _("What have you lived through yourself?"),
    ("carer", _("I have cared for somebody close")),
    ("disabled", _("I live with a disability")),
    ("ill-health", _("I live with a long illness")),
    ("migration", _("I came from another country")),
    ("loss", _("I have lost somebody close")),
    ("lgbt", _("I am LGBT+")),
    ("poverty", _("I have been poor")),
    ("parent", _("I have raised children")),
)
TRAVEL: Final = facet(
    "travel",
    _("How do you get about?"),
    ("foot", _("On foot")),
    ("bicycle", _("By bicycle")),
    ("bus", _("By bus or train")),
    ("car", _("By car")),
    ("car-passengers", _("By car, and I can take somebody along")),
    ("wheelchair-car", _("In a car that takes a wheelchair")),
)
HOW_FAR: Final = facet(
    "how-far",
    _("How long may the way be?"),
    ("15", _("A quarter of an hour")),
    ("30", _("Half an hour")),
    ("45", _("Three quarters of an hour")),
    ("60", _("An hour")),
    ("more", _("Longer")),
    one_only=True,
)
WHEN: Final = facet(
    "when",
    _("What else about the time?"),
    ("short-notice", _("I can come at short notice")),
    ("holidays", _("On holidays, too")),
    ("school-term", _("In school terms only")),
    ("nights", _("Nights")),
    ("sleep-in", _("Sleeping at somebody’s home")),
    ("live-in", _("Living in for a while")),
)
COURSES: Final = facet(
    "courses",
    _("Training"),
    ("care-certificate", _("Care Certificate")),
    ("nvq2", _("Diploma in care, level 2")),
    ("nvq3", _("Diploma in care, level 3")),
    ("first-aid", _("First aid")),
    ("moving", _("Moving and handling")),
    ("medicines", _("Medicines")),
    ("safeguarding", _("Safeguarding")),
    ("food", _("Food hygiene")),
    ("dementia", _("Dementia")),
    ("oliver", _("Learning disability and autism (Oliver McGowan)")),
    ("mental-capacity", _("Mental Capacity Act")),
    ("infection", _("Keeping infection away")),
    ("fire", _("Fire safety")),
    ("nursing", _("Nursing")),
    ("other", _("Something else")),
)
UNITS: Final = facet(
    "units",
    _("For what"),
    ("hour", _("An hour")),
    ("evening-hour", _("An hour in the evening or at a weekend")),
    ("holiday-hour", _("An hour on a holiday")),
    ("sleep-in", _("A night asleep")),
    ("waking-night", _("A night awake")),
    ("day", _("A day and a night")),
    one_only=True,
)
