"""What time is it where she lives? The IANA zone of each state, and of municipalities that differ.

Ley de los Husos Horarios en los Estados Unidos Mexicanos (DOF 28-10-2022), articles 3 to 5, and the
reforms that returned Chihuahua's northern border to its own time (IANA: America/Ciudad_Juarez since
30-11-2022, America/Ojinaga). Without summer time: Zona Centro (UTC-6), Zona Pacífico (UTC-7: Baja
California Sur, Nayarit but for Bahía de Banderas, Sinaloa, Sonora), Zona Sureste (UTC-5: Quintana
Roo). With the United States' summer time: Baja California (Zona Noroeste) and the municipalities of
the border below.
"""

from collections.abc import Mapping
from typing import Final

CENTRE: Final = "America/Mexico_City"
_STATES: Final[Mapping[str, str]] = {
    "MX-BCN": "America/Tijuana",
    "MX-BCS": "America/Mazatlan",
    "MX-CHH": "America/Chihuahua",
    "MX-NAY": "America/Mazatlan",
    "MX-ROO": "America/Cancun",
    "MX-SIN": "America/Mazatlan",
    "MX-SON": "America/Hermosillo",
    "MX-NLE": "America/Monterrey",
    "MX-COA": "America/Monterrey",
    "MX-TAM": "America/Monterrey",
    "MX-DUR": "America/Monterrey",
    "MX-CAM": "America/Merida",
    "MX-YUC": "America/Merida",
}
BORDER: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "MX-COA": (
        "America/Matamoros",
        (
            "Acuña", "Allende", "Guerrero", "Hidalgo", "Jiménez", "Morelos", "Nava", "Ocampo",
            "Piedras Negras", "Villa Unión", "Zaragoza",
        ),
    ),
    "MX-NLE": ("America/Matamoros", ("Anáhuac",)),
    "MX-TAM": (
        "America/Matamoros",
        (
            "Nuevo Laredo", "Guerrero", "Mier", "Miguel Alemán", "Camargo", "Gustavo Díaz Ordaz",
            "Reynosa", "Río Bravo", "Valle Hermoso", "Matamoros",
        ),
    ),
    "MX-NAY": ("America/Bahia_Banderas", ("Bahía de Banderas",)),
    "MX-CHH": (
        "America/Ciudad_Juarez",
        ("Juárez", "Ascensión", "Guadalupe", "Janos", "Praxedis G. Guerrero"),
    ),
}  # fmt: skip
OJINAGA: Final = ("Ojinaga", "Coyame del Sotol", "Manuel Benavides")


def zone_of(state: str, municipality: str | None) -> str:
    """The IANA zone of a municipality, or of most of a state; of an unknown state, the centre's."""
    if state == "MX-CHH" and municipality in OJINAGA:
        return "America/Ojinaga"
    zone, names = BORDER.get(state, ("", ()))
    return zone if municipality in names else _STATES.get(state, CENTRE)
