"""Does Alba know which place she means, however she writes it, and leave ordinary words alone?"""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import place_zones, places
from bot.understanding.place_index import gazetteer, postal_codes
from flows.engine.understood import Place

DATA = Path(places.__file__).parent / "places_data"
CDMX, EDOMEX = "MX-CMX", "MX-MEX"


def _labels(text: str, near: str | None = None) -> list[str]:
    return [places.label(place) for place in places.find(text, near)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("el defe", "Ciudad de México", id="the capital by its old nickname"),
        pytest.param("D.F.", "Ciudad de México", id="letters with full stops"),
        pytest.param("cdmx", "Ciudad de México", id="the capital by its new abbreviation"),
        pytest.param("el DF", "Ciudad de México", id="the capital by two letters"),
        pytest.param("Mexico City", "Ciudad de México", id="the capital in English"),
        pytest.param("I live in mexico city now", "Ciudad de México", id="in an English sentence"),
        pytest.param("State of Mexico", "Estado de México", id="the state in English"),
        pytest.param("edo. mex.", "Estado de México", id="the State of Mexico, short"),
        pytest.param("edomex", "Estado de México", id="the State of Mexico in one word"),
        pytest.param("keretaro", "Querétaro", id="k for qu"),
        pytest.param("chiguagua", "Chihuahua", id="gu for hu"),
        pytest.param("oajaca", "Oaxaca", id="j for x"),
        pytest.param("puebla", "Puebla", id="a bare name that is both is the state"),
        pytest.param("ciudad de puebla", "Puebla, Puebla", id="a city, because she says so"),
        pytest.param("puebla, puebla", "Puebla, Puebla", id="said twice it is the city"),
        pytest.param("Q. Roo", "Quintana Roo", id="an abbreviation in two pieces"),
        pytest.param("istapalapa", "Iztapalapa, Ciudad de México", id="s for z"),
        pytest.param("Santa Marta Acatitla", "Iztapalapa, Ciudad de México", id="a pueblo of hers"),
        pytest.param("neza", "Nezahualcóyotl, Estado de México", id="how everybody says it"),
        pytest.param("ecatepek", "Ecatepec de Morelos, Estado de México", id="k for c"),
        pytest.param("chimaluacan", "Chimalhuacán, Estado de México", id="a mute h left out"),
        pytest.param("cuautitlan iscalli", "Cuautitlán Izcalli, Estado de México", id="two words"),
        pytest.param(
            "naucalpam", "Naucalpan de Juárez, Estado de México", id="a last letter wrong"
        ),
        pytest.param("tulancigo", "Tulancingo de Bravo, Hidalgo", id="a letter left out"),
        pytest.param("GDL", "Guadalajara, Jalisco", id="an airport's letters"),
        pytest.param("mty", "Monterrey, Nuevo León", id="Monterrey, short"),
        pytest.param("monte rey", "Monterrey, Nuevo León", id="one word written as two"),
        pytest.param("tj", "Tijuana, Baja California", id="two letters"),
        pytest.param("juaritos", "Juárez, Chihuahua", id="with affection"),
        pytest.param("cd. juarez", "Juárez, Chihuahua", id="ciudad, short"),
        pytest.param("cancun", "Benito Juárez, Quintana Roo", id="a city named unlike its own"),
        pytest.param("villahermosa", "Centro, Tabasco", id="a city whose municipality is Centro"),
        pytest.param("los mochis", "Ahome, Sinaloa", id="a seat named otherwise"),
        pytest.param("jalapa veracruz", "Xalapa, Veracruz", id="an old spelling with its state"),
        pytest.param("tapachula chis", "Tapachula, Chiapas", id="the state abbreviated"),
        pytest.param("guadalupe, nuevo leon", "Guadalupe, Nuevo León", id="the state decides"),
        pytest.param(
            "la paz estado de mexico", "La Paz, Estado de México", id="not the one by sea"
        ),
        pytest.param("lapaz bcs", "La Paz, Baja California Sur", id="written in one word"),
        pytest.param("centro, tabasco", "Centro, Tabasco", id="an ordinary word beside its state"),
        pytest.param("El Salto, Jalisco", "El Salto, Jalisco", id="an ordinary name with article"),
        pytest.param("leon gto", "León, Guanajuato", id="a surname beside its state"),
        pytest.param("06000", "Cuauhtémoc, Ciudad de México", id="a postal code"),
        pytest.param("mi cp es 6000", "Cuauhtémoc, Ciudad de México", id="its first zero lost"),
        pytest.param("vivo en 57000 neza", "Nezahualcóyotl, Estado de México", id="code and name"),
        pytest.param("22999", "Baja California", id="an unknown code is still of its state"),
        pytest.param(
            "estoy en neza cerca del metro",
            "Nezahualcóyotl, Estado de México",
            id="inside a sentence",
        ),
        pytest.param("necesito un cuarto en tijuana", "Tijuana, Baja California", id="in passing"),
        pytest.param(
            "soy de oaxaca pero vivo en tijuana",
            "Tijuana, Baja California",
            id="where she lives, not where she was born",
        ),
        pytest.param(
            "ya no vivo en neza, ahora en ecatepec",
            "Ecatepec de Morelos, Estado de México",
            id="where she no longer lives does not count",
        ),
        pytest.param("soy de leon", "León, Guanajuato", id="a surname after soy de"),
        pytest.param("estoy en la paz, bcs", "La Paz, Baja California Sur", id="the city of peace"),
        pytest.param(
            "calle morelos 15 iztapalapa",
            "Iztapalapa, Ciudad de México",
            id="a street named like a state is a street",
        ),
        pytest.param(
            "col. roma norte", "Cuauhtémoc, Ciudad de México", id="a neighbourhood named as one"
        ),
        pytest.param("lomas taurinas", "Tijuana, Baja California", id="a neighbourhood alone"),
        pytest.param("colonia centro puebla", "Puebla", id="every town has a Centro: the state"),
    ],
)
def test_one_place_is_meant(text: str, label: str) -> None:
    assert _labels(text) == [label]


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        pytest.param("Benito Juárez", CDMX, ["Benito Juárez, Ciudad de México"], id="her state's"),
        pytest.param("juarez", "MX-NLE", ["Juárez, Nuevo León"], id="the lesser namesake, if near"),
        pytest.param("tijuana", CDMX, ["Tijuana, Baja California"], id="near is never forced"),
        pytest.param("san luis", "MX-SLP", ["San Luis Potosí"], id="a state said short"),
        pytest.param("méxico", EDOMEX, ["Estado de México"], id="the state of the country's name"),
        pytest.param("centro", "MX-TAB", ["Centro, Tabasco"], id="an ordinary word of her state"),
        pytest.param(
            "san pedro",
            "MX-NLE",
            ["San Pedro Garza García, Nuevo León"],
            id="the beginning of a name of her state",
        ),
        pytest.param(
            "colonia guerrero", CDMX, ["Cuauhtémoc, Ciudad de México"], id="a common neighbourhood"
        ),
        pytest.param(
            "doctores", CDMX, ["Cuauhtémoc, Ciudad de México"], id="a neighbourhood alone"
        ),
        pytest.param(
            "santa fe", CDMX, ["Álvaro Obregón, Ciudad de México"], id="hers, not far ones"
        ),
    ],
)
def test_her_state_is_preferred(text: str, near: str, expected: list[str]) -> None:
    assert _labels(text, near) == expected


