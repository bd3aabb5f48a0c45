"""What a repository shows: sourced, quick, and careful with what is not its business."""
# ruff: noqa: E501 - a case a line

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from phase_context.agent.errors import InputError
from phase_context.agent.known import look, repository_root
from phase_context.agent.known.signals import signals
from phase_context.schemas import SECTIONS, TOPICS, Header

Shown = dict[str, tuple[str, str]]
INTEGRATIONS = SECTIONS["integrations"].heading


@pytest.fixture
def shown(tmp_path: Path) -> Callable[[dict[str, str]], Shown]:
    """What a repository of those files suggests: choice and sources by topic; third parties by name."""

    def build(files: dict[str, str]) -> Shown:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = [suggestion.entry for suggestion in look(tmp_path, Header(phase="3")).suggestions]
        return {entry.topic or entry.text or "": (entry.text or "", entry.rationale or "") for entry in found}

    return build


NPM = '{\n  "name": "x",\n  "dependencies": {\n    "ioredis": "^5",\n    "passport-jwt": "^4"\n  },\n  "devDependencies": {\n    "zod": "3"\n  }\n}\n'
POM = "<project>\n<dependency>\n<groupId>o</groupId>\n<artifactId>spring-kafka</artifactId>\n</dependency>\n<!-- <dependency><artifactId>quartz</artifactId></dependency> -->\n</project>"


@pytest.mark.parametrize(
    ("file", "text", "topic", "choice", "source"),
    [
        ("package.json", NPM, "Cache strategy", "Redis", "ioredis, package.json:4"),
        ("package.json", NPM, "Input validation", "Schema validation (Zod)", "zod, package.json:8"),
        ("package-lock.json", '{"packages": {"": {"dependencies": {"bull": "4"}}, "node_modules/zod": {}}}', "Queue system", "Bull", "bull, package-lock.json:1"),
        ("requirements.txt", "# x\npika==1.3 # amqp\n-r other.txt\n", "Queue system", "RabbitMQ", "pika, requirements.txt:2"),
        ("requirements/base.txt", "", "", "", ""),
        ("pyproject.toml", '[project]\ndependencies = [\n  "tenacity>=8",\n]\n', "Retry strategy", "Exponential backoff", "tenacity, pyproject.toml:3"),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.12"\ncelery = "5"\n', "Queue system", "Celery", "celery, pyproject.toml:3"),
        ("Pipfile", '[packages]\nslowapi = "*"\n', "Rate limiting", "Per endpoint", "slowapi, Pipfile:2"),
        ("poetry.lock", '[[package]]\nname = "pika"\n', "Queue system", "RabbitMQ", "pika, poetry.lock:2"),
        ("go.mod", "module x\n\nrequire (\n\tgithub.com/redis/go-redis/v9 v9.5.1\n)\n", "Cache strategy", "Redis", "github.com/redis/go-redis, go.mod:4"),
        ("Gemfile", 'gem "rails"\ngem \'paranoia\', "~> 2"\n', "Soft deletes", "Yes", "paranoia, Gemfile:2"),
        ("Gemfile.lock", "GEM\n  specs:\n    sidekiq (7)\n\nDEPENDENCIES\n  good_job\n", "Queue system", "GoodJob", "good_job, Gemfile.lock:6"),
        ("pom.xml", POM, "Queue system", "Kafka", "spring-kafka, pom.xml:4"),
        ("build.gradle", "dependencies {\n  implementation 'com.github.ben-manes.caffeine:caffeine:3.1'\n}\n", "Cache strategy", "In-memory", "caffeine, build.gradle:2"),
        ("build.gradle.kts", 'dependencies {\n  implementation("org.hibernate.orm:hibernate-envers:6")\n}\n', "Versioning", "Table versioning", "hibernate-envers, build.gradle.kts:2"),
        ("gradle/libs.versions.toml", '[libraries]\nkafka = { module = "org.springframework.kafka:spring-kafka" }\n', "Queue system", "Kafka", "spring-kafka, gradle/libs.versions.toml:2"),
        ("composer.json", '{\n"require": {\n"laravel/horizon": "*"\n}\n}', "Queue system", "Laravel queues (Horizon)", "laravel/horizon, composer.json:3"),
        ("src/Api/Api.csproj", '<Project>\n<PackageReference Include="Hangfire" Version="1" />\n</Project>', "Scheduling", "Hangfire", "Hangfire, src/Api/Api.csproj:2"),
        ("mix.exs", "defp deps do\n  [\n    {:oban, \"~> 2.17\"}\n  ]\nend\n", "Queue system", "Oban", "oban, mix.exs:3"),
        ("Cargo.toml", '[dependencies]\nlapin = "2"\n', "Queue system", "RabbitMQ", "lapin, Cargo.toml:2"),
        ("docker-compose.yml", "services:\n  mq:\n    image: docker.io/library/rabbitmq:3-management\n", "Queue system", "RabbitMQ", "rabbitmq, docker-compose.yml:3"),
        ("deploy/api.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec:\n  strategy:\n    type: Recreate\n", "Deployment", "Recreate", "deploy/api.yaml:5"),
        ("charts/api/templates/cron.yaml", "apiVersion: batch/v1\nkind: CronJob\n", "Scheduling", "Cron (Kubernetes CronJob)", "charts/api/templates/cron.yaml:2"),
        (".github/workflows/deploy.yml", "jobs:\n  deploy:\n    run: helm upgrade --install api . --atomic\n", "Rollback plan", "Auto-rollback", ".github/workflows/deploy.yml:3"),
        ("infra/main.tf", 'resource "aws_sqs_queue" "orders" {\n  redrive_policy = "{}"\n}\n', "Dead letter queue", "Yes", "infra/main.tf:2"),
        ("db/schema.rb", 'create_table "orders" do |t|\n  t.timestamps\n  t.datetime "deleted_at"\nend\n', "Soft deletes", "Yes", "db/schema.rb:3"),
        ("prisma/seed.ts", "", "Data seeding", "Required", "prisma/seed.ts"),
        (".env.example", "PORT=\n# SENTRY_DSN=\n", "Alerting", "Error rate threshold (Sentry)", "SENTRY_DSN, .env.example:2"),
        ("k6/orders.js", "thresholds: { http_req_duration: ['p(95)<200'] }", "Response time", "< 200ms p95", "k6/orders.js:1"),
    ],
)  # fmt: skip
def test_what_a_file_suggests(
    shown: Callable[[dict[str, str]], Shown], file: str, text: str, topic: str, choice: str, source: str
) -> None:
    found = shown({file: text})
    if topic:
        assert found[topic][0] == choice
        assert source in found[topic][1].split("; ")
    else:
        assert found == {}


