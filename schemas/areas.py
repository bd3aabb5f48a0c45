"""The template's rows, each declared once. To add a topic, add one field here and nothing elsewhere."""

from __future__ import annotations

from typing import Annotated, ClassVar

from phase_context.schemas.decision import Decision
from phase_context.schemas.topics import Area, Topic

_CHOICE = ("Decision", "Choice", "Rationale")
_TARGET = ("Metric", "Target", "Notes")
_ASPECT = ("Aspect", "Decision", "Details")


class Infrastructure(Area):
    heading: ClassVar[str] = "Infrastructure"
    columns: ClassVar[tuple[str, str, str]] = _CHOICE
    about: ClassVar[str] = "Cache strategy, queue system, cron scheduling, deployment approach"

    cache_strategy: Annotated[
        Decision | None,
        Topic(
            label="Cache strategy",
            question="Does this phase need a cache, and which one?",
            why="A cache that several instances share behaves differently from one in each process.",
            options=("Redis", "Memcached", "In-memory", "None"),
            note="Why this choice",
            recommended="None",
            because="a cache is easier to add once a slow query is measured than to remove",
            aliases=("cache", "caching", "cache layer"),
        ),
    ] = None
    queue_system: Annotated[
        Decision | None,
        Topic(
            label="Queue system",
            question="What carries work that must not happen inside a request: which queue, or none?",
            why="Retries, dead letters and repeated jobs all depend on it.",
            options=("Bull", "RabbitMQ", "SQS", "None"),
            note="Why this choice",
            aliases=("queue", "message queue", "job queue", "queueing", "message broker", "background jobs"),
        ),
    ] = None
    scheduling: Annotated[
        Decision | None,
        Topic(
            label="Scheduling",
            question="Does anything run at set times, and what starts it?",
            why="With several instances a timer inside the process fires once in each of them.",
            options=("Cron", "Bull repeatable", "node-cron", "None"),
            note="Why this choice",
            after=("Queue system",),
            aliases=("scheduler", "cron", "cron jobs", "scheduled jobs", "cron scheduling"),
        ),
    ] = None
    deployment: Annotated[
        Decision | None,
        Topic(
            label="Deployment",
            question="How does this phase get to production: on which platform, with which rollout?",
            why="It decides whether two versions run side by side, and so what a migration may do.",
            options=("Rolling", "Blue-green", "Canary", "Recreate"),
            note="Why this choice",
            recommended="Rolling",
            because="it needs no second environment and most platforms do it by default",
            aliases=("deploy", "deployment approach", "deployment strategy", "hosting", "release"),
        ),
    ] = None


class PerformanceRequirements(Area):
    heading: ClassVar[str] = "Performance Requirements"
    columns: ClassVar[tuple[str, str, str]] = _TARGET
    about: ClassVar[str] = "Expected load, response time SLA, batch processing needs"

    response_time: Annotated[
        Decision | None,
        Topic(
            label="Response time",
            question="How fast must it answer, for which endpoints?",
            why="Without a number nobody can say whether an index, a cache or a queue is needed.",
            options=("< 200ms p95", "< 500ms p95", "best effort"),
            note="Critical endpoints",
            recommended="< 500ms p95",
            because="people do not notice it, and it needs no special design",
            aliases=("latency", "response time sla", "sla", "speed"),
        ),
    ] = None
    concurrent_users: Annotated[
        Decision | None,
        Topic(
            label="Concurrent users",
            question="How many users or requests at the same time, at the peak?",
            why="It sizes pools, limits and the test that shows it holds.",
            wanted="Expected number",
            note="Peak vs average",
            standing=False,
            aliases=("load", "concurrency", "traffic", "expected load", "throughput"),
        ),
    ] = None
    batch_processing: Annotated[
        Decision | None,
        Topic(
            label="Batch processing",
            question="Is anything processed in bulk: how much, how often?",
            why="Bulk work competes with requests for the same database.",
            wanted="Volume/frequency",
            note="Background jobs needed?",
            standing=False,
            aliases=("batch", "batches", "batch jobs", "bulk processing"),
        ),
    ] = None


