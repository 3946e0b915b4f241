"""What brings people to a centre, and which device it leads to: as frequent as in centres of this kind."""

from dataclasses import dataclass
from random import Random

# Level of limb loss → weight; the prosthesis for it is PROSTHESIS[level].
LEVELS = {
    "transtibial": 62, "transfemoral": 21, "syme": 4, "partial-foot": 3, "knee-disarticulation": 3,
    "transradial": 3, "transhumeral": 2, "partial-hand": 1, "wrist-disarticulation": 0.5, "hip-disarticulation": 0.5,
}  # fmt: skip
PROSTHESIS = {
    "partial-foot": "PRO-LL-PF", "syme": "PRO-LL-SY", "transtibial": "PRO-LL-TT", "knee-disarticulation": "PRO-LL-KD",
    "transfemoral": "PRO-LL-TF", "hip-disarticulation": "PRO-LL-HD", "partial-hand": "PRO-UL-PH",
    "wrist-disarticulation": "PRO-UL-WD", "transradial": "PRO-UL-TR", "transhumeral": "PRO-UL-TH",
}  # fmt: skip
BILATERAL_LEVELS = ("transtibial", "transtibial", "transtibial", "transfemoral", "syme")
# Cause of limb loss → weight, for adults; "" = nobody wrote it down.
CAUSES = {
    "work-farm": 22, "road-rail": 20, "diabetes": 9, "vascular": 8, "mine": 6, "erw": 2, "other-weapon": 5,
    "frostbite": 6, "infection": 7, "burn": 4, "tumour": 3, "other": 2, "not-known": 4, "": 3,
}  # fmt: skip
CHILD_CAUSES = {"congenital": 35, "road-rail": 20, "burn": 12, "work-farm": 10, "erw": 4, "tumour": 8, "infection": 7,
                "not-known": 4}  # fmt: skip
TECHNOLOGIES = {"pp-exoskeletal": 55, "pp-endoskeletal": 35, "hybrid": 8, "resin": 2}


@dataclass(frozen=True)
class Condition:
    """An impairment treated with orthoses or a wheelchair. `ages`: lowest, highest, commonest."""

    kind: str
    cause: str
    ages: tuple[int, int, int]
    types: tuple[str, ...]
    weight: float
    both_sides: float = 0.0
    sided: bool = True


ORTHOTIC = (
    Condition("cerebral-palsy", "cerebral-palsy", (2, 17, 6), ("ORT-AFO-R", "ORT-AFO-J", "ORT-KAFO-L"), 22, 0.7),
    Condition("clubfoot", "clubfoot", (1, 12, 2), ("ORT-AFO-N", "ORT-AFO-R"), 14, 0.4),
    Condition("polio", "polio", (30, 65, 48), ("ORT-KAFO-L", "ORT-KAFO-F", "ORT-AFO-R"), 12, 0.1),
    Condition("hemiplegia", "stroke", (40, 75, 58), ("ORT-AFO-J", "ORT-AFO-R"), 16),
    Condition("nerve", "work-farm", (18, 60, 38), ("ORT-AFO-J", "ORT-WHO", "ORT-HAND"), 10),
    Condition("fracture", "road-rail", (16, 65, 42), ("ORT-KO", "ORT-KAFO-F", "ORT-EO"), 10),
    Condition("deformity", "other", (3, 45, 14), ("ORT-FO", "ORT-KAFO-L"), 9, 0.3),
    Condition("scoliosis", "not-known", (8, 17, 13), ("ORT-TLSO",), 4, sided=False),
    Condition("spinal-cord", "spinal-injury", (18, 60, 35), ("ORT-LSO", "ORT-TLSO"), 3, sided=False),
)
SEATED = (
    Condition(
        "spinal-cord", "spinal-injury", (16, 65, 36), ("WCH-RIM", "WCH-RIM", "WCH-RIM", "WCH-ATT"), 55, sided=False
    ),
    Condition("cerebral-palsy", "cerebral-palsy", (4, 20, 9), ("WCH-ATT", "WCH-RIM"), 25, sided=False),
    Condition("hemiplegia", "stroke", (45, 80, 62), ("WCH-RIM", "WCH-ATT"), 20, sided=False),
)
TREATED = (
    Condition("hemiplegia", "stroke", (40, 78, 60), (), 30),
    Condition("fracture", "work-farm", (15, 70, 40), (), 30),
    Condition("nerve", "other", (18, 65, 42), (), 14),
    Condition("cerebral-palsy", "cerebral-palsy", (2, 15, 5), (), 16, sided=False),
    Condition("deformity", "not-known", (4, 40, 12), (), 10),
)
AIDED = (
    Condition("fracture", "road-rail", (18, 75, 48), (), 45),
    Condition("polio", "polio", (30, 68, 50), (), 20),
    Condition("hemiplegia", "stroke", (45, 80, 63), (), 25),
    Condition("other", "other", (20, 80, 60), (), 10, sided=False),
)


def pick(rng: Random, conditions: tuple[Condition, ...]) -> Condition:
    """One of the conditions, by its weight."""
    return rng.choices(conditions, [condition.weight for condition in conditions])[0]


def weighted(rng: Random, table: dict[str, float] | dict[str, int]) -> str:
    """One key of the table, by its weight."""
    return rng.choices(tuple(table), tuple(table.values()))[0]