def test_third_parties_are_suggested_by_name(shown: Callable[[dict[str, str]], Shown]) -> None:
    found = shown({"requirements.txt": "stripe\ntwilio\n"})
    assert found["Stripe"] == ("Stripe", "stripe, requirements.txt:1")
    assert found["Twilio"] == ("Twilio", "twilio, requirements.txt:2")


def test_the_better_sign_wins_and_the_other_is_named(shown: Callable[[dict[str, str]], Shown]) -> None:
    found = shown({"requirements.txt": "redis\npymemcache\ncelery\npika\n"})
    assert found["Cache strategy"][0] == "Memcached"
    assert found["Queue system"][1] == "celery, requirements.txt:3; but also RabbitMQ: pika, requirements.txt:4"


def test_what_is_ignored_vendored_or_a_test_is_not_looked_at(shown: Callable[[dict[str, str]], Shown]) -> None:
    folders = ("node_modules/a", "vendor/b", "tests/c", "legacy", "packages/old/generated")
    files = {f"{folder}/package.json": NPM for folder in folders}
    assert shown({**files, ".gitignore": "/legacy/\ngenerated\n!kept\n"}) == {}


def test_a_repository_of_several_packages(shown: Callable[[dict[str, str]], Shown]) -> None:
    assert "Cache strategy" in shown({"packages/api/package.json": NPM})


