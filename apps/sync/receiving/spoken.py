"""The words of a push: an operation, what it was understood to say, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from apps.centres.access import Permission
from apps.core.models import Record
from apps.core.problems import Refused, Text
from apps.core.sync_spec import Travels
from apps.patients.models import Patient
from apps.sync.merge import Care
from apps.sync.models import ConflictCode, OperationStatus
from apps.sync.receiving.types import Instant, Values, references_of
from apps.sync.wire import OpId, OpSeq

if TYPE_CHECKING:
    from apps.sync.receiving.batch import Batch

BaseVersion = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class Operation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One operation as the contract has it; `values` and `changes` are read by its kind."""

    op_id: OpId
    op_seq: OpSeq
    type: str
    action: str
    id: Annotated[UUID, Meta(description="The record: of a new one the key that you give it, of another one its own")]
    recorded_at: Annotated[Instant, Meta(description="When it was entered, by the tablet's clock; kept, not trusted")]
    patient: Annotated[UUID, Meta(description="Whom it is about")] | None = None
    base_version: Annotated[BaseVersion, Meta(description="The version of the record that was changed")] | None = None
    values: dict[str, Any] | UnsetType = UNSET
    changes: dict[str, Annotated[list[Any], Meta(min_length=2, max_length=2)]] | UnsetType = UNSET


@dataclass(frozen=True)
class Changes:
    """What a tablet saw in fields (`old`), and what it would have there (`new`), both as the kind reads them."""

    old: Any
    new: Any

    @property
    def names(self) -> list[str]:
        return [name for name in self.new.__struct_fields__ if getattr(self.new, name) is not UNSET]


class Said(Struct, frozen=True):
    """An operation that was understood.

    `values`: as its kind reads them; of a change, the fields to write. `row`: the record it is about; None for what
    is new. `patient`: whom it is about, the survivor of a merge. `refs`: the records that `values` refers to, by the
    name of the field, a list for a list. `left`: the centre may no longer see the patient. `moved`: the merged
    patient's key it was sent with.
    """

    operation: Operation
    values: Any
    row: Any = None
    patient: Patient | None = None
    refs: Mapping[str, Any] = {}
    left: bool = False
    moved: UUID | None = None

    @property
    def person(self) -> Patient:
        """Whom it is about, of a kind that is about somebody."""
        return cast("Patient", self.patient)

    @property
    def given(self) -> dict[str, Any]:
        """What was sent, as arguments of a verb: references as records, what was left out not at all."""
        sent = {name: getattr(self.values, name) for name in self.values.__struct_fields__}
        return {name: self.refs.get(name, value) for name, value in sent.items() if value is not UNSET}


class Contested(Struct, frozen=True):
    """A field (or, with "", the record) of which a person has to decide."""

    field: str
    current: Any
    proposed: Any


class Outcome(Struct, frozen=True):
    """What became of an operation. `errors`: what is wrong, {field, code, detail}. `row`: what was written.
    `person`: the key of whom it is about. `remap`: the merged patient's key → the survivor's."""

    status: OperationStatus
    row: Any = None
    errors: tuple[dict[str, str], ...] = ()
    code: ConflictCode | None = None
    contested: tuple[Contested, ...] = ()
    person: UUID | None = None
    remap: Mapping[str, str] = {}

    def of(self, said: Said) -> "Outcome":
        """The same, with whom it is about, and the survivor's key for whoever sent the merged patient's (MUST 9)."""
        if said.patient is None:
            return self
        remap = {str(said.moved): str(said.patient.pk)} if said.moved is not None else {}
        return replace(self, person=said.patient.pk, remap=remap)


def rejected(code: str, detail: Text = "", *, field: str = "") -> Outcome:
    """Refused for good. "not_found" is said of what is absent, foreign and forbidden alike (MUST 6)."""
    return Outcome(OperationStatus.REJECTED, errors=({"field": field, "code": code, "detail": str(detail)},))


Made = Record | Refused
Verb = Callable[["Batch", Said], Record]
Bulk = Callable[["Batch", Sequence[Said]], Sequence[Made]]


@dataclass(frozen=True)
class Receives:
    """One action on one kind of record, and the verb it is.

    `does` carries one out, `many` many at once, in their order, and gives for each the record or why not; without it
    they are carried out one by one. `new`: it makes the record `id`. `field_work`: it is never refused because the
    patient has left, was merged, or the month was closed (MUST 7). `care`: it changes fields, each as it says (MUST 8);
    `does` then finds those to write in `said.values`. `writes`: references that it changes too, so that what touches
    the same ones keeps its order. `ordered`: it depends on more than it names, so it keeps its place among everything
    about the same person. `together`: fields of which none is taken when one is contested. `own`: references, or "id",
    that must be of the tablet's own centre, as whoever does it in the browser needs a role there. `others`: references
    that may be of somebody else, and then are of the tablet's own centre.
    """

    kind: Travels
    action: str
    values: type[Values]
    does: Verb
    permission: Permission
    many: Bulk | None = None
    new: bool = False
    field_work: bool = False
    care: Mapping[str, Care] | None = None
    writes: tuple[str, ...] = ()
    ordered: bool = False
    together: tuple[tuple[str, ...], ...] = ()
    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @cached_property
    def references(self) -> dict[str, str]:
        """Field of `values` → the kind it refers to."""
        return references_of(self.values)
