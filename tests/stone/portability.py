from tenants.portability import EXPORT

PORTABILITY = {"Kernel": EXPORT}
