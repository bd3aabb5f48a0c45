"""Each rule is broken by what it is about, and mended by the answer to its question."""

from __future__ import annotations

import pytest

from phase_context.agent import rules
from phase_context.agent.document import parse, render
from phase_context.schemas import TOPICS, Decision, Integration, Item, PhaseContext, Status

Rows = dict[str, str | tuple[str, str]]


def document(rows: Rows, scope: str = "", party: str = "") -> PhaseContext:
    found = PhaseContext()
    for label, cells in rows.items():
        choice, rationale = (cells, "") if isinstance(cells, str) else cells
        found = found.with_decision(label, Decision(status=Status.DECIDED, choice=choice, rationale=rationale))
    if scope:
        found = found.model_copy(update={"in_scope": (Item(text=scope),)})
    if party:
        found = found.model_copy(update={"integrations": (Integration(name=party),)})
    return found


def broken(rows: Rows, scope: str = "", party: str = "") -> set[str]:
    return {rule.id for rule in rules.broken(document(rows, scope, party))}


FOUR_PODS = ("Rolling", "four pods")
CASES: list[tuple[str, Rows, str, Rows]] = [
    # rule, what breaks it, what is in scope, the answer that mends it
    ("dead-letters-without-queue", {"Queue system": "None", "Dead letter queue": "Yes"}, "", {"Queue system": "SQS"}),
    (
        "repeated-jobs-without-queue",
        {"Queue system": "None", "Scheduling": "Bull repeatable"},
        "",
        {"Scheduling": "Cron"},
    ),
    (
        "repeated-jobs-of-another-queue",
        {"Queue system": "SQS", "Scheduling": "Bull repeatable"},
        "",
        {"Queue system": "BullMQ"},
    ),
    (
        "tier-limits-without-tiers",
        {"Rate limiting": ("Per endpoint", "limits per tier")},
        "",
        {"Rate limiting": ("Per endpoint", "free 10, pro 100 per minute, limits per tier")},
    ),
    (
        "memory-cache-with-instances",
        {"Cache strategy": "In-memory", "Deployment": FOUR_PODS},
        "",
        {"Cache strategy": "Redis"},
    ),
    (
        "timer-in-every-instance",
        {"Scheduling": "node-cron", "Deployment": FOUR_PODS},
        "",
        {"Scheduling": ("node-cron", "a lock in Postgres")},
    ),
    (
        "sessions-in-memory",
        {"Authentication": ("Session", "in memory, 8 hours"), "Deployment": FOUR_PODS},
        "",
        {"Authentication": ("Session", "in Redis, 8 hours")},
    ),
    (
        "limits-counted-in-memory",
        {"Rate limiting": ("Global", "counted in memory"), "Deployment": FOUR_PODS},
        "",
        {"Rate limiting": ("Global", "counted in Redis")},
    ),
    (
        "payment-retries-without-idempotency",
        {"Retry strategy": ("Exponential backoff", "5 tries")},
        "card payments",
        {"Retry strategy": ("Exponential backoff", "5 tries with an idempotency key")},
    ),
    (
        "retries-without-limit",
        {"Retry strategy": "Exponential backoff"},
        "",
        {"Retry strategy": ("Exponential backoff", "at most 5")},
    ),
    (
        "retries-to-refused-dead-letters",
        {"Dead letter queue": "No", "Retry strategy": ("Fixed", "3 times, then the DLQ")},
        "",
        {"Dead letter queue": "Yes"},
    ),
    (
        "zero-downtime-destructive-change",
        {"Migration approach": "Zero-downtime"},
        "drop the old status column",
        {"Migration approach": ("Zero-downtime", "expand and contract")},
    ),
    (
        "zero-downtime-with-stop",
        {"Migration approach": "Zero-downtime", "Deployment": "Recreate"},
        "",
        {"Deployment": "Rolling"},
    ),
    (
        "window-while-always-on",
        {"Migration approach": "Maintenance window", "Response time": ("< 200ms p95", "24/7")},
        "",
        {"Migration approach": "Zero-downtime"},
    ),
    (
        "no-way-back-from-destruction",
        {"Rollback plan": "None"},
        "remove the legacy orders table",
        {"Rollback plan": ("Manual", "from the backup")},
    ),
    (
        "auto-rollback-without-alerts",
        {"Rollback plan": "Auto-rollback", "Alerting": "None"},
        "",
        {"Alerting": "Error rate threshold"},
    ),
    (
        "canary-without-alerts",
        {"Deployment": "Canary", "Alerting": "None"},
        "",
        {"Alerting": "Both"},
    ),
    (
        "soft-delete-against-erasure",
        {"Soft deletes": "Yes"},
        "GDPR erasure requests",
        {"Soft deletes": ("Yes", "anonymised on request")},
    ),
    (
        "soft-delete-without-time",
        {"Soft deletes": "Yes", "Timestamps": "created_at only"},
        "",
        {"Timestamps": ("created_at only", "and deleted_at")},
    ),
    (
        "latency-alert-without-target",
        {"Response time": "best effort", "Alerting": "Latency"},
        "",
        {"Response time": "< 500ms p95"},
    ),
    ("encryption-without-fields", {"Data encryption": "At rest"}, "", {"Data encryption": ("At rest", "the IBAN")}),
    (
        "sensitive-data-in-the-clear",
        {"Data encryption": "None"},
        "store card numbers",
        {"Data encryption": ("At rest", "card numbers")},
    ),
    (
        "refresh-without-rotation",
        {"Authentication": ("JWT", "15 minutes, refresh tokens")},
        "",
        {"Authentication": ("JWT", "15 minutes, refresh tokens rotate")},
    ),
    ("tokens-without-expiry", {"Authentication": "JWT"}, "", {"Authentication": ("JWT", "15 minutes")}),
    (
        "roles-without-authentication",
        {"Authentication": "None", "Authorization": "RBAC"},
        "",
        {"Authentication": "API Key"},
    ),
    (
        "user-limits-without-authentication",
        {"Authentication": "None", "Rate limiting": ("Global", "100 per user")},
        "",
        {"Rate limiting": ("Global", "100 per IP")},
    ),
    (
        "regular-batch-without-schedule",
        {"Batch processing": "800 rows nightly", "Scheduling": "None"},
        "",
        {"Scheduling": "Cron"},
    ),
    (
        "bulk-inside-a-request",
        {"Batch processing": "20000 rows", "Queue system": "None", "Scheduling": "None"},
        "",
        {"Queue system": "SQS"},
    ),
    (
        "seeds-from-production",
        {"Data seeding": ("Required", "a dump of production")},
        "",
        {"Data seeding": ("Required", "a dump of production, anonymised")},
    ),
]


