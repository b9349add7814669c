"""Logs in, reads the wallet, and handles an error: `python wallet.py [ADDRESS]`. The README explains how to generate the client."""

import base64
import hashlib
import sys

from backpack import AuthenticatedClient
from backpack.api.index import index_login
from backpack.api.user import user_get_wallet_details
from backpack.models import (
    EnvelopeFailure,
    IndexLoginLoginPassword,
    LoginResponse,
    UserGetWalletDetailsBody,
    WalletDetails,
)

address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
# The partner's login.
log_in = base64.b64encode(b"user:pass").decode()
client = AuthenticatedClient(base_url=address, token=log_in, prefix="Basic")


class Failed(Exception):
    """The API returned an error response."""


def wallet(session: str) -> WalletDetails:
    response = user_get_wallet_details.sync(client=client, body=UserGetWalletDetailsBody(session=session))
    if isinstance(response, WalletDetails):
        return response
    if isinstance(response, EnvelopeFailure):
        raise Failed(f"code {response.error.code}, {response.error.message}")
    raise Failed("no reason was given")


# Passwords are sent as their MD5 digest: `x-hash` in the export.
password = hashlib.md5(b"123456").hexdigest()
login = index_login.sync(client=client, body=IndexLoginLoginPassword(email="demo@example.com", password=password))
if not isinstance(login, LoginResponse):
    sys.exit(f"no session: {login}")

own = wallet(login.session)
print(f"credit {own.credit:.12g}, reserved {own.reserved:.12g}, currency {own.user_currency}")

try:
    wallet("0123456789abcdef0123456789abcdef")
except Failed as error:
    print(f"no wallet: {error}")
