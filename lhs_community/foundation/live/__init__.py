"""Sockets: who is asking comes from the session alone; each event is checked for shape, size and rate.

Rooms are named by the thing they show, "thread:12" (its talk: "chat:project:3"). What is pushed says only that
something changed; the browser fetches it by the normal, checked address. Chat alone sends content (it checks
rights itself, at each delivery).
"""
