"""Jobs and schedules: collect when a month closes, publish provisionally on day 3, definitively on day 10."""

from collections.abc import Iterator
from datetime import date, datetime

import dagster as dg

from pipelines.model.months import PARIS, Month
from pipelines.networks.registry import NETWORKS
from pipelines.orchestration.partitions import month_key

COLLECT = dg.define_asset_job(
    "collect_month",
    selection=(dg.AssetSelection.groups("archive") | dg.AssetSelection.groups("roster"))
    - dg.AssetSelection.assets(["archive", "retention"]),
    description="Listes, sites officiels et comptes d’un mois, vers l’archive.",
)
PARSE = dg.define_asset_job(
    "parse_partition",
    selection=dg.AssetSelection.groups("observations"),
    description="Archive vers observations, pour un mois et un réseau.",
)
EDITION = dg.define_asset_job(
    "publish_edition",
    selection=dg.AssetSelection.groups("attribution", "barometer", "edition"),
    description="Comptes attribués, tables du baromètre, portes, fichiers, site et scellé.",
)
REVISIT = dg.define_asset_job(
    "revisit_month",
    selection=dg.AssetSelection.assets(*(["archive", name] for name in sorted(NETWORKS) if name != "website")),
    description="Une visite de plus des comptes d’un mois : compteurs des publications, relus à sept jours.",
)
RETENTION = dg.define_asset_job(
    "apply_retention",
    selection=dg.AssetSelection.assets(["archive", "retention"]),
    description="Efface ce qui ne se garde qu’un temps : réponses que limitent leurs conditions, textes de 90 jours.",
)
JOBS = [COLLECT, PARSE, EDITION, REVISIT, RETENTION]
LAST_REVISIT_DAY = 9


def edition_config(kind: str) -> dict[str, object]:
    """Run configuration of the edition job: provisional or definitive."""
    return {"ops": {name: {"config": {"kind": kind}} for name in ("edition__files", "edition__published")}}


def visit_config(on: date) -> dict[str, object]:
    """Run configuration of a further visit on a day."""
    names = (f"archive__{name}" for name in sorted(NETWORKS) if name != "website")
    return {"ops": {name: {"config": {"on": on.isoformat()}} for name in names}}


def months_to_revisit(day: date) -> list[Month]:
    """Months some of whose posts are a week old about `day`: its own, and until the 9th the one before."""
    month = Month.of(day)
    return [month.plus(-1), month] if day.day <= LAST_REVISIT_DAY else [month]


def closed_month(moment: datetime) -> Month:
    """The month that closed last, in Paris, when a schedule fires at `moment`."""
    return Month.of(moment.astimezone(PARIS).date()).plus(-1)


@dg.schedule(job=COLLECT, cron_schedule="30 0 1 * *", execution_timezone="Europe/Paris")
def collect_when_the_month_closes(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    month = closed_month(context.scheduled_execution_time)
    return dg.RunRequest(run_key=f"collect-{month}", partition_key=month_key(month))


@dg.schedule(job=PARSE, cron_schedule="0 3 3 * *", execution_timezone="Europe/Paris")
def parse_before_the_provisional_edition(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    month = closed_month(context.scheduled_execution_time)
    for network in sorted(NETWORKS):
        key = dg.MultiPartitionKey({"month": month_key(month), "network": network})
        yield dg.RunRequest(run_key=f"parse-{month}-{network}", partition_key=key)


def _edition_request(context: dg.ScheduleEvaluationContext, kind: str) -> dg.RunRequest:
    month = closed_month(context.scheduled_execution_time)
    return dg.RunRequest(run_key=f"{kind}-{month}", partition_key=month_key(month), run_config=edition_config(kind))


@dg.schedule(job=EDITION, cron_schedule="0 6 3 * *", execution_timezone="Europe/Paris")
def provisional_edition(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    return _edition_request(context, "provisional")


@dg.schedule(job=EDITION, cron_schedule="0 6 10 * *", execution_timezone="Europe/Paris")
def definitive_edition(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    return _edition_request(context, "definitive")


@dg.schedule(job=REVISIT, cron_schedule="0 16 */2 * *", execution_timezone="Europe/Paris")
def read_week_old_posts(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Every second day, so that each post is read once between its sixth and its eighth day."""
    day = context.scheduled_execution_time.astimezone(PARIS).date()
    for month in months_to_revisit(day):
        yield dg.RunRequest(f"revisit-{month}-{day}", partition_key=month_key(month), run_config=visit_config(day))


@dg.schedule(job=RETENTION, cron_schedule="0 4 * * *", execution_timezone="Europe/Paris")
def forget_what_must_be(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    return dg.RunRequest(run_key=f"retention-{context.scheduled_execution_time:%Y-%m-%d}")


SCHEDULES = [
    read_week_old_posts,
    forget_what_must_be,
    collect_when_the_month_closes,
    parse_before_the_provisional_edition,
    provisional_edition,
    definitive_edition,
]