class SecurityConsiderations(Area):
    heading: ClassVar[str] = "Security Considerations"
    columns: ClassVar[tuple[str, str, str]] = _ASPECT
    about: ClassVar[str] = "Auth method, role-based access, data encryption, rate limiting"

    authentication: Annotated[
        Decision | None,
        Topic(
            label="Authentication",
            question="How does a caller prove who they are?",
            why="Every endpoint is built on it, and changing it later logs everybody out.",
            options=("JWT", "Session", "OAuth", "API Key"),
            note="Token expiry, refresh strategy",
            one_way=True,
            aliases=("auth", "authn", "login", "sign-in", "auth method"),
        ),
    ] = None
    authorization: Annotated[
        Decision | None,
        Topic(
            label="Authorization",
            question="Who may do what: which model, and which roles?",
            why="A permission forgotten here is data shown to the wrong person.",
            options=("RBAC", "ABAC", "Simple"),
            note="Roles defined, permission model",
            recommended="RBAC",
            because="a few named roles are easy to test and to explain",
            after=("Authentication",),
            one_way=True,
            aliases=("authz", "permissions", "access control", "role-based access", "roles"),
        ),
    ] = None
    data_encryption: Annotated[
        Decision | None,
        Topic(
            label="Data encryption",
            question="What is encrypted, at rest or in transit, and which fields are sensitive?",
            why="Encrypting a field later means migrating every row.",
            options=("At rest", "In transit", "Both", "N/A"),
            note="Sensitive fields",
            recommended="Both",
            because="managed databases and TLS give it for a setting",
            one_way=True,
            aliases=("encryption", "encryption at rest", "encryption in transit"),
        ),
    ] = None
    rate_limiting: Annotated[
        Decision | None,
        Topic(
            label="Rate limiting",
            question="Are callers limited, and to what?",
            why="One client in a loop can otherwise take the service from all others.",
            options=("Per endpoint", "Global", "None"),
            note="Limits per tier",
            recommended="Per endpoint",
            because="login and search need other limits than reads",
            aliases=("rate limit", "rate limits", "throttling", "request limits"),
        ),
    ] = None
    input_validation: Annotated[
        Decision | None,
        Topic(
            label="Input validation",
            question="How is input validated, with which library?",
            why="It is the first line against bad data and the source of the error messages.",
            options=("Schema validation", "Manual", "Both"),
            note="Library: Zod, Joi, class-validator",
            recommended="Schema validation",
            because="one schema also gives types and documentation",
            aliases=("validation", "request validation", "validate input", "schema validation"),
        ),
    ] = None


class DataModeling(Area):
    heading: ClassVar[str] = "Data Modeling"
    columns: ClassVar[tuple[str, str, str]] = _CHOICE
    about: ClassVar[str] = "Schema design approach, normalization, soft deletes, versioning"

    normalization: Annotated[
        Decision | None,
        Topic(
            label="Normalization",
            question="Are the new tables normalized, or shaped for reading?",
            why="It sets how writes stay consistent and how many joins a read pays for.",
            options=("3NF", "Denormalized", "Hybrid"),
            note="Query patterns, write frequency",
            recommended="3NF",
            because="it is easier to denormalize one hot read later than to repair copies that disagree",
            one_way=True,
            aliases=("normalisation", "schema design", "data model", "schema"),
        ),
    ] = None
    soft_deletes: Annotated[
        Decision | None,
        Topic(
            label="Soft deletes",
            question="Is a deleted record kept and marked, or really gone?",
            why="Every query and every unique index must know about it.",
            options=("Yes", "No"),
            note="Compliance needs, audit trail",
            one_way=True,
            aliases=("soft delete", "deletes", "deletion", "soft deletion"),
        ),
    ] = None
    timestamps: Annotated[
        Decision | None,
        Topic(
            label="Timestamps",
            question="Which timestamps does each record carry?",
            why="What was not recorded cannot be added for old rows.",
            options=("created_at + updated_at", "created_at only"),
            note="Audit requirements",
            recommended="created_at + updated_at",
            because="frameworks fill both by themselves",
            aliases=("timestamp", "created_at", "updated_at", "time columns"),
        ),
    ] = None
    versioning: Annotated[
        Decision | None,
        Topic(
            label="Versioning",
            question="Must earlier states of a record be known: who changed what, and when?",
            why="History that was not kept cannot be asked for in a dispute.",
            options=("Table versioning", "Audit log", "None"),
            note="Data history needs",
            one_way=True,
            aliases=("data versioning", "history", "audit log", "audit trail", "data history"),
        ),
    ] = None


