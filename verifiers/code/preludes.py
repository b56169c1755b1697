"""What datasets expect to find before a program: their usual imports, and the nodes of their lists and trees."""

import ast
from collections.abc import Mapping

from verifiers.reading.patterns import Pattern

PRELUDES: Mapping[str, str] = {
    "leetcode": """\
import bisect, collections, copy, functools, heapq, itertools, math, operator, random, re, string, sys, typing
from typing import *
from collections import *
from itertools import *
from functools import *
from heapq import *
from bisect import *
from string import *
from operator import *
from math import *
del abs, pow
class ListNode:
    def __init__(self, val=0, next=None): self.val, self.next = val, next
class TreeNode:
    def __init__(self, val=0, left=None, right=None): self.val, self.left, self.right = val, left, right
""",
}


_SOLUTION = Pattern(r"^class Solution\b", lines=True)


def put_before(before: str, source: str) -> str:
    """A Python program with source before it, which ``from __future__`` still precedes.

    A program with a ``class Solution`` gets the usual imports in any case: the site it is written for has them.
    """
    if not before and _SOLUTION.search(source):
        before = "leetcode"
    before = PRELUDES.get(before, before)
    if not before:
        return source
    lines = source.splitlines(keepends=True)
    first = _after_future(source)
    return "".join([*lines[:first], "\n" if first else "", before, "\n", *lines[first:]])


def _after_future(source: str) -> int:
    """How many lines of the program may not be preceded by anything."""
    if "__future__" not in source:
        return 0
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    futures = [node for node in body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    return max((node.end_lineno or 0 for node in futures), default=0)
