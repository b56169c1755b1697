"""Verdicts as bytes, in msgpack alone: judging processes import this, and nothing larger, to hand them in."""

import msgspec

from verifiers.verdict import Verdict

pack_verdict = msgspec.msgpack.Encoder().encode
unpack_verdict = msgspec.msgpack.Decoder(Verdict).decode