@pytest.mark.parametrize(
    ("text", "among"),
    [
        pytest.param("Benito Juárez", "Benito Juárez, Quintana Roo", id="seven of the same name"),
        pytest.param("guadalupe", "Guadalupe, Zacatecas", id="a name of four states"),
        pytest.param("san juan", "San Juan del Río, Querétaro", id="the beginning of many names"),
        pytest.param("la paz", "La Paz, Estado de México", id="two cities called peace"),
        pytest.param("tonala", "Tonalá, Chiapas", id="two of one size"),
        pytest.param("vivo en mexico", "Estado de México", id="the capital or the state"),
        pytest.param("cholula", "San Andrés Cholula, Puebla", id="one town, two municipalities"),
    ],
)
def test_namesakes_are_asked_back(text: str, among: str) -> None:
    found = _labels(text)
    assert among in found
    assert 1 < len(found) <= places.MOST


def test_the_likeliest_namesake_comes_first() -> None:
    assert _labels("juarez")[0] == "Juárez, Chihuahua"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("centro", id="every town has a centre"),
        pytest.param("estoy en libertad", id="freedom is no village"),
        pytest.param("salí en libertad condicional", id="nor is parole"),
        pytest.param("seguro de salud", id="health is no village"),
        pytest.param("tengo esperanza", id="hope is no town"),
        pytest.param("en general bien", id="in general"),
        pytest.param("quiero vivir en paz", id="in peace"),
        pytest.param("hay que ver el progreso", id="progress is no port"),
        pytest.param("estoy en casa de mi mama", id="home is no municipality, nor is mother"),
        pytest.param("estoy en la calle", id="the street is no village"),
        pytest.param("me llamo Guadalupe", id="her own name"),
        pytest.param("mi hija Victoria está enferma", id="her daughter's name"),
        pytest.param("el licenciado León no contesta", id="a lawyer's name"),
        pytest.param("metro hidalgo", id="a station is no state"),
        pytest.param("av. chihuahua 20", id="an avenue is no state"),
        pytest.param("mi suegra maltrata a mi hija", id="a verb is no town"),
        pytest.param("no me alcanza para la despensa", id="groceries are no village"),
        pytest.param("apoyo", id="what she asks for is not misspelt"),
        pytest.param("señora", id="a lady is not Sonora"),
        pytest.param("pueblo", id="a village is not Puebla"),
        pytest.param("tampoco", id="neither is Tampico"),
        pytest.param("el salvador", id="another country"),
        pytest.param("viva méxico", id="a cheer"),
        pytest.param("5512345678", id="a telephone has no postal code"),
        pytest.param("mi número es 55 12345 678", id="nor when it is spaced"),
        pytest.param("no gracias", id="a courtesy"),
        pytest.param("necesito ayuda", id="a need"),
    ],
)
def test_ordinary_words_are_no_places(text: str) -> None:
    assert places.find(text) == ()


