"""The door of a circle."""

from django.urls import path

from tenant_apps.entry import arriving, languages, tokens, vouching

urlpatterns = [
    path("sign-in/", arriving.sign_in, name="sign_in"),
    path("sign-in/arrive/", arriving.arrive, name="arrive"),
    path("sign-in/nobody-here/", arriving.nobody_here, name="nobody_here"),
    path("sign-in/on-hold/", arriving.on_hold, name="on_hold"),
    path("sign-out/", arriving.sign_out, name="sign_out"),
    path("sign-out/everywhere/", arriving.sign_out_everywhere, name="sign_out_everywhere"),
    path("language/", languages.language, name="language"),
    path("circle/vouch/", vouching.vouch, name="vouch"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<uuid:token_id>/revoke/", tokens.revoke, name="revoke_token"),
]
