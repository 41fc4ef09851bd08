"""Tables of chat, by noun."""

# All of them together, whichever is asked for: they name each other.
from lhs_community.chat.models import (
    channels as channels,
    direct as direct,
    excerpts as excerpts,
    messages as messages,
    peace as peace,
    retention as retention,
    rooms as rooms,
)
