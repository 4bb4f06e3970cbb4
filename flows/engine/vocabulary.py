"""Which words does everybody share? Topics, crises, severities: the same everywhere."""

from enum import StrEnum
from typing import NewType

FlowId = NewType("FlowId", str)
NodeId = NewType("NodeId", str)
ChoiceId = NewType("ChoiceId", str)
ServiceId = NewType("ServiceId", str)


class Topic(StrEnum):
    """What she talks about."""

    HOUSING = "housing"
    JOBS = "jobs"
    LEGAL = "legal"
    MENTAL_HEALTH = "mental_health"
    HEALTH = "health"
    ID_DOCUMENTS = "id_documents"
    FOOD_MONEY = "food_money"
    CHILDREN_FAMILY = "children_family"
    EDUCATION = "education"
    HOUSE_ARREST = "house_arrest"
    VISITS = "visits"  # a relative asks about visiting
    LOCATE = "locate"  # where is my detained relative
    APPOINTMENTS = "appointments"  # signing, hearing
    CHECKIN_OK = "checkin_ok"
    CHECKIN_BAD = "checkin_bad"
    HUMAN = "human"  # wants a person
    STOP = "stop"
    PRIVACY = "privacy"  # who reads this, my data, delete me
    GREETING = "greeting"
    THANKS = "thanks"
    MENU_BACK = "menu_back"
    ADDICTION = "addiction"  # stable or seeking support
    VIOLENCE_INFO = "violence_info"  # not immediate
    OTHER = "other"


class Crisis(StrEnum):
    """What can't wait."""

    SUICIDE_SELF_HARM = "suicide_self_harm"
    VIOLENCE_NOW = "violence_now"
    CHILD_IN_DANGER = "child_in_danger"
    MEDICAL_EMERGENCY = "medical_emergency"
    HOMELESS_TONIGHT = "homeless_tonight"
    DETAINED_OR_EXTORTED_NOW = "detained_or_extorted_now"
    OVERDOSE_OR_RELAPSE_RISK = "overdose_or_relapse_risk"
    TRAFFICKING_COERCION = "trafficking_coercion"  # a forced "anexo" too


class Command(StrEnum):
    """Words of command: they count only when they are the whole message."""

    MENU = "menu"
    LEAVE = "salir"
    PERSON = "persona"
    STOP = "alto"
    FORGET = "borrar"
    HELP = "ayuda"
    UNDO = "no_era_eso"
    RETURN = "vuelve"
    PLAN = "mi_plan"


class Severity(StrEnum):
    """How soon a person must look."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"


class Language(StrEnum):
    """The language a message is written in, as far as it can be told."""

    SPANISH = "es"
    ENGLISH = "en"
    ANOTHER = "another"
