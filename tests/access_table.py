"""Who may open what: the rows of the access table, which `test_access_table.py` tries one by one.

A row reads: address, what it is opened on, the roles of Rakrang that may open it, and what people of Songrim get
who hold one of those roles. Every other role gets 403; whoever is signed out is sent to sign in.
"""

from dataclasses import dataclass

ROLES = {
    "r": "receptionist", "t": "technician", "p": "physio", "d": "doctor", "s": "social_worker", "m": "manager",
    "a": "administrator", "u": "auditor",
}  # fmt: skip
IN_SONGRIM = {"r": "songrim_receptionist", "t": "songrim_technician", "p": "songrim_physio", "m": "songrim_manager"}
EVERYBODY, CARERS, READERS, CATALOGUE = "rtpdsmau", "rtpdsm", "mu", "rtpdsma"
ASSESSORS, VOIDERS, DECIDERS = "tpds", "tpdm", "tpdm"
SAME = 200


@dataclass(frozen=True)
class Row:
    """`granted` is what the named roles get, `songrim` the same roles of the other centre, `denied` everybody else.

    Whoever has no role anywhere gets 404 for a thing (it is not there for them) and `denied` for a page.
    """

    address: str
    on: str = ""
    roles: str = EVERYBODY
    songrim: int = 404
    granted: int = 200
    denied: int = 403
    method: str = "get"
    no_role: int | None = None

    def __str__(self) -> str:
        return self.address

    @property
    def stranger(self) -> int:
        return self.no_role or (404 if self.on else self.denied)


def api(*names: str, **things: str) -> list[Row]:
    """Lists are scoped; a single thing of another centre is not there. `things`: where it is not named as the noun."""
    nouns = {**{name: name for name in names}, **things}
    return [Row(f"api:{name}-list", "", CARERS, SAME) for name in nouns] + [
        Row(f"api:{name}-detail", thing, CARERS) for name, thing in nouns.items()
    ]


def catalogue(**things: str) -> list[Row]:
    """The same in every centre."""
    return [Row(f"api:{name}-list", "", CATALOGUE, SAME) for name in things] + [
        Row(f"api:{name}-detail", thing, CATALOGUE, SAME, no_role=403) for name, thing in things.items()
    ]


def does(noun: str, on: str, roles: str, *verbs: str) -> list[Row]:
    """What is done by machines: whoever may is asked for the Idempotency-Key first, which the table does not send."""
    return [
        Row(f"api:{noun}-{verb}", on, roles, songrim=404 if on else 400, granted=400, method="post") for verb in verbs
    ]


