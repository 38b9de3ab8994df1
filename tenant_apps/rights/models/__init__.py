"""What people asked for and said yes to, what must be kept, what was forgotten, and what they complained of."""

from tenant_apps.rights.models.complaints import Complaint, ComplaintStep
from tenant_apps.rights.models.consents import Consent
from tenant_apps.rights.models.keeping import Confirmed, Erasure, KeptPart, LegalHold
from tenant_apps.rights.models.requests import ClockStop, DataRequest, Decided

__all__ = [
    "ClockStop",
    "Complaint",
    "ComplaintStep",
    "Confirmed",
    "Consent",
    "DataRequest",
    "Decided",
    "Erasure",
    "KeptPart",
    "LegalHold",
]
