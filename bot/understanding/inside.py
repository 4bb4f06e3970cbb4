"""Does she speak of somebody else who is still in prison? Then the help is for whoever is there.

"Está enferma adentro, no le dan su medicina" asks for no doctor outside. What is hers ("estoy",
"cuando estuve adentro") is not of this; where it is not plain, it is taken as hers.
"""

import re
from typing import Final

from bot.understanding.words import plain, plain_words

_PRISON: Final = (
    "penal|carcel|reclusorio|reclu|cereso|cefereso|prision|tambo|femenil|santiaguito|"
    "centro penitenciario|centro de reinsercion"
)
_THERE: Final = re.compile(
    rf"\b(?:(?:en|desde|dentro de|adentro de) (?:(?:el|la|un|una|ese|esa|este|esta) )?(?:{_PRISON})"
    rf"|(?:del) (?:{_PRISON})|(?<!dolor )adentro(?! de)|alla dentro"
    r"|(?:esta|sigue|tengo a (?:\w+ ){1,2}) ?(?:pres[ao]|detenid[ao]|encarcelad[ao]|recluid[ao]))\b"
)
_ANOTHER: Final = re.compile(
    r"\b(?:(?:esta|sigue|anda|se siente|se puso|se encuentra|se enfermo) "
    r"(?:\w+ )?(?:enferm[ao]|mal|malit[ao]|embarazad[ao]|grave|delicad[ao])"
    r"|no (?:le|la|lo|les) (?:\w+ )?(?:dan|atienden|llevan|revisan|hacen|pasan|medican|quieren)"
    r"|(?:mi|la|el) (?:hij[ao]|herman[ao]|mama|papa|madre|padre|espos[ao]|pareja|novi[ao]|prim[ao]"
    r"|ti[ao]|sobrin[ao]|amig[ao]|familiar|cunad[ao]|niet[ao]|abuel[ao]|marido|nuera|yerno))\b"
)
_HERS: Final = re.compile(
    r"\b(?:estoy|ando|estuve|estaba yo|yo|sali|salimos|acabo|tomo|tomaba|necesito mi"
    r"|cuando (?:estaba|estuve)|me (?:dan|daban|dieron|atienden|atendian|atendieron|duele|siento"
    r"|enferme|puse|falta|faltan))\b"
)


def is_of_another(text: str) -> bool:
    """Whether somebody else, who is in prison, is spoken of, and nothing of her own."""
    said = " ".join(plain_words(plain(text)))
    if _HERS.search(said) is not None:
        return False
    return _THERE.search(said) is not None and _ANOTHER.search(said) is not None
