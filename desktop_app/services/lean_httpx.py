"""The HTTP library without the console it has, which brings rich and Pygments along if it can."""

import sys

sys.modules["httpx._main"] = None  # type: ignore[assignment]  # how to say that there is none

import httpx  # noqa: E402  # after there is none

__all__ = ["httpx"]
