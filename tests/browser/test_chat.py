"""Does /chat look and feel like a phone's chat, and keep nothing of it?"""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from bot.channels.port import InboundKind
from bot.channels.web.limits import LONGEST
from bot.road.clocks import SystemClock
from db.stores import retention
from tests.browser.conftest import a_phone
from tests.browser.world import Alba, choices
from tests.serving.world import Reply

HARMLESS = "https://www.google.com/"
HOSTILE = (
    "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
    "{{ 7*7 }} javascript:alert(1) &lt;b&gt;"
)


def log(page: Page) -> str:
    return page.get_by_role("log").inner_text()


def write(page: Page, text: str) -> None:
    page.get_by_label("Escribe tu mensaje").fill(text)
    page.get_by_role("button", name="Enviar").tap()


@pytest.fixture
def asked(phone: BrowserContext) -> Iterator[list[str]]:
    """All that the browser asked for; what is not ours gets an empty page."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    phone.on("request", note)
    phone.route("https://**", lambda route: route.fulfill(body="<title>Google</title>"))
    yield addresses
    phone.remove_listener("request", note)


def test_a_conversation(asked: list[str], page: Page, phone: BrowserContext, alba: Alba) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.get_by_role("button", name="Es para mí").tap()
    expect(page.get_by_role("log")).to_contain_text("Cuéntame con tus palabras")
    write(page, "no tengo dónde dormir hoy")
    expect(page.get_by_role("log")).to_contain_text("Línea de la Vida")
    page.get_by_text("Responde un programa").wait_for()

    assert [each.kind for each in alba.heard] == [
        InboundKind.START,
        InboundKind.CHOICE,
        InboundKind.TEXT,
    ]
    assert alba.words == ["no tengo dónde dormir hoy"]
    assert alba.heard[1].choice == "me"
    assert page.get_by_role("button", name="Es para mí").count() == 0, "an old choice is gone"
    assert {address.partition("/chat")[0] for address in asked} == {alba.url}
    assert not [address for address in asked if "?" in address]
    assert phone.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("history.length") == 2, "the blank tab and this page"
    assert complaints == []


def test_telephones_are_tapped_and_the_rest_is_not(page: Page, alba: Alba) -> None:
    alba.says(
        Reply(
            "Tel. 55 5259 8121 (24 horas), 444 110 98 59, (662) 424-1397 o +52 1 55 1234 5678. "
            "*765, 079 opción 1, 911. Página: https://www.gob.mx/a?b=1.\n"
            "No: 2026-11-23 10:30, $10,075, CP 06000, 10 000 pesos, CURP GODE561231, 12345678901."
        )
    )
    page.get_by_text("Página:").wait_for()
    links = page.get_by_role("log").locator("a")
    found = [(each.get_attribute("href"), each.inner_text()) for each in links.all()]
    assert found[1:] == [
        ("tel:5552598121", "55 5259 8121"),
        ("tel:4441109859", "444 110 98 59"),
        ("tel:6624241397", "(662) 424-1397"),
        ("tel:+5215512345678", "+52 1 55 1234 5678"),
        ("tel:*765", "*765"),
        ("tel:079", "079"),
        ("tel:911", "911"),
        ("https://www.gob.mx/a?b=1", "https://www.gob.mx/a?b=1"),
    ]
    assert links.last.get_attribute("rel") == "noopener noreferrer"


def test_words_are_never_markup(page: Page, alba: Alba) -> None:
    alba.script = lambda heard: [Reply(f"Leí: {heard.text}", choices(a="<b>Sí</b>"))]
    write(page, HOSTILE)
    expect(page.get_by_role("log")).to_contain_text("Leí: <img src=x")
    expect(page.get_by_role("button", name="<b>Sí</b>")).to_be_visible()
    assert page.title() == "Alba"
    assert page.locator("main img, main script, main b").count() == 0
    assert alba.words == [HOSTILE]


def test_by_keyboard_alone(page: Page, alba: Alba) -> None:
    focus = "(document.activeElement.textContent || document.activeElement.id).trim()"
    walked = []
    for _ in range(6):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(f"{focus}.slice(0, 12)"))
    assert walked[0] == "Salir rápido"
    assert walked[2:] == ["911", "Es para mí", "Para un fami", "¿Quién lee e"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Dónde dormir").wait_for()
    assert alba.heard[-1].choice == "relative"
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "words":
            break
    page.keyboard.type("hola")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("otra línea")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Línea de la Vida")
    assert alba.words == ["hola\notra línea"]
    assert page.evaluate("document.activeElement.id") == "words"


def test_what_a_screen_reader_finds(page: Page) -> None:
    expect(page.get_by_role("log", name="Conversación")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("group", name="Respuestas que puedes elegir")).to_be_visible()
    expect(page.get_by_role("link", name="Salir rápido")).to_be_visible()
    expect(page.get_by_role("textbox", name="Escribe tu mensaje")).to_be_enabled()
    expect(page.get_by_role("heading", name="Alba")).to_be_visible()
    assert page.get_by_text("Alba dice:").count() == 1
    small = page.evaluate(
        """[...document.querySelectorAll("button, #exit, textarea")]
           .filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.id)"""
    )
    assert small == [], "fingers need 44 points"


@pytest.mark.parametrize("way", ["the button", "Esc twice"])
def test_quick_exit(asked: list[str], page: Page, alba: Alba, way: str) -> None:
    write(page, "me llamo Ana")
    expect(page.get_by_role("log")).to_contain_text("Línea de la Vida")
    before = page.evaluate("history.length")
    with page.expect_request("**/chat/close") as closing:
        if way == "the button":
            page.get_by_role("link", name="Salir rápido").tap()
        else:
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
    page.wait_for_url(HARMLESS)
    assert page.title() == "Google"
    assert page.evaluate("history.length") == before, "the chat's place in history is taken"
    assert set(json.loads(closing.value.post_data or "")) == {"token"}
    elsewhere = {address for address in asked if not address.startswith(alba.url)}
    assert elsewhere - {f"{HARMLESS}favicon.ico"} == {HARMLESS}


def test_one_escape_is_no_exit(page: Page, alba: Alba) -> None:
    page.keyboard.press("Escape")
    write(page, "sigo aquí")
    expect(page.get_by_role("log")).to_contain_text("Línea de la Vida")
    assert page.url == f"{alba.url}/chat"


def test_closing_leaves_nothing_anywhere(page: Page, phone: BrowserContext, alba: Alba) -> None:
    _read_all(alba)
    assert alba.remembers() == 1
    page.goto("about:blank")
    for _ in range(500):  # the beacon is on its way
        if not alba.remembers():
            break
        page.wait_for_timeout(10)
    assert alba.remembers() == 0
    page.go_back()
    page.get_by_role("button", name="Es para mí").wait_for()
    assert "Ana" not in log(page)
    assert len({each.address for each in alba.heard}) == 2, "going back begins anew"


def test_a_cut_line_doubles_nothing_and_loses_nothing(
    page: Page, phone: BrowserContext, alba: Alba
) -> None:
    phone.set_offline(True)
    write(page, "primero")
    write(page, "segundo")
    page.get_by_text("Sin conexión. Lo intento de nuevo…").wait_for()
    assert alba.words == []
    phone.set_offline(False)
    expect(page.locator(".you.sent")).to_have_count(2)
    assert alba.words == ["primero", "segundo"]
    expect(page.get_by_text("Línea de la Vida")).to_have_count(2)


def test_an_answer_that_is_lost_on_the_way(page: Page, alba: Alba) -> None:
    lost: list[str] = []

    def lose(route: object) -> None:
        request = route.request  # type: ignore[attr-defined]
        path = request.url.rpartition("/")[2]
        if path in lost:
            route.continue_()  # type: ignore[attr-defined]
        else:
            lost.append(path)
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]

    page.route("**/chat/messages", lose)
    page.route("**/chat/replies", lose)
    write(page, "hola")
    expect(page.locator(".you.sent")).to_have_count(1)
    expect(page.get_by_text("Línea de la Vida")).to_have_count(1)
    alba.says(Reply("Sigo aquí."))
    page.get_by_text("Sigo aquí.").wait_for()
    assert alba.words == ["hola"]
    assert log(page).count("Línea de la Vida") == 1
    assert sorted(lost) == ["messages", "replies"]


def test_a_hotspots_login_page_is_no_answer(page: Page, alba: Alba) -> None:
    answers = iter(["<html>Paga aquí</html>"])

    def captive(route: object) -> None:
        body = next(answers, None)
        if body is None:
            route.continue_()  # type: ignore[attr-defined]
        else:
            route.fulfill(body=body, content_type="text/html")  # type: ignore[attr-defined]

    page.route("**/chat/messages", captive)
    write(page, "hola")
    page.get_by_text("Sin conexión. Lo intento de nuevo…").wait_for()
    expect(page.locator(".you.sent")).to_have_count(1)
    assert alba.words == ["hola"]


def test_a_message_too_long_stays_in_her_hands(page: Page, alba: Alba) -> None:
    write(page, "a" * (LONGEST + 1))
    expect(page.get_by_role("alert")).to_have_text(
        "Es un mensaje muy largo. Mándalo en partes, por favor."
    )
    assert len(page.get_by_label("Escribe tu mensaje").input_value()) == LONGEST + 1
    assert alba.words == []


def test_what_was_erased_is_gone_from_the_screen(page: Page, alba: Alba) -> None:
    write(page, "borrar")
    expect(page.get_by_role("log")).to_contain_text("Línea de la Vida")
    with alba.database.write() as tx:
        retention.forget(tx, 1, SystemClock().now())
        tx.commit()
    page.get_by_text("Este chat ya se borró. Escribe cuando quieras.").wait_for()
    alba.says(Reply("Listo."))
    page.get_by_text("Listo.").wait_for()
    assert "Línea de la Vida" not in log(page)
    write(page, "hola de nuevo")
    expect(page.get_by_role("log")).to_contain_text("Línea de la Vida")


def test_a_page_that_was_closed_says_so(page: Page, alba: Alba) -> None:
    page.route("**/chat/messages", lambda route: route.fulfill(status=410, body="{}"))
    write(page, "hola")
    page.get_by_role("button", name="Empezar otro").wait_for()
    expect(page.get_by_label("Escribe tu mensaje")).to_be_disabled()
    page.unroute("**/chat/messages")
    page.get_by_role("button", name="Empezar otro").tap()
    page.get_by_role("button", name="Es para mí").wait_for()


def test_a_long_answer_is_read_from_its_beginning(page: Page, alba: Alba) -> None:
    alba.says(Reply("\n".join(f"Renglón {number}" for number in range(60))))
    page.get_by_text("Renglón 0").wait_for()
    top = page.get_by_text("Renglón 0").bounding_box()
    assert top is not None
    assert 60 < top["y"] < 200


def test_in_english(chromium: Browser, alba: Alba) -> None:
    context = a_phone(chromium, "en-US")
    page = context.new_page()
    page.goto(f"{alba.url}/chat")
    page.get_by_role("link", name="Quick exit").wait_for()
    page.get_by_label("Write your message").wait_for()
    page.get_by_text("A program answers").wait_for()
    context.close()


def test_without_scripts_it_says_what_it_needs(chromium: Browser, alba: Alba) -> None:
    context = a_phone(chromium, scripts=False)
    page = context.new_page()
    page.goto(f"{alba.url}/chat")
    notice = page.locator("noscript p")
    assert "necesita JavaScript" in (notice.text_content() or "")
    assert notice.bounding_box() is not None
    expect(page.get_by_role("button", name="Enviar")).to_be_disabled()
    assert page.get_by_role("link", name="Salir rápido").get_attribute("href") == HARMLESS
    assert alba.heard == []
    context.close()


def test_nothing_moves_for_who_wants_it_still(page: Page, alba: Alba) -> None:
    page.emulate_media(reduced_motion="reduce")
    alba.script = lambda _: []
    write(page, "hola")
    dot = page.locator("#typing i").first
    dot.wait_for()
    assert dot.evaluate("(each) => getComputedStyle(each).animationName") == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(page: Page, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    write(page, "hola")
    expect(page.get_by_role("log")).to_contain_text("Línea de la Vida")
    weak = page.evaluate(CONTRAST)
    assert weak == []


CONTRAST = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parts(color).slice(0, 3).map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.backgroundImage !== "none") { return "rgb(122, 79, 126)"; } // its lightest end
      if ((parts(style.backgroundColor)[3] ?? 1) > 0) { return style.backgroundColor; }
    }
    return "rgb(255, 255, 255)";
  };
  const weak = [];
  for (const element of document.querySelectorAll("h1, p, a, span, button, textarea")) {
    if (!element.offsetParent || element.className === "unseen") { continue; }
    const pair = [light(getComputedStyle(element).color), light(under(element))].sort();
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) { weak.push([element.tagName, element.className, ratio]); }
  }
  return weak;
}"""


def _read_all(alba: Alba) -> None:
    """As a turn does: nothing waits any more, so that closing may erase at once."""
    with alba.database.write() as tx:
        tx.exec_driver_sql("UPDATE inbox SET status = 'done'")
        tx.commit()
