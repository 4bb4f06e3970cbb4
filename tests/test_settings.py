"""Does the environment become settings, and is everything that is wrong with it told at once?"""

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.settings import (
    MailSettings,
    TelegramSettings,
    TwilioSettings,
    WrongSettings,
    default_database_url,
    load,
    normal_database_url,
)

NEW = base64.b64encode(b"n" * 32).decode()
OLD = base64.b64encode(b"o" * 32).decode()
SID = "AC" + "0" * 32
TWILIO = {
    "ALBA_TWILIO_ACCOUNT_SID": SID,
    "ALBA_TWILIO_AUTH_TOKEN": "sesamo",
    "ALBA_TWILIO_WHATSAPP_FROM": "whatsapp:+14155238886",
    "ALBA_PUBLIC_URL": "https://alba.example/",
}
TELEGRAM = {"ALBA_TELEGRAM_TOKEN": "123:sesamo"}


def problems_of(environ: Mapping[str, str], *required: str) -> dict[str, str]:
    with pytest.raises(WrongSettings) as caught:
        load(environ, frozenset(required))
    problems = {problem.name: problem.sentence for problem in caught.value.problems}
    assert len(problems) == len(caught.value.problems), "one problem a variable"
    return problems


def test_nothing_set_is_an_embedded_database_on_port_8000() -> None:
    settings = load({})
    assert settings.database_url == default_database_url()
    assert settings.database_url.endswith("/data/alba.db")
    assert settings.database_is_embedded
    assert settings.port == 8000
    assert settings.secret_keys == ()
    assert (settings.telegram, settings.twilio, settings.mail) == (None, None, None)
    assert (settings.public_url, settings.organisation) == (None, None)


def test_everything_set_is_read(tmp_path: Path) -> None:
    organisation = tmp_path / "ours.yaml"
    organisation.touch()
    settings = load(
        {
            **TWILIO,
            **TELEGRAM,
            "DATABASE_URL": "postgres://alba:clave@db.example:5432/alba?sslmode=require",
            "PORT": "80",
            "ALBA_SECRET_KEYS": f"{NEW}, {OLD}",
            "ALBA_TELEGRAM_WEBHOOK_SECRET": "a_B-9",
            "ALBA_TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "ALBA_TWILIO_API_URL": "http://localhost:4010",
            "ALBA_SMTP_URL": "smtps://alba:clave@mail.example:465",
            "ALBA_MAIL_FROM": "Avisos <avisos@alba.example>",
            "ALBA_ORGANISATION": str(organisation),
        }
    )
    assert settings.database_url == (
        "postgresql+psycopg://alba:clave@db.example:5432/alba?sslmode=require"
    )
    assert not settings.database_is_embedded
    assert settings.port == 80
    assert settings.secret_keys == (b"n" * 32, b"o" * 32)
    assert settings.public_url == "https://alba.example"
    assert settings.telegram == TelegramSettings("123:sesamo", "a_B-9", "http://127.0.0.1:8081")
    assert settings.twilio == TwilioSettings(SID, "sesamo", "+14155238886", "http://localhost:4010")
    assert settings.mail == MailSettings(
        "smtps://alba:clave@mail.example:465", "Avisos <avisos@alba.example>"
    )
    assert settings.organisation == organisation


def test_a_telegram_token_alone_is_enough_to_poll() -> None:
    assert load(TELEGRAM).telegram == TelegramSettings("123:sesamo")


def test_an_empty_variable_counts_as_absent() -> None:
    assert load({"PORT": "", "ALBA_TELEGRAM_TOKEN": " ", "DATABASE_URL_FILE": ""}) == load({})


def test_the_process_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1234")
    assert load({}).port == 8000


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("sqlite:///data/alba.db", "sqlite:///data/alba.db"),
        ("sqlite:////srv/alba.db", "sqlite:////srv/alba.db"),
        ("sqlite://", "sqlite://"),
        ("postgres://db.example/alba", "postgresql+psycopg://db.example/alba"),
        ("postgresql://u:p%40@db/alba", "postgresql+psycopg://u:p%40@db/alba"),
        ("postgresql+psycopg://db/alba", "postgresql+psycopg://db/alba"),
        ("postgresql:///alba?host=/run/pg", "postgresql+psycopg:///alba?host=/run/pg"),
    ],
)
def test_a_database_url_is_made_normal(url: str, normal: str) -> None:
    assert normal_database_url(url) == normal