TABLE = [
    # patients
    Row("patients:list", "", CARERS, SAME),
    Row("patients:suggest", "", CARERS, SAME),
    Row("patients:register", "", CARERS, SAME),
    Row("patients:duplicates", "", CARERS, SAME, method="post"),
    Row("patients:detail", "patient", CARERS),
    Row("patients:edit", "patient", CARERS),
    Row("patients:paper_number", "patient", CARERS),
    Row("patients:death", "patient", CARERS),
    Row("patients:death_undo", "patient", CARERS),
    Row("patients:care_end", "patient", CARERS),
    Row("patients:care_resume", "patient", CARERS),
    Row("patients:consents", "patient", CARERS),
    Row("patients:consent_record", "consent_kind", CARERS),
    Row("patients:consent_withdraw", "consent", CARERS),
    Row("patients:transfers", "", CARERS, SAME),
    Row("patients:transfer_ask", "", CARERS, SAME),
    Row("patients:transfer_send", "patient", CARERS),
    Row("patients:transfer_answer", "transfer", CARERS, SAME),
    Row("patients:transfer_cancel", "transfer", CARERS, 403, method="post", granted=302),
    Row("patients:former", "", CARERS, SAME),
    Row("patients:impairment_add", "patient", ASSESSORS),
    Row("patients:episode_open", "patient", CARERS),
    Row("patients:impairment_edit", "limb", ASSESSORS),
    Row("patients:merges", "", CARERS, SAME),
    Row("patients:merge", "patient", CARERS),
    Row("patients:merge_with", "pair", CARERS),
    Row("patients:merge_show", "merge", CARERS),
    Row("patients:merge_decide", "merge", DECIDERS),
    Row("patients:merge_withdraw", "merge", "r", method="post", granted=302),  # only for the one who asked
    Row("patients:merge_undo", "merged", DECIDERS),
    Row("patients:history", "patient", DECIDERS),
    Row("patients:viewings", "patient", DECIDERS),
    Row("patients:assess", "episode", ASSESSORS),
    Row("patients:episode_close", "episode", ASSESSORS),
    Row("patients:impairment_fields", "patient", ASSESSORS, method="post"),
    Row("patients:episode", "episode", CARERS),
    *(Row(f"patients:{job}", "episode", ASSESSORS) for job in ("episode_reopen", "team_join", "goal_set")),
    Row("patients:team_leave", "member", ASSESSORS),
    Row("patients:goal_review", "goal", ASSESSORS),
    Row("patients:assessment_sign", "assessment", ASSESSORS),
    Row("patients:assessment_void", "assessment", VOIDERS),
    Row("patients:imports", "", "m", SAME),
    Row("patients:import_template", "", "m", SAME),
    Row("patients:import", "brought", "m"),
    Row("patients:import_commit", "brought", "m", method="post", granted=302),
    Row("patients:import_discard", "brought", "m", method="post", granted=302),
    Row("patients:import_line", "line", "m", method="post", granted=302),
    Row("patients:documents", "patient", CARERS),
    Row("patients:document_add", "patient", CARERS),
    *(Row(f"patients:document{part}", "document", CARERS) for part in ("", "_file", "_thumbnail", "_remove")),
    Row("patients:card", "patient", CARERS),
    Row("patients:card_pdf", "patient", CARERS),
    Row("patients:scan", "code", CARERS, granted=302),
    *(Row(f"patients:{page}", "", CARERS, SAME) for page in ("appointments", "appointments_missed")),
    Row("patients:appointment_book_any", "", CARERS, SAME),
    Row("patients:appointment_book", "patient", CARERS),
    Row("patients:appointments_of", "patient", CARERS),
    Row("patients:appointment", "appointment", CARERS),
    Row("patients:appointment_note", "appointment_deed", CARERS, method="post", granted=302),
    # devices
    Row("devices:list", "", CARERS, SAME),
    Row("devices:board", "", CARERS, SAME),
    Row("devices:board_move", "measured", "t", method="post", granted=302),
    Row("devices:waits", "", CARERS, SAME),
    Row("devices:waits_rows", "wait", CARERS, SAME, no_role=403),
    Row("devices:due", "", CARERS, SAME),
    Row("devices:recall", "", CARERS, SAME),
    Row("devices:components", "device", "t"),
    Row("devices:for_patient", "patient", CARERS),
    Row("devices:for_episode", "episode", CARERS),
    Row("devices:prescribe", "patient", "t"),
    Row("devices:hand_out", "patient", CARERS),
    Row("devices:detail", "device", CARERS),
    *(Row(f"devices:{job}", "device", "t") for job in ("advance", "hold", "end")),
    *(Row(f"devices:{job}", "device", "t") for job in ("measure", "specify", "serial_number")),
    Row("devices:returned", "", "t", SAME),
    Row("devices:resume", "held", "t"),
    Row("devices:fitting", "fitted", "t"),
    Row("devices:check_out", "fitted", "t"),
    Row("devices:deliver", "checked", "t"),
    *(Row(f"devices:{job}", "delivered", "t") for job in ("begin_use", "repair", "follow_up")),
    Row("devices:reissue", "returned", "t"),
    Row("devices:hand_over", "delivered", CARERS),
    *(Row(f"devices:{paper}", "device", CARERS) for paper in ("card", "label")),
    Row("devices:labels", "", CARERS, SAME),
    Row("devices:labels_pdf", "", CARERS, 302, granted=302),
    Row("devices:scan", "device_code", CARERS, granted=302),
    Row("devices:void_delivery", "delivery", VOIDERS),
    Row("devices:void_service", "repair", VOIDERS),
    # the catalogue of all centres: whoever sees patients reads it, its keepers change it
    *(Row(f"devices:catalogue{part}", "", CATALOGUE, SAME) for part in ("", "_words", "_cards", "_intervals")),
    *(Row(f"devices:catalogue_{what}_add", "", "a") for what in ("type", "word", "measure", "interval")),
    *(
        Row(f"devices:catalogue_{what}", f"catalogue_{what}", "a", no_role=403)
        for what in ("type", "word", "measure", "interval")
    ),
    Row("devices:catalogue_interval_drop", "catalogue_interval", "a", no_role=403),
    Row("physio:catalogue", "", CATALOGUE, SAME),
    Row("physio:catalogue_instrument", "catalogue_instrument", CATALOGUE, SAME, no_role=403),
    *(
        Row(f"physio:catalogue_{job}", "catalogue_instrument", "a", no_role=403)
        for job in ("instrument_change", "threshold_add")
    ),
    *(Row(f"physio:catalogue_threshold{part}", "catalogue_threshold", "a", no_role=403) for part in ("", "_drop")),
    # physiotherapy
    Row("physio:list", "", CARERS, SAME),
    Row("physio:for_patient", "patient", CARERS),
    Row("physio:for_episode", "episode", CARERS),
    Row("physio:record_any", "", "p", SAME),
    Row("physio:record", "patient", "p"),
    Row("physio:group", "", "p", SAME),
    Row("physio:group_detail", "group", CARERS),
    Row("physio:group_void", "group", VOIDERS),
    Row("physio:detail", "session", CARERS),
    Row("physio:void", "session", VOIDERS),
    Row("physio:correct", "session", "p"),
    Row("physio:assign", "session", "p"),
    Row("physio:plans", "", CARERS, SAME),
    Row("physio:plan", "plan", CARERS),
    Row("physio:plan_make", "episode", "p"),
    *(Row(f"physio:plan_{job}", "plan", "p") for job in ("change", "review", "end")),
    Row("physio:plan_reopen", "ended_plan", "p"),
    Row("physio:summary", "patient", CARERS),
    Row("physio:summary_pdf", "patient", CARERS),
    Row("physio:scores", "", CARERS, SAME),
    Row("physio:scores_of", "patient", CARERS),
    Row("physio:measure", "patient", "tpd"),
    Row("physio:score", "score", CARERS),
    Row("physio:score_void", "score", VOIDERS),
    # the pages people start from
    Row("desk:at_hand", "", CARERS, SAME),
    Row("desk:today", "", EVERYBODY, SAME, no_role=200),
    Row("desk:gaps", "gap", "tpdsm", SAME, no_role=403),
    Row("desk:timeline", "patient", CARERS),
    Row("desk:workload", "", "tpm", SAME),
    Row("desk:workload_rows", "figure", "pm", SAME, no_role=403),
    Row("desk:quality", "", "tpdsm", SAME),
    Row("desk:count_now", "counted_centre", "tpdsm", method="post", granted=302, no_role=403),
    Row("desk:views", "listing", CARERS, SAME, no_role=403),
    Row("desk:view_keep", "listing", CARERS, SAME, no_role=403),
    # One's own views: the receptionist's is nobody else's, in whichever centre.
    Row("desk:view_rename", "view", "r", denied=404),
    Row("desk:view_drop", "view", "r", denied=404),
    Row("desk:exports", "", "m", SAME),
    Row("desk:export_ask", "listing", "m", SAME, no_role=403),
    Row("desk:export", "export", "m", no_role=403),
    Row("desk:export_download", "export", "m", method="post", no_role=403),
    # people and roles
    Row("centres:people", "", "a"),
    Row("centres:person_add", "", "a"),
    Row("centres:membership", "membership", "a"),
    Row("centres:membership_role", "membership", "a", method="post", granted=422),
    Row("centres:membership_end", "membership", "a", method="post", granted=302),
    Row("centres:membership_password", "membership", "a", method="post"),
    # reports
    Row("reports:home", "", READERS, SAME),
    Row("reports:month", "month", READERS),
    Row("reports:rows", "cell", READERS),
    Row("reports:revision", "revision", READERS),
    Row("reports:rows_revision", "cell_of_revision", READERS),
    Row("reports:period", "period", READERS),
    Row("reports:rows_period", "cell_of_period", READERS),
    Row("reports:compare", "", READERS, SAME),
    Row("reports:archive", "", READERS, SAME),
    Row("reports:archive_month", "archived_month", READERS),
    Row("reports:archive_period", "archived_year", READERS),
    Row("reports:check", "check", READERS),
    Row("reports:figures", "figures_taken", READERS),
    Row("reports:takers", "figures_report", "m"),
    *(Row(f"reports:figures_now{of}", f"figures_now{of}", READERS) for of in ("", "_period")),
    *(
        Row(f"reports:figures_now{of}", f"figures_now{of}", READERS, granted=404, no_role=403)
        for of in ("_together", "_together_period")
    ),
    Row("reports:ask", "month", "m", method="post", granted=302),
    Row("reports:ask_revision", "revision", "m", method="post", granted=302),
    Row("reports:ask_period", "period", "m", method="post", granted=302),
    Row("reports:ask_together", "together", READERS, method="post", granted=404, no_role=403),
    Row("reports:ask_together_period", "period_together", READERS, method="post", granted=404, no_role=403),
    Row("reports:file", "month", "m"),
    Row("reports:waiting", "month", READERS),
    *(Row(f"reports:{do}", "month", "m", method="post", granted=422) for do in ("take", "decline", "ask_to_reopen")),
    Row("reports:leave", "archived_month", "m", method="post", granted=422),
    Row("reports:late_mark", "late_session", CARERS, no_role=403),
    Row("reports:submit", "month", "m"),
    Row("reports:open_again", "month", "m", method="post", granted=302),
    Row("reports:validate", "drafted_month", "m"),
    Row("reports:reopen", "archived_month", "m"),
    Row("reports:reopening", "reopening", "m"),
    Row("reports:job", "job", READERS),
    Row("reports:download", "file", READERS),
    Row("reports:words", "month", "m"),
    Row("reports:words_period", "whole_year", "m"),
    Row("reports:words_together", "together", READERS, granted=404, no_role=403),
    Row("reports:words_together_period", "whole_year_together", READERS, granted=404, no_role=403),
    Row("reports:old_figures", "", READERS, SAME),
    Row("reports:old_figure_enter", "", "m", SAME),
    Row("reports:old_figure", "old_figure", READERS),
    Row("reports:old_figure_correct", "old_figure", "m"),
    Row("reports:old_figure_withdraw", "old_figure", "m"),
    Row("reports:series", "", READERS, SAME),
    Row("reports:series_file", "series_format", READERS, SAME, no_role=403),
    # There is nothing to see together for whoever reads the reports of one centre.
    *(
        Row(f"reports:{page}", thing, READERS, granted=404, no_role=403)
        for page, thing in {
            "together": "together",
            "together_before": "together",
            "rows_together": "cell_together",
            "together_period": "period_together",
            "rows_together_period": "cell_of_period_together",
        }.items()
    ),
    # machines
    *api(
        "patient",
        "episode",
        "device",
        "measurement",
        "fitting",
        "checkout",
        "delivery",
        "followup",
        "session",
        "group",
        "plan",
        "score",
        repair="mended",
    ),
    *catalogue(
        devicetype="catalogue_type",
        term="catalogue_word",
        measurefield="catalogue_measure",
        instrument="catalogue_instrument",
    ),
    *does("device", "", "t", "list"),
    *does(
        "device",
        "device",
        "t",
        "advance",
        "hold",
        "resume",
        "end",
        "serial-number",
        "specification",
        "measurements",
        "fittings",
        "check-outs",
        "deliveries",
        "reissues",
    ),
    *does("device", "delivered", "t", "begin-use", "components", "repairs", "follow-ups"),
    *does("handout", "", CARERS, "list"),
    *(
        row
        for noun, thing in (
            ("delivery", "delivery"),
            ("repair", "mended"),
            ("followup", "followup"),
            ("session", "session"),
            ("group", "group"),
            ("score", "score"),
        )
        for row in does(noun, thing, VOIDERS, "void")
    ),
    *does("session", "", "p", "list"),
    *does("session", "session", "p", "corrections", "plan"),
    *does("group", "", "p", "list"),
    *does("plan", "", "p", "list"),
    *does("plan", "plan", "p", "change", "reviews", "end", "reopen"),
    *does("score", "", "tpd", "list"),
    Row("api:centre-list", "", EVERYBODY, SAME, no_role=200),
    Row("api:centre-detail", "centre", EVERYBODY),
    # tablets: managers see them, administrators let them in; what a tablet asks for, no browser gets
    Row("sync:tablets", "", "ma", SAME),
    Row("sync:tablet", "tablet", "ma"),
    Row("sync:enrol", "", "a"),
    Row("sync:enrolment", "enrolment", "a"),
    Row("sync:conflicts", "", CARERS, SAME),
    Row("sync:conflict", "conflict", CARERS),
    Row("sync:refused", "", CARERS, SAME),
    Row("sync:rejected", "refused_operation", CARERS),
    *(Row(f"sync:tablet_{job}", "tablet", "a") for job in ("sign_in", "rename", "revoke")),
    *(Row(f"api:sync-{name}", "", EVERYBODY, 401, granted=401, denied=401) for name in ("status", "pull", "push")),
    Row("api:sync-attachments", "", EVERYBODY, 401, granted=401, denied=401),
    *(
        Row(f"api:sync-attachment{name}", on, EVERYBODY, 401, granted=401, denied=401, no_role=401)
        for name, on in (("", "document"), ("-part", "part"), ("-complete", "document"), ("-content", "document"))
    ),
    # one's own account
    Row("accounts:profile", "", EVERYBODY, SAME, no_role=200),
    Row("account_change_password", "", EVERYBODY, SAME, no_role=200),
    Row("mfa_index", "", EVERYBODY, SAME, no_role=200),
]
# Before signing in, for machines, or answered by the sign-in library about nobody but oneself.
OPEN_TO_ALL = {
    "core:healthz", "core:readyz", "api:root", "api:schema", "api:docs", "api:sync-enrol", "api:sync-nowhere",
    "api:sync-root", "api:sync-schemas", "api:sync-schema",
    "accounts:language", "accounts:theme", "account_login", "account_logout",
    "account_signup", "account_inactive", "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}  # fmt: skip
