"""How somebody communicates: languages, formats, what helps."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tenant_apps.profiles.facets.making import facet

# The Accessible Information Standard (NHS England, DAPB1605) asks for four things: formats, contact, support to
# communicate, and a person who does so for a living.
FORMATS: Final = facet(
    "formats",
    _("How should written words come?"),
    ("large-print", _("Large print")),
    ("easy-read", _("Easy Read")),
    ("braille", _("Braille")),
    ("audio", _("To listen to")),
    ("email", _("By e-mail, for my screen reader")),
    ("plain", _("Short and plain")),
    ("coloured-paper", _("On coloured paper")),
    ("pictures", _("With pictures")),
)
CONTACT_BY: Final = facet(
    "contact",
    _("How is it best to get in touch?"),
    ("phone", _("Ring me")),
    ("text", _("Send a text message")),
    ("email", _("Send an e-mail")),
    ("letter", _("Write a letter")),
    ("in-person", _("Come and tell me")),
    ("relay", _("Through a text relay")),
    ("through-someone", _("Through somebody I trust")),
)
TALKING: Final = facet(
    "talking",
    _("What helps us to understand one another?"),
    ("face-me", _("Face me when you speak")),
    ("slowly", _("Speak slowly")),
    ("loudly", _("Speak up")),
    ("one-thing", _("One thing at a time")),
    ("yes-no", _("Ask what I can answer with yes or no")),
    ("time", _("Give me time to answer")),
    ("write-down", _("Write it down")),
    ("signs", _("Use signs or gestures")),
    ("objects", _("Show me things or pictures")),
    ("quiet-place", _("A quiet place")),
    ("hearing-aid", _("See that my hearing aids are in")),
    ("glasses", _("See that my glasses are on")),
)
PROFESSIONALS: Final = facet(
    "professionals",
    _("Who should be there?"),
    ("bsl", _("A British Sign Language interpreter")),
    ("lipspeaker", _("A lipspeaker")),
    ("note-taker", _("Somebody who takes notes")),
    ("deafblind", _("A deafblind guide")),
    ("interpreter", _("An interpreter for my language")),
    ("advocate", _("My advocate")),
)
# Codes are ISO 639; sign languages and Makaton have three letters or a name.
LANGUAGES: Final = facet(
    "languages",
    _("Which languages do you speak?"),
    ("en", _("English")),
    ("cy", _("Welsh")),
    ("pl", _("Polish")),
    ("ur", _("Urdu")),
    ("pa", _("Punjabi")),
    ("bn", _("Bengali")),
    ("gu", _("Gujarati")),
    ("hi", _("Hindi")),
    ("ta", _("Tamil")),
    ("ar", _("Arabic")),
    ("so", _("Somali")),
    ("tr", _("Turkish")),
    ("ku", _("Kurdish")),
    ("fa", _("Persian")),
    ("yi", _("Yiddish")),
    ("he", _("Hebrew")),
    ("ro", _("Romanian")),
    ("uk", _("Ukrainian")),
    ("ru", _("Russian")),
    ("it", _("Italian")),
    ("es", _("Spanish")),
    ("pt", _("Portuguese")),
    ("fr", _("French")),
    ("de", _("German")),
    ("zh", _("Chinese")),
    ("yo", _("Yoruba")),
    ("tw", _("Twi")),
    ("bfi", _("British Sign Language")),
    ("makaton", _("Makaton")),
)