WRONG = [
    ("DATABASE_URL", "mysql://root:secreto@db/alba"),
    ("DATABASE_URL", "secreto"),
    ("DATABASE_URL", "sqlite:secreto.db"),
    ("DATABASE_URL", "postgresql://"),
    ("DATABASE_URL", "postgresql://u:secreto@db:puerto/alba"),
    ("DATABASE_URL", "postgresql://[secreto/alba"),
    ("PORT", "secreto"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "9" * 5000),
    ("PORT", "²"),
    ("ALBA_SECRET_KEYS", "secreto"),
    ("ALBA_SECRET_KEYS", base64.b64encode(b"secreto").decode()),
    ("ALBA_SECRET_KEYS", f"{NEW},"),
    ("ALBA_SECRET_KEYS", f"{NEW},{NEW}"),
    ("ALBA_SECRET_KEYS", base64.urlsafe_b64encode(b"\xff" * 32).decode()),
    ("ALBA_PUBLIC_URL", "http://alba.example"),
    ("ALBA_PUBLIC_URL", "https://alba.example/ruta"),
    ("ALBA_PUBLIC_URL", "https://alba.example?a=secreto"),
    ("ALBA_PUBLIC_URL", "https://u:secreto@alba.example"),
    ("ALBA_PUBLIC_URL", "https://alba .example"),
    ("ALBA_PUBLIC_URL", "https://alba.example:puerto"),
    ("ALBA_PUBLIC_URL", "secreto.example"),
    ("ALBA_TELEGRAM_TOKEN", "secreto"),
    ("ALBA_TELEGRAM_TOKEN", "123:secreto/../"),
    ("ALBA_SMTP_URL", "http://u:secreto@mail.example"),
    ("ALBA_SMTP_URL", "smtp://u:secreto@mail.example:puerto"),
    ("ALBA_MAIL_FROM", "secreto"),
    ("ALBA_MAIL_FROM", "Avisos <avisos>"),
    ("ALBA_ORGANISATION", "/no/existe.yaml"),
    ("ALBA_TWILIO_ACCOUNT_SID", "SK" + "0" * 32),
    ("ALBA_TWILIO_WHATSAPP_FROM", "55 1234 5678"),
    ("ALBA_TWILIO_AUTH_TOKEN", "sec\udcffreto"),
    ("ALBA_TWILIO_API_URL", "localhost:4010"),
    ("ALBA_TELEGRAM_API_URL", "http://localhost:8081/bot"),
    ("ALBA_TELEGRAM_WEBHOOK_SECRET", "con espacio"),
    ("ALBA_TELEGRAM_WEBHOOK_SECRET", "x" * 257),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named_with_its_remedy_and_never_shown(name: str, value: str) -> None:
    problems = problems_of({name: value})
    assert problems[name].startswith(("debe", "la clave", "tiene", "no es"))
    assert problems[name].endswith((".", "32"))
    assert "secreto" not in str(problems)


def test_all_problems_come_together_sorted_by_name() -> None:
    environ = {**dict(WRONG), "ALBA_TELEGRAM_TOKN": "123:secreto"}
    with pytest.raises(WrongSettings) as caught:
        load(environ)
    names = [problem.name for problem in caught.value.problems]
    assert names == sorted({name for name, _ in WRONG} | {"ALBA_TELEGRAM_TOKN"})
    assert str(caught.value).count("\n") == len(names) - 1


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"ALBA_TWILIO_ACCOUNT_SID": SID}, set(TWILIO) - {"ALBA_TWILIO_ACCOUNT_SID"}),
        ({"ALBA_TWILIO_AUTH_TOKEN": "x"}, set(TWILIO) - {"ALBA_TWILIO_AUTH_TOKEN"}),
        (
            {"ALBA_TWILIO_API_URL": "http://localhost:4010"},
            {name for name in TWILIO if name != "ALBA_PUBLIC_URL"},
        ),
        (
            {**TELEGRAM, "ALBA_PUBLIC_URL": "https://alba.example"},
            {"ALBA_TELEGRAM_WEBHOOK_SECRET"},
        ),
        ({"ALBA_TELEGRAM_WEBHOOK_SECRET": "x"}, {"ALBA_TELEGRAM_TOKEN"}),
        ({"ALBA_TELEGRAM_API_URL": "http://localhost:1"}, {"ALBA_TELEGRAM_TOKEN"}),
        ({"ALBA_SMTP_URL": "smtp://mail.example"}, {"ALBA_MAIL_FROM"}),
        ({"ALBA_MAIL_FROM": "avisos@alba.example"}, {"ALBA_SMTP_URL"}),
    ],
)
def test_variables_that_need_one_another_say_so(environ: dict[str, str], missing: set[str]) -> None:
    problems = problems_of(environ)
    assert problems.keys() == missing
    assert all(sentence.startswith("falta: la necesita ALBA_") for sentence in problems.values())


