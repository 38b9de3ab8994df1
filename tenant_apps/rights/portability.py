"""How what people asked for and said yes to travels when a circle is cloned, exported or moved."""

from tenants.portability import EXPORT

PORTABILITY = {
    "Consent": EXPORT,
    "DataRequest": EXPORT,
    "ClockStop": EXPORT,
    "Decided": EXPORT,
    "Confirmed": EXPORT,
    "LegalHold": EXPORT,
    "Erasure": EXPORT,
    "KeptPart": EXPORT,
    "Complaint": EXPORT,
    "ComplaintStep": EXPORT,
}
