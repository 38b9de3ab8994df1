"""How enquiries and the mailing list travel when a circle is cloned, exported or moved."""

from tenants.portability import EXPORT

PORTABILITY = {"Enquiry": EXPORT, "Note": EXPORT, "Subscriber": EXPORT}