def test_a_command_may_require_a_variable() -> None:
    assert "openssl rand" in problems_of({}, "ALBA_SECRET_KEYS")["ALBA_SECRET_KEYS"]
    assert load({"ALBA_SECRET_KEYS": NEW}, frozenset({"ALBA_SECRET_KEYS"})).secret_keys


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ALBA_TELEGRAM_TOKN", "ALBA_TELEGRAM_TOKEN"),
        ("ALBA_SECRET_KEY", "ALBA_SECRET_KEYS"),
        ("ALBA_DATABASE_URL", "DATABASE_URL"),
        ("ALBA_ORGANIZATION", "ALBA_ORGANISATION"),
        ("ALBA_TELEGRAM_TOKEN_FLE", "ALBA_TELEGRAM_TOKEN_FILE"),
    ],
)
def test_an_unknown_variable_is_a_slip_of_the_pen(name: str, nearest: str) -> None:
    assert f"¿Quisiste decir {nearest}?" in problems_of({name: "x"})[name]


def test_the_workshop_s_own_variables_are_left_alone() -> None:
    assert load({"ALBA_CONTRACTS": "x", "ALBA_PRISM": "x", "ALBA_CI": "1"}) == load({})


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("123:sesamo\n", encoding="utf-8")
    assert load({"ALBA_TELEGRAM_TOKEN_FILE": str(token)}) == load(TELEGRAM)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no se puede leer"),
        (b"", "vacío"),
        (b"\xff\xfe", "no es texto UTF-8"),
    ],
    ids=["absent", "empty", "not text"],
)
def test_a_secret_s_file_that_can_t_be_used_is_named(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "keys"
    if content is not None:
        path.write_bytes(content)
    problems = problems_of({"ALBA_SECRET_KEYS_FILE": str(path)}, "ALBA_SECRET_KEYS")
    assert problems.keys() == {"ALBA_SECRET_KEYS_FILE"}
    assert says in problems["ALBA_SECRET_KEYS_FILE"]


def test_a_secret_given_twice_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("123:otro", encoding="utf-8")
    problems = problems_of({**TELEGRAM, "ALBA_TELEGRAM_TOKEN_FILE": str(path)})
    assert "ALBA_TELEGRAM_TOKEN_FILE" in problems["ALBA_TELEGRAM_TOKEN"]


def test_what_is_no_secret_has_no_file() -> None:
    assert problems_of({"ALBA_PUBLIC_URL_FILE": "/x"}).keys() == {"ALBA_PUBLIC_URL_FILE"}


def test_no_secret_shows_in_repr() -> None:
    settings = load(
        {
            **TWILIO,
            **TELEGRAM,
            "ALBA_TELEGRAM_WEBHOOK_SECRET": "sesamo",
            "ALBA_SECRET_KEYS": base64.b64encode(b"sesamo".ljust(32)).decode(),
            "DATABASE_URL": "postgresql://alba:sesamo@db/alba",
            "ALBA_SMTP_URL": "smtp://alba:sesamo@mail.example",
            "ALBA_MAIL_FROM": "avisos@alba.example",
        }
    )
    assert "sesamo" not in repr(settings)