class MigrationStrategy(Area):
    heading: ClassVar[str] = "Migration Strategy"
    columns: ClassVar[tuple[str, str, str]] = _ASPECT
    about: ClassVar[str] = "Zero-downtime, rollback plan, data seeding"

    migration_approach: Annotated[
        Decision | None,
        Topic(
            label="Migration approach",
            question="May the service stop while the schema changes, or must it stay up?",
            why="Zero downtime splits each change into steps that old and new code both survive.",
            options=("Zero-downtime", "Maintenance window"),
            note="Deployment strategy",
            after=("Deployment",),
            one_way=True,
            aliases=("migration", "migrations", "migration strategy", "database migration", "schema migration"),
        ),
    ] = None
    rollback_plan: Annotated[
        Decision | None,
        Topic(
            label="Rollback plan",
            question="If the release goes wrong, how do you get back?",
            why="A change that cannot be undone needs another kind of review.",
            options=("Auto-rollback", "Manual", "None"),
            note="Reversibility requirements",
            recommended="Manual",
            because="a person should look before data is moved back",
            after=("Migration approach", "Deployment"),
            aliases=("rollback", "roll back", "rollback strategy", "reverting"),
        ),
    ] = None
    data_seeding: Annotated[
        Decision | None,
        Topic(
            label="Data seeding",
            question="Does anybody need seed data, for which environment?",
            why="Tests and demos start from it, and real data must not slip in.",
            options=("Required", "Not needed"),
            note="Seed data for dev/staging",
            standing=False,
            aliases=("seeding", "seed data", "seeds", "test data", "fixtures"),
        ),
    ] = None


class ErrorHandling(Area):
    heading: ClassVar[str] = "Error Handling"
    columns: ClassVar[tuple[str, str, str]] = _ASPECT
    about: ClassVar[str] = "Retry strategy, dead letter queue, alert thresholds"

    retry_strategy: Annotated[
        Decision | None,
        Topic(
            label="Retry strategy",
            question="When a call or a job fails, is it tried again: how often, how spaced?",
            why="Retries without a limit or an idempotent call make an outage worse.",
            options=("Exponential backoff", "Fixed", "None"),
            note="Max retries, intervals",
            recommended="Exponential backoff",
            because="it gives the other side time to recover",
            after=("Queue system",),
            aliases=("retries", "retry", "retry policy", "backoff"),
        ),
    ] = None
    dead_letter_queue: Annotated[
        Decision | None,
        Topic(
            label="Dead letter queue",
            question="Where does a job go that failed for the last time?",
            why="Otherwise it is lost, or blocks the ones behind it.",
            options=("Yes", "No"),
            note="Failed job handling",
            recommended="Yes",
            because="a failed job that is kept can be looked at and sent again",
            after=("Queue system", "Retry strategy"),
            moot_without=("Queue system",),
            unless=(
                ("Retry strategy", r"\b(jobs?|messages?|events?|webhooks?|outbox|failed|dead.?letters?|dlq|park\w*)\b"),
            ),
            aliases=("dlq", "dead letters", "dead letter", "failed jobs"),
        ),
    ] = None
    alerting: Annotated[
        Decision | None,
        Topic(
            label="Alerting",
            question="What wakes somebody up, and through which channel?",
            why="An alert nobody reads is no alert.",
            options=("Error rate threshold", "Latency", "Both"),
            note="Notification channel",
            recommended="Error rate threshold",
            because="errors are what users feel first",
            after=("Response time",),
            aliases=("alerts", "alert", "alarms", "monitoring", "alert thresholds", "notifications"),
        ),
    ] = None