def test_malformed_files_are_passed_over(shown: Callable[[dict[str, str]], Shown], tmp_path: Path) -> None:
    (tmp_path / "composer.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "Pipfile").mkdir()
    files = {"package.json": "{", "pyproject.toml": "[", "Cargo.toml": '["', "package-lock.json": "[1, 2]"}
    assert shown({**files, "Gemfile": 'gem "dalli"\n'})["Cache strategy"][0] == "Memcached"


def test_a_file_that_is_too_large_is_not_read(shown: Callable[[dict[str, str]], Shown]) -> None:
    assert shown({"requirements.txt": "pika\n" + "#" * 1_100_000}) == {}


def test_links_are_not_followed(shown: Callable[[dict[str, str]], Shown], tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    (outside / "app").mkdir(parents=True)
    (outside / "package.json").write_text(NPM, encoding="utf-8")
    (outside / "app" / "package.json").write_text(NPM, encoding="utf-8")
    (tmp_path / "package.json").symlink_to(outside / "package.json")
    (tmp_path / "app").symlink_to(outside / "app")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert shown({}) == {}


def test_no_value_of_the_environment_and_no_text_of_a_file_is_shown(shown: Callable[[dict[str, str]], Shown]) -> None:
    secret = "sk_live_51abcdef"
    found = shown(
        {
            ".env": f"STRIPE_SECRET_KEY={secret}\nREDIS_URL=redis://:{secret}@host\n",
            ".env.example": f"JWT_SECRET={secret}\nexport REDIS_URL=redis://:{secret}@host\n",
            "docker-compose.yml": f"image: redis:7-{secret}\nenvironment:\n  RABBITMQ_URL: amqp://u:{secret}@mq\n",
            "package.json": f'{{"dependencies": {{"ioredis": "https://{secret}@host/x.tgz"}}}}',
            "infra/a.tf": f'storage_encrypted = true # {secret}\nkms_key_id = "{secret}"\n',
        }
    )
    assert {"Authentication", "Cache strategy", "Data encryption"} <= set(found)
    assert secret not in repr(found)


def test_nothing_is_executed(shown: Callable[[dict[str, str]], Shown], tmp_path: Path) -> None:
    action = f"open({str(tmp_path / 'ran')!r}, 'w')"
    shown({"setup.py": action, "conftest.py": action, "migrations/0001.py": f"{action}\ncreated_at = updated_at"})
    assert not (tmp_path / "ran").exists()


def test_the_table_has_signals_for_every_area_that_has_any() -> None:
    table = signals()
    choices = [choice for found in table.names.values() for choice in found]
    choices += [choice for _, choice in (*table.paths, *(pair for pairs in table.patterns.values() for pair in pairs))]
    assert len(table) >= 150
    areas = {TOPICS[choice.label].area if choice.label in TOPICS else choice.label for choice in choices}
    assert areas == {topic.area for topic in TOPICS.values()} | {INTEGRATIONS}


def test_the_repository_is_found_from_a_folder_in_it(tmp_path: Path) -> None:
    inner = tmp_path / "repo" / "src" / "api"
    inner.mkdir(parents=True)
    assert repository_root(inner) in (None, *tmp_path.parents)
    (tmp_path / "repo" / ".git").mkdir()
    assert repository_root(inner) == (tmp_path / "repo").resolve()


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        look(tmp_path / "nowhere", Header())


def test_twenty_thousand_files_take_less_than_a_second(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(NPM, encoding="utf-8")
    for folder in range(200):
        place = tmp_path / "src" / f"m{folder}"
        place.mkdir(parents=True)
        for number in range(100):
            (place / f"f{number}.ts").touch()
    start = time.perf_counter()
    found = look(tmp_path, Header())
    assert time.perf_counter() - start < 1
    assert len(found.suggestions) == 3


def test_every_gradle_file_is_read_over_several_lines_but_not_its_tests(
    shown: Callable[[dict[str, str]], Shown],
) -> None:
    found = shown(
        {
            "core/dependencies.gradle": "dependencies {\n  implementation(\n    'org.quartz-scheduler:quartz',\n  )\n"
            "  testImplementation(\n    'com.github.ben-manes.caffeine:caffeine',\n    'a:b'\n  )\n}\n"
        }
    )
    assert found == {"Scheduling": ("Quartz", "quartz, core/dependencies.gradle:3")}


def test_a_habit_of_the_schema_is_one_of_many_migrations_not_of_one(shown: Callable[[dict[str, str]], Shown]) -> None:
    migrations = {f"db/migrate/{n:03d}_x.rb": "create_table :x do |t|\n  t.integer :n\nend\n" for n in range(30)}
    assert "Timestamps" not in shown({**migrations, "db/migrate/999_y.rb": "create_table(:y) { |t| t.timestamps }"})
    some = {name: text.replace("t.integer :n", "t.timestamps") for name, text in list(migrations.items())[:3]}
    assert shown({**migrations, **some})["Timestamps"][0] == "created_at + updated_at"
