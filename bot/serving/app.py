"""What does Alba answer over HTTP? The routes of the webhooks, of /chat, and of the monitors."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.serving import chat, health, webhooks
from bot.serving.guards import Guards
from bot.serving.parts import Parts


def make_app(parts: Parts) -> Starlette:
    """The application; a channel that is not configured has no routes, so its posts find 404."""
    app = Starlette(
        routes=[*webhooks.routes(parts), *chat.routes(parts), *health.routes(parts)],
        middleware=[Middleware(Guards, parts.public_url)],
    )
    # It would send browsers to http, for what a proxy says of the scheme is not believed.
    app.router.redirect_slashes = False
    return app