def test_every_state_is_known_by_its_name() -> None:
    assert len(places.states()) == 32
    for code, name in places.states():
        assert places.find(name) == (Place(code),)


def test_every_municipality_is_known_beside_its_state() -> None:
    states = places.states()
    for code, known in gazetteer().municipalities.items():
        state = states[int(code[:2]) - 1][0]
        place = Place(state, known.name)
        assert places.municipality(known.name, state) == place
        assert place in places.find(places.label(place)), places.label(place)


def test_every_postal_code_is_known() -> None:
    assert len(postal_codes()) == 32_236
    assert set(postal_codes().values()) <= set(gazetteer().municipalities)


@pytest.mark.parametrize(
    ("written", "state", "name"),
    [
        pytest.param("Ecatepec", EDOMEX, "Ecatepec de Morelos", id="said short"),
        pytest.param("Oaxaca", "MX-OAX", "Oaxaca de Juárez", id="said as the state"),
        pytest.param("Cajeme (Ciudad Obregón)", "MX-SON", "Cajeme", id="with the seat beside"),
        pytest.param("Ciudad Victoria", "MX-TAM", "Victoria", id="the seat's name"),
        pytest.param("Concepción de Oro", "MX-ZAC", "Concepción del Oro", id="nearly right"),
        pytest.param("Puebla", "MX-PUE", "Puebla", id="the municipality, not the state"),
    ],
)
def test_a_directorys_spelling_becomes_inegis(written: str, state: str, name: str) -> None:
    assert places.municipality(written, state) == Place(state, name)


def test_a_name_of_another_state_is_no_municipality_of_this_one() -> None:
    assert places.municipality("Tijuana", CDMX) is None
    assert places.municipality("Tijuana", "NATIONAL") is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "label"),
    [
        pytest.param(19.4326, -99.1332, "Cuauhtémoc, Ciudad de México", id="the Zócalo"),
        pytest.param(19.361, -99.074, "Iztapalapa, Ciudad de México", id="within Iztapalapa"),
        pytest.param(19.40, -99.02, "Nezahualcóyotl, Estado de México", id="beyond the border"),
        pytest.param(32.532, -116.95, "Tijuana, Baja California", id="Otay"),
        pytest.param(25.67, -100.31, "Monterrey, Nuevo León", id="Monterrey's centre"),
        pytest.param(21.16, -86.85, "Benito Juárez, Quintana Roo", id="Cancún"),
    ],
)
def test_a_point_belongs_to_the_nearest_centre(
    latitude: float, longitude: float, label: str
) -> None:
    found = places.around(latitude, longitude)
    assert places.label(found[0]) == label


@pytest.mark.parametrize(
    ("latitude", "longitude", "label"),
    [
        pytest.param(19.361, -99.074, "Iztapalapa, Ciudad de México", id="within Iztapalapa"),
        pytest.param(25.67, -100.31, "Monterrey, Nuevo León", id="Monterrey's centre"),
        pytest.param(32.532, -116.95, "Tijuana, Baja California", id="Otay"),
        pytest.param(19.43, -99.13, "Cuauhtémoc, Ciudad de México", id="beside the Zócalo"),
    ],
)
def test_well_within_a_city_one_place_is_sure(
    latitude: float, longitude: float, label: str
) -> None:
    assert [places.label(each) for each in places.around(latitude, longitude)] == [label]


