"""A mail server that is out."""

from django.core.mail.backends.base import BaseEmailBackend


class StuckMail(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError
