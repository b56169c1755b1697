"""The sandbox of tests that must not need one."""

from sandbox.refusing import RefusingSandbox

NOWHERE = RefusingSandbox("this test must not need a sandbox")
