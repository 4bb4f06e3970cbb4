"""How are Mexico's 32 states called? Codes of ISO 3166-2:MX, names as people say them."""

from collections.abc import Mapping
from typing import Final

from flows.engine.understood import Place

STATES: Final[Mapping[str, str]] = {
    "MX-AGU": "Aguascalientes",
    "MX-BCN": "Baja California",
    "MX-BCS": "Baja California Sur",
    "MX-CAM": "Campeche",
    "MX-CHP": "Chiapas",
    "MX-CHH": "Chihuahua",
    "MX-CMX": "Ciudad de México",
    "MX-COA": "Coahuila",
    "MX-COL": "Colima",
    "MX-DUR": "Durango",
    "MX-GUA": "Guanajuato",
    "MX-GRO": "Guerrero",
    "MX-HID": "Hidalgo",
    "MX-JAL": "Jalisco",
    "MX-MEX": "Estado de México",
    "MX-MIC": "Michoacán",
    "MX-MOR": "Morelos",
    "MX-NAY": "Nayarit",
    "MX-NLE": "Nuevo León",
    "MX-OAX": "Oaxaca",
    "MX-PUE": "Puebla",
    "MX-QUE": "Querétaro",
    "MX-ROO": "Quintana Roo",
    "MX-SLP": "San Luis Potosí",
    "MX-SIN": "Sinaloa",
    "MX-SON": "Sonora",
    "MX-TAB": "Tabasco",
    "MX-TAM": "Tamaulipas",
    "MX-TLA": "Tlaxcala",
    "MX-VER": "Veracruz",
    "MX-YUC": "Yucatán",
    "MX-ZAC": "Zacatecas",
}


def label(place: Place) -> str:
    """A place as it is said: "Iztapalapa, Ciudad de México" or "Jalisco"."""
    state = STATES.get(place.state, place.state)
    if not place.municipality or place.municipality == state:
        return state
    return f"{place.municipality}, {state}"


def to_fact(place: Place) -> str:
    """A place as a fact is kept: "MX-CMX/Iztapalapa"."""
    return f"{place.state}/{place.municipality}" if place.municipality else place.state


def from_fact(fact: str) -> Place | None:
    """The place that a fact names; None for an empty one."""
    state, _, municipality = fact.partition("/")
    return Place(state, municipality or None) if state else None
