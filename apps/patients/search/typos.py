"""One letter off: one too many, one missing, another one, or two exchanged.

The dictionary keeps a form together with patterns of it, each of its letters in turn replaced by `_`, see
`NameForm.wild`. So whatever is one letter off is found by equality alone, in an index: what lacks a letter or has
another one fits such a pattern, what has one too many or two exchanged becomes the form itself when that is put right.
No candidate has to be compared, none is missed.
"""

SHORTEST, LONGEST = 2, 40  # letters of a question


def one_letter_off(kind: str, form: str) -> list[str]:
    """What of `wild` a form of this kind has that is one letter off the given one; nothing for what is too long."""
    if not SHORTEST <= len(form) <= LONGEST:
        return []
    found: dict[str, None] = {}
    for place in range(len(form) + 1):
        before, after = form[:place], form[place:]
        found[f"{before}_{after}"] = found[f"{before}_{after[1:]}"] = found[before + after[1:]] = None
        found[before + after[1:2] + after[:1] + after[2:]] = None
    return [kind + other for other in found if other != form]
