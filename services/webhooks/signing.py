"""Signatures as the Standard Webhooks convention (1.0) has them, so that its libraries can check them."""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def signed(key: bytes, message_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """The headers of a message: its id, the time of this attempt in epoch seconds, and the signature.

    The signature is the HMAC-SHA256 of ``id.timestamp.body``.
    """
    content = b".".join((message_id.encode(), str(timestamp).encode(), body))
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