def test_near_a_border_all_that_may_be_meant_are_asked_about() -> None:
    at_the_prison_gate = places.around(19.3619, -98.9969)  # Santa Martha Acatitla
    assert Place(CDMX, "Iztapalapa") in at_the_prison_gate
    assert 2 <= len(at_the_prison_gate) <= 4


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(0.0, 0.0, id="the Gulf of Guinea"),
        pytest.param(40.4, -3.7, id="Madrid"),
        pytest.param(20.0, -115.0, id="far out at sea"),
        pytest.param(float("nan"), -99.0, id="no number"),
        pytest.param(float("inf"), 0.0, id="no place on earth"),
    ],
)
def test_a_point_far_from_mexico_is_no_place(latitude: float, longitude: float) -> None:
    assert places.around(latitude, longitude) == ()


@pytest.mark.parametrize(
    ("state", "municipality", "january", "july"),
    [
        pytest.param(CDMX, "Iztapalapa", -6, -6, id="the centre has no summer time"),
        pytest.param("MX-BCN", "Tijuana", -8, -7, id="Baja California goes with California"),
        pytest.param("MX-CHH", "Juárez", -7, -6, id="Juárez goes with El Paso"),
        pytest.param("MX-CHH", "Chihuahua", -6, -6, id="Chihuahua joined the centre"),
        pytest.param("MX-CHH", "Ojinaga", -6, -5, id="Ojinaga goes with Texas"),
        pytest.param("MX-TAM", "Reynosa", -6, -5, id="the border of Tamaulipas"),
        pytest.param("MX-TAM", "Tampico", -6, -6, id="the south of Tamaulipas"),
        pytest.param("MX-NLE", "Anáhuac", -6, -5, id="Nuevo León's only border municipality"),
        pytest.param("MX-COA", "Acuña", -6, -5, id="the border of Coahuila"),
        pytest.param("MX-SON", "Nogales", -7, -7, id="Sonora goes with Arizona"),
        pytest.param("MX-SIN", "Culiacán", -7, -7, id="the Pacific"),
        pytest.param("MX-NAY", "Tepic", -7, -7, id="Nayarit is of the Pacific"),
        pytest.param("MX-NAY", "Bahía de Banderas", -6, -6, id="but for one municipality"),
        pytest.param("MX-ROO", "Benito Juárez", -5, -5, id="Quintana Roo"),
        pytest.param("MX-BCN", None, -8, -7, id="a state alone"),
    ],
)
def test_her_hour_is_the_laws(
    state: str, municipality: str | None, january: int, july: int
) -> None:
    zone = ZoneInfo(places.zone(Place(state, municipality)))
    for month, hours in ((1, january), (7, july)):
        moment = datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(zone)
        assert moment.utcoffset() == timedelta(hours=hours)


def test_the_border_municipalities_exist() -> None:
    names = {(m.code[:2], m.name) for m in gazetteer().municipalities.values()}
    numbers = gazetteer().numbers
    border = [(state, name) for state, (_, listed) in place_zones.BORDER.items() for name in listed]
    border += [("MX-CHH", name) for name in place_zones.OJINAGA]
    assert len(border) == 31
    assert {(numbers[state], name) for state, name in border} <= names


def test_the_data_is_what_its_manifest_says() -> None:
    manifest = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
    assert "GeoNames" in manifest["attribution"]
    assert "CC BY 4.0" in manifest["attribution"]
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest
    assert sum(file.stat().st_size for file in DATA.iterdir()) < 1_500_000


@given(st.text(max_size=200), st.sampled_from([None, CDMX, "MX-JAL", "", "XX"]))
def test_any_text_is_read(text: str, near: str | None) -> None:
    found = places.find(text, near)
    assert len(found) <= places.MOST
    assert all(places.label(place) for place in found)


@given(
    st.lists(
        st.sampled_from(
            "vivo en de la el san juan col colonia centro puebla mexico 06000 cp no guerrero "
            "calle estado paz libertad juarez norte metro soy y".split()
        ),
        max_size=12,
    )
)
def test_any_words_of_place_are_read(said: list[str]) -> None:
    found = places.find(" ".join(said), CDMX)
    assert len(set(found)) == len(found)


@given(st.floats(), st.floats())
def test_any_point_is_read(latitude: float, longitude: float) -> None:
    found = places.around(latitude, longitude)
    assert len(set(found)) == len(found) <= 4
    assert all(place.municipality for place in found)
