"""What does Alba make of each line of standard input?"""

import sys
from typing import Any

import click

from bot.commands.json_lines import write
from bot.road.clocks import SystemClock
from bot.understanding.understand import understand as understood_of
from flows.engine.understood import Expectation, Understood

ZONE = "America/Mexico_City"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Un objeto JSON por línea.")
@click.option("--evaluate", is_flag=True, help="Las cifras propias de Alba, por clase.")
def understand(as_json: bool, evaluate: bool) -> None:
    """Lee líneas y dice qué entiende Alba de cada una; nada sale de esta máquina."""
    if evaluate:
        from bot.understanding.evaluation import evaluate as evaluation

        click.echo(evaluation())
        return
    now = SystemClock().now()
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        understood = understood_of(text, Expectation(), now, ZONE)
        answer = plain(text, understood)
        if as_json:
            write(answer)
        else:
            click.echo(_line(answer))


def plain(text: str, understood: Understood) -> dict[str, Any]:
    """The line of DESIGN.md's surface."""
    return {
        "text": text,
        "topic": understood.topic.value,
        "crisis": understood.crisis.value if understood.crisis else None,
        "check": understood.check.value if understood.check else None,
        "confidence": round(understood.confidence, 2),
        "why": understood.why,
    }


def _line(answer: dict[str, Any]) -> str:
    danger = answer["crisis"] or (f"¿{answer['check']}?" if answer["check"] else "-")
    return f"{answer['topic']:<16}{danger:<28}{answer['confidence']:<6}{answer['why']}"
