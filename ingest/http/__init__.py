"""The only door to the network.

    sessions   one kind of session, and what its errors mean
    downloads  files: kept, resumed where they broke, not fetched again while they are unchanged
    patient    answers that are tried again, each try within a time limit (deadline), all at a shared pace

Upstream servers are public services: time-outs, few retries with growing pauses, `Retry-After` obeyed, a User-Agent
that names the project, TLS always verified. Plain HTTP is taken as asked for (the replica, a local server), but an
answer never leads from HTTPS back to it.
"""

from .deadline import shut_all
from .downloads import download
from .pace import Pace
from .patient import Answer, Broken, NoAnswer, Patient, TooLarge
from .sessions import RETRY_ON, get_json, is_address, is_replica, session, user_agent

__all__ = [
    "RETRY_ON",
    "Answer",
    "Broken",
    "NoAnswer",
    "Pace",
    "Patient",
    "TooLarge",
    "download",
    "get_json",
    "is_address",
    "is_replica",
    "session",
    "shut_all",
    "user_agent",
]
