from tenants.portability import EXPORT

PORTABILITY = {"Tree": EXPORT, "Plum": EXPORT}
