"""The verbs of rights: consents, requests and their clock, copies, rules of keeping, being forgotten, complaints."""
