"""What does one word alone mean? A topic that a button might bear, or a yes or no.

The book promises that "cuarto", "trabajo", "papeles" or "salud" is enough. A bare "sí" is never a
sign of danger: what it affirms, only the question knows.
"""

from typing import Final

from bot.understanding.words import plain_words
from flows.engine.vocabulary import Topic

_LONGEST: Final = 3  # words, articles among them
_ARTICLES: Final = frozenset(plain_words("el la los las un una unos unas mi mis lo de del al"))
_ANSWERS: Final = frozenset(
    plain_words(
        "si no ok okey okay oki nel nop simon sip claro sale va vale ya aja orale nah ya yes "
        "bueno cierto correcto zi ci"
    )
)
_SAID: Final[dict[Topic, str]] = {
    Topic.HOUSING: "cuarto cuartito cuartos renta vivienda casa albergue techo depa hospedaje",
    Topic.JOBS: "trabajo trabajos chamba jale empleo chambita empleos",
    Topic.LEGAL: "abogado abogada abogados legal",
    Topic.HEALTH: "salud doctor doctora médico médica medicina consulta dentista",
    Topic.MENTAL_HEALTH: "psicóloga psicólogo terapia ansiedad tristeza depresión",
    Topic.ID_DOCUMENTS: "papeles documentos ine curp acta credencial identificación",
    Topic.FOOD_MONEY: "comida despensa dinero comedor",
    Topic.CHILDREN_FAMILY: "hijos hijas hijo hija niños niñas familia custodia guardería",
    Topic.EDUCATION: "escuela estudiar estudios prepa secundaria cursos curso",
    Topic.VISITS: "visita visitas",
    Topic.APPOINTMENTS: "cita citas firma firmar audiencia",
    Topic.ADDICTION: "adicciones adicción rehabilitación",
    Topic.HOUSE_ARREST: "brazalete tobillera",
}
_TOPICS: Final = {word: topic for topic, said in _SAID.items() for word in plain_words(said)}


def topic_of(text: str) -> Topic | None:
    """The topic that the whole message names by one word, perhaps with an article."""
    words = plain_words(text[:60])
    telling = [word for word in words if word not in _ARTICLES]
    if len(words) > _LONGEST or len(telling) != 1:
        return None
    return _TOPICS.get(telling[0])


def is_answer(text: str) -> bool:
    """Whether the message is a yes, a no or an ok, and nothing more."""
    words = plain_words(text[:60])
    return 0 < len(words) <= _LONGEST and words != ["ya", "no"] and _ANSWERS.issuperset(words)
