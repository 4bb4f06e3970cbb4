"""Which words say yes, no, the third, nothing much, or hold a sentence together?"""

from typing import Final

from bot.understanding.words import fold, plain_words

ORDINALS: Final = {
    "primero": 1, "primera": 1, "primer": 1, "segundo": 2, "segunda": 2, "tercero": 3,
    "tercera": 3, "tercer": 3, "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5, "sexto": 6,
    "sexta": 6, "septimo": 7, "septima": 7, "octavo": 8, "octava": 8, "noveno": 9, "novena": 9,
    "decimo": 10, "decima": 10, "ultimo": -1, "ultima": -1,
}  # fmt: skip
YES: Final = frozenset(
    plain_words(
        "si sip sipi see simon simona claro aja ok okey okay oki sale va vale orale arre obvio "
        "afirmativo cierto correcto exacto dale bueno seguro sii sis yes zi ci jalo andale mjm "
        "ujum eso sipo yep ey ei vientos"
    )
)
NO: Final = frozenset(
    plain_words(
        "no nop nope nel nelson nones nah nada nunca tampoco negativo noo nu nein jamas nowhere"
    )
)
FILLER: Final = frozenset(
    plain_words(
        "pues ps pos pus la verdad creo que yo es eso asi gracias por favor porfa ya mejor "
        "este mmm eh ay mil muchas amiga alba senorita senor mi tu te lo le a de el jaja "
        "jajaja ahorita hoy todavia aun mas muy bien quiero gustaria me con gusto todo dios"
    )
)
STOP: Final = frozenset(
    plain_words("el la los las un una de del a en con por para y o que me mi lo se es al")
)
# What people say of anything: shared with a title it tells nothing.
OF_ANYTHING: Final = frozenset(
    fold(word)
    for word in plain_words(
        "estoy esta estan tengo tiene quiero quieren puedo pueden necesito ocupo hacer haber bien "
        "algo alguien todo nada para donde cuando como ahora ahorita hasta desde mucho otra otro "
        "sigo seguir gracias favor hola mejor dime digo creo siempre tambien solo nomas eres "
        "soy somos fue esto"
    )
)
NEGATIONS: Final = frozenset(plain_words("no ni nunca nel nop sin tampoco nadie nada"))
