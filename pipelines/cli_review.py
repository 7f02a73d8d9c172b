"""`barometre review`: doubtful cases out, answers in, and the lines that a removal needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.config import Settings
from pipelines.console import console, short, tell_report
from pipelines.model.errors import BarometreError
from pipelines.model.months import Month


def review(
    settings: Settings,
    month: str | None,
    out: Path | None,
    read: Path | None,
    remove: str | None,
    compute: Callable[[Settings, list[Month]], None],
) -> None:
    """Do the one of the three that was asked for.

    Raises:
        BarometreError: none of them was, or several were.
    """
    from pipelines.stages import removals
    from pipelines.stages import review as stage
    from pipelines.stages.world import World

    if [month, read, remove].count(None) != 2:
        raise BarometreError(
            "donner --month (écrire les cas), ou --read (relire les réponses), ou --remove (un retrait)"
        )
    world = World(settings)
    if month is not None:
        wanted = Month.parse(month)
        path = out or Path(f"revue-{wanted}.csv")
        report = stage.write(world, wanted, path)
        tell_report(report)
        console.print(
            f"{report.facts['cases']} cas à relire dans {short(path)}, {report.facts['settled']} déjà réglés."
        )
        console.print("Remplir decision, decided_role et decided_date, puis : barometre review --read " + str(path))
    elif read is not None:
        report = stage.read(world, read)
        tell_report(report)
        again(settings, report.facts[stage.MONTHS], compute)
    elif remove is not None:
        console.print(f"À écrire sous « removals: » dans {short(settings.corrections_path)} :", highlight=False)
        console.print(removals.entry(world, remove), highlight=False, soft_wrap=True)
        console.print("Puis : barometre purge, qui l’efface partout et recalcule les mois touchés.")


def again(settings: Settings, months: object, compute: Callable[[Settings, list[Month]], None]) -> None:
    """Compute some months again, named as a report does."""
    wanted = [Month.parse(text) for text in str(months).split(", ") if text]
    if wanted:
        compute(settings, wanted)
        console.print(f"Un compte nouveau sera relevé par : barometre run --month {wanted[-1]}")
    else:
        console.print("Aucun mois n’est à recalculer.")
