"""The guard against a stock printed as a flow: « Grenoble +62 000 fans », when the page had 62 257."""

from __future__ import annotations

from typing import Final

SUSPECT_SHARE: Final = 0.95


def is_stock_flow_suspect(gain: float, stock: float) -> bool:
    """True when a positive gain reaches 95 % of the stock at the end of the window, both in followers."""
    return gain > 0 and gain >= SUSPECT_SHARE * stock
