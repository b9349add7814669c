"""Signs the standard input with the key in API_KEY, like the document's Python sample: the unchanged bytes. The Ruby
sample does the same."""

import hashlib
import hmac
import os
import sys

key = os.environ["API_KEY"].encode("utf-8")
body = sys.stdin.buffer.read()
print("sha256=" + hmac.new(key, msg=body, digestmod=hashlib.sha256).hexdigest())
