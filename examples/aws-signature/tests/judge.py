"""Signs requests with botocore. Reads a list of [method, address, headers, body, time], writes Authorization and the time."""

import json
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

identifier, secret, region, service = sys.argv[1:]
made = []
for method, url, headers, body, time in json.load(sys.stdin):
    request = AWSRequest(method=method, url=url, headers=headers, data=body.encode())
    auth = SigV4Auth(Credentials(identifier, secret), service, region)
    # The steps of `add_auth`, which takes the time from the clock.
    request.context["timestamp"] = time
    auth._modify_request_before_signing(request)
    text = auth.string_to_sign(request, auth.canonical_request(request))
    auth._inject_signature_to_request(request, auth.signature(text, request))
    made.append([request.headers["Authorization"], request.headers["X-Amz-Date"]])
json.dump(made, sys.stdout)
