"""Does Alba know when the sick one is somebody else, who is still in prison?"""

import pytest

from bot.understanding.understand import read


@pytest.mark.parametrize(
    "text",
    [
        "está enferma adentro, no le dan su medicina",
        "mi hija está enferma en el penal y no le dan medicina",
        "mi hermano está en el reclusorio, sigue muy enfermo",
        "no la quieren atender en el CERESO, necesita un doctor",
        "mi mamá tiene diabetes, está presa y no le dan su insulina",
    ],
)
def test_somebody_else_is_inside(text: str) -> None:
    assert read(text).inside


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("estoy enferma, adentro no me daban medicina", id="she, after it"),
        pytest.param("me duele algo adentro, necesito un doctor", id="inside her body"),
        pytest.param("mi hija está enferma y no le dan cita en el centro de salud", id="outside"),
        pytest.param("mi hijo está enfermo adentro de la casa", id="in a house"),
        pytest.param("cuando estuve en el penal mi mamá se enfermó", id="long over"),
        pytest.param("acabo de salir del penal y mi niña está enferma", id="her child, outside"),
        pytest.param("quiero visitar a mi hija", id="nothing of it"),
    ],
)
def test_nobody_else_is_inside(text: str) -> None:
    assert not read(text).inside
