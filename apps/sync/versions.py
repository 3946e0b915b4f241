"""Which form of the contract a tablet may speak, as X-Client-Schema says it (MUST 18).

An app that is too old gets 426. What it still holds it may send in the form before the current one.

0: the first builds: a session, a score or a group was voided with `reason`, a plan ended with `on` and `note`.
1: what is sent has the name it is pulled under: `void_reason`, `ended_on`, `outcome_note` (receiving/older.py).
"""

CURRENT = 1
OLDEST_PULL = CURRENT
OLDEST_PUSH = CURRENT - 1