@pytest.mark.parametrize(("rule", "rows", "scope", "answer"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_is_broken_and_mended(rule: str, rows: Rows, scope: str, answer: Rows) -> None:
    assert rule in broken(rows, scope)
    assert rule not in broken(rows | answer, scope)
    assert rules.find_rule(rule).asks in rows


LANGUAGES: list[tuple[str, Rows, str | None, list[str], list[str]]] = [
    # rule, what else is decided, where the words stand (None: in scope), what breaks, what mends it: de, es, fr, vi
    (
        "memory-cache-with-instances",
        {"Cache strategy": "In-memory"},
        "Deployment",
        ["vier Pods", "cuatro instancias", "quatre instances", "bốn máy chủ"],
        ["ein Pod", "una instancia", "une instance", "một máy chủ"],
    ),
    (
        "payment-retries-without-idempotency",
        {"Retry strategy": ("Exponential backoff", "5")},
        None,
        ["Zahlungen mit Karte", "pagos con tarjeta", "paiements par carte", "thanh toán bằng thẻ"],
        ["jede Zahlung genau einmal", "pagos con clave única", "paiements, clé unique", "thanh toán, chống trùng"],
    ),
    (
        "retries-without-limit",
        {},
        "Retry strategy",
        ["mit wachsenden Abständen", "con espera creciente", "avec attente croissante", "giãn dần"],
        ["höchstens fünfmal", "cinco intentos", "cinq essais", "ba lần"],
    ),
    (
        "zero-downtime-destructive-change",
        {"Migration approach": "Zero-downtime"},
        None,
        ["die alte Spalte wird gelöscht", "eliminar la columna vieja", "supprimer la colonne", "xoá cột cũ"],
        ["Spalte wird in zwei Schritten gelöscht", "eliminar la columna en dos fases", "en deux étapes", "hai bước"],
    ),
    (
        "soft-delete-against-erasure",
        {"Soft deletes": "Yes"},
        None,
        ["DSGVO", "derecho al olvido", "droit à l'oubli", "xoá theo yêu cầu"],
        ["DSGVO, danach überschrieben", "olvido, se anonimizan", "oubli, anonymisé", "xoá theo yêu cầu, ẩn danh"],
    ),
    (
        "regular-batch-without-schedule",
        {"Scheduling": "None"},
        "Batch processing",
        ["jede Nacht", "cada noche", "chaque nuit", "mỗi đêm"],
        ["auf Anfrage", "a mano cada noche", "à la main chaque nuit", "bằng tay mỗi đêm"],
    ),
    (
        "tokens-without-expiry",
        {},
        "Authentication",
        ["von Keycloak", "de Keycloak", "avec Keycloak", "của Keycloak"],
        ["eine Stunde", "quince minutos", "une heure", "mười lăm phút"],
    ),
    (
        "sensitive-data-in-the-clear",
        {"Data encryption": "None"},
        None,
        ["Kartennummern", "contraseñas", "mots de passe", "số thẻ"],
        ["Artikel", "artículos", "articles", "sản phẩm"],
    ),
    (
        "seeds-from-production",
        {},
        "Data seeding",
        ["Kopie der Produktion", "copia de producción", "copie des données réelles", "dữ liệu thật"],
        ["Produktion, maskiert", "producción anonimizada", "données réelles masquées", "dữ liệu thật đã ẩn danh"],
    ),
]
CHOSEN = {
    "Deployment": "Rolling", "Retry strategy": "Exponential backoff", "Batch processing": "20k",
    "Authentication": "JWT", "Data seeding": "Required",
}  # fmt: skip


@pytest.mark.parametrize(("rule", "rows", "place", "breaks", "mends"), LANGUAGES, ids=[case[0] for case in LANGUAGES])
def test_the_words_of_a_rule_are_understood_in_five_languages(
    rule: str, rows: Rows, place: str | None, breaks: list[str], mends: list[str]
) -> None:
    def breaks_with(words: str) -> bool:
        return rule in (broken(rows | {place: (CHOSEN[place], words)}) if place else broken(rows, words))

    assert [words for words in breaks if not breaks_with(words)] == []
    assert [words for words in mends if breaks_with(words)] == []


def test_a_fast_answer_does_not_wait_for_a_third_party() -> None:
    rows: Rows = {"Response time": "< 200ms p95", "Queue system": "None"}
    assert "fast-answer-waits-for-others" not in broken(rows)
    assert "fast-answer-waits-for-others" in broken(rows, party="Stripe")
    assert "fast-answer-waits-for-others" not in broken({**rows, "Queue system": "SQS"}, party="Stripe")


def test_every_rule_has_a_test_and_a_plain_sentence() -> None:
    ids = [rule.id for rule in rules.rules()]
    assert len(ids) == len(set(ids)) >= 20
    assert set(ids) == {case[0] for case in CASES} | {"fast-answer-waits-for-others"}
    assert all(rule.sentence.endswith(".") and rule.question.endswith("?") for rule in rules.rules())
    assert {rule.asks for rule in rules.rules()} <= TOPICS.keys()


@pytest.mark.parametrize(
    "rows",
    [
        {"Queue system": "SQS", "Dead letter queue": "Yes"},
        {"Queue system": "None", "Dead letter queue": "No"},
        {"Cache strategy": ("In-memory", "one instance"), "Deployment": ("Rolling", "a single pod")},
        {"Authentication": ("JWT", "15 min, refresh tokens valid for 30 days")},
        {"Data encryption": ("Both", "email and phone")},
        {"Retry strategy": "None"},
        {"Migration approach": "Zero-downtime", "Deployment": "Blue-green"},
    ],
)
def test_what_goes_together_breaks_nothing(rows: Rows) -> None:
    assert broken(rows) == set()


def test_what_is_not_decided_breaks_nothing() -> None:
    found = PhaseContext().with_decision("Queue system", Decision(status=Status.OPEN))
    assert rules.broken(found.with_decision("Dead letter queue", Decision(status=Status.AGENT))) == ()


def test_an_unresolved_rule_is_said_in_its_row_and_the_round_trip_stays_exact() -> None:
    known = document({"Queue system": "None", "Dead letter queue": ("Yes", "14 days")})
    written = rules.marked(known)
    row = written.decision("Dead letter queue")
    assert row is not None
    assert row.rationale == "14 days\nCheck: Dead letters need a queue that they fall out of, and there is none."
    text = render(written)
    assert render(parse(text)) == text
    assert rules.unmarked(parse(text)).decision("Dead letter queue") == known.decision("Dead letter queue")
    assert rules.marked(written) == written


def test_what_is_meant_to_be_an_exception_is_broken_no_more_until_its_row_changes() -> None:
    known = document({"Cache strategy": ("In-memory", "small"), "Deployment": FOUR_PODS})
    rule = rules.find_rule("memory-cache-with-instances")
    row = known.decision(rule.asks)
    assert row is not None
    excepted = row.model_copy(update={"rationale": rules.confirmed(rule, row, "yes, that is meant")})
    meant = known.with_decision(rule.asks, excepted)
    assert rules.broken(meant) == ()
    assert excepted.rationale == f"small\nConfirmed: {rule.sentence} “yes, that is meant”"
    assert rules.broken(parse(render(rules.marked(meant)))) == ()
    changed = row.model_copy(update={"choice": "Caffeine"})
    assert rules.broken(meant.with_decision(rule.asks, changed)) == (rule,)


def test_a_rule_is_found_by_its_id() -> None:
    assert rules.find_rule("memory-cache-with-instances").asks == "Cache strategy"
    with pytest.raises(KeyError, match="unheard-of"):
        rules.find_rule("unheard-of")


def test_what_is_meant_may_be_said_with_quotation_marks() -> None:
    found = document({"Cache strategy": "In-memory", "Deployment": FOUR_PODS})
    rule, row = rules.find_rule("memory-cache-with-instances"), found.decision("Cache strategy")
    assert row is not None
    rationale = rules.confirmed(rule, row, "it is “really”\nmeant")
    assert rationale == f'Confirmed: {rule.sentence} “it is "really" meant”'
    meant = found.with_decision("Cache strategy", row.model_copy(update={"rationale": rationale}))
    assert rules.broken(meant) == ()


@pytest.mark.parametrize(
    ("is_", "choice", "holds"),
    [
        ("decided", "None", True),
        ("decided", "SQS", True),
        ("against", "None", True),
        ("against", "SQS", False),
        ("for", "None", False),
        ("for", "SQS", True),
    ],
)
def test_a_condition_may_ask_for_a_choice_for_or_against(is_: str, choice: str, *, holds: bool) -> None:
    assert rules.Condition("Queue system", is_).holds(document({"Queue system": choice}), "") is holds


def test_some_rules_ask_for_a_detail_and_some_can_be_meant() -> None:
    assert {rule.detail for rule in rules.rules()} == {True, False}
    assert {type(rule.yes) for rule in rules.rules()} == {str}
    conditions = [condition for rule in rules.rules() for condition in rule.when]
    assert {condition.is_ for condition in conditions} == {"for", "against", "decided"}
    assert {type(condition.third_parties) for condition in conditions} == {bool}
    assert {"", rules.MEANT} < {rule.yes for rule in rules.rules()}


def test_taking_the_marks_out_leaves_every_line_of_the_reason() -> None:
    found = document({"Cache strategy": ("In-memory", "one\ntwo"), "Deployment": FOUR_PODS})
    assert rules.unmarked(rules.marked(found)) == found
