"""twitter.com as it was: eight layouts of the profile page, 2007 to 2020, in English and French. Markup only."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from pipelines.replica.platforms._shapes import spaced


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile page of any year shows."""

    shown: str
    label: str
    platform_id: str
    tweets: int
    following: int
    followers: int
    is_french: bool

    def number(self, count: int) -> str:
        return spaced(count) if self.is_french else f"{count:,}"

    def word(self, english: str, french: str) -> str:
        return french if self.is_french else english


def layout_of(month: int) -> str:
    """The layout that was in use in a month; empty from 2020-06 on, when the page became a program."""
    for until, name in (
        (2008 * 12 + 11, "side"), (2009 * 12 + 7, "table"), (2010 * 12 + 2, "section"), (2010 * 12 + 8, "stats"),
        (2011 * 12 + 11, "user-stats"), (2013 * 12 + 8, "mini-list"), (2014 * 12 + 4, "mini-table"),
        (2020 * 12 + 4, "nav"),
    ):  # fmt: skip
        if month <= until:
            return name
    return ""


def counts(profile: Profile, layout: str, month: int) -> str:
    """The block of a layout that holds the counts."""
    if layout == "nav":
        return _nav(profile, has_data=month >= 2015 * 12)
    blocks = {
        "side": _side, "table": _table, "section": _section, "stats": _stats, "user-stats": _user_stats,
        "mini-table": _mini_table,
    }  # fmt: skip
    return blocks[layout](profile)


def _spans(profile: Profile) -> list[tuple[str, str, str]]:
    """Path, number and label of each count, in the order of the pages before 2010."""
    return [
        ("following", profile.number(profile.following), profile.word("Following", "Abonnements")),
        ("followers", profile.number(profile.followers), profile.word("Followers", "Abonnés")),
        ("tweets", profile.number(profile.tweets), profile.word("Updates", "Tweets")),
    ]


def _side(profile: Profile) -> str:
    items = "".join(
        f'<li><span class="label">{label}</span> <span class="stats_count numeric">{number}</span></li>'
        for _, number, label in _spans(profile)
    )
    about = f'<ul class="about"><li>Name {escape(profile.label)}</li></ul>'
    return f'<div id="side">{about}<ul class="stats">{items}</ul></div>'


def _table(profile: Profile) -> str:
    cells = "".join(
        f'<td><a href="/{profile.shown}/{path}"><span class="stats_count numeric">{number} </span>'
        f'<span class="label">{label}</span></a></td>'
        for path, number, label in _spans(profile)
    )
    return f'<table class="stats"><tr>{cells}</tr></table>'


def _section(profile: Profile) -> str:
    cells = "".join(
        f'<td><a href="/{profile.shown}/{path}" id="{path.removesuffix("s")}_count_link" class="link-{path}_page">'
        f'<span id="{path.removesuffix("s")}_count" class="stats_count numeric">{number} </span>'
        f'<span class="label">{label}</span></a></td>'
        for path, number, label in _spans(profile)
    )
    return f'<div id="section"><table class="stats"><tr>{cells}</tr></table></div>'


def _stats(profile: Profile) -> str:
    items = "".join(
        f'<a href="/{profile.shown}/{path}"><span class="stats_count numeric">{number}</span>'
        f'<span class="label">{label}</span></a>'
        for path, number, label in _spans(profile)
    )
    return f'<div class="stats">{items}</div>'


def _user_stats(profile: Profile) -> str:
    items = "".join(
        f'<li><a class="user-stats-count user-stats-{path}" href="/{profile.shown}/{path}">{number}'
        f'<span class="user-stats-stat">{label}</span></a></li>'
        for path, number, label in reversed(_spans(profile))
    )
    return f'<ul class="user-stats clearfix">{items}</ul>'


def _mini_table(profile: Profile) -> str:
    """Long numbers are shortened to the eye and whole in `title`."""
    cells = ""
    tweets, following, followers = (profile.tweets, profile.following, profile.followers)
    for path, count, label in (
        ("", tweets, "TWEETS"),
        ("/following", following, profile.word("FOLLOWING", "ABONNEMENTS")),
        ("/followers", followers, profile.word("FOLLOWERS", "ABONNÉS")),
    ):
        title = f' title="{profile.number(count)}"' if count >= 10_000 else ""
        cells += (
            f'<td><a class="js-nav" href="/{profile.shown}{path}"><strong{title}>{_compact(profile, count)}</strong> '
            f"{label}</a></td>"
        )
    return f'<table class="stats js-mini-profile-stats"><tr>{cells}</tr></table>'


def _compact(profile: Profile, count: int) -> str:
    """`9,999`, `12.3K`, `12,3 k`: rounded to the nearest, as the site did."""
    if count < 10_000:
        return profile.number(count)
    scale, sign = (1_000_000, "M") if count >= 1_000_000 else (1_000, "K")
    number = f"{count / scale:.1f}".removesuffix(".0") if count < 100 * scale else f"{count / scale:.0f}"
    if profile.is_french:
        return f"{number.replace('.', ',')}\u00a0{'k' if sign == 'K' else sign}"
    return f"{number}{sign}"


def _nav(profile: Profile, *, has_data: bool) -> str:
    items = ""
    for path, name, count, label in (
        ("", "tweets", profile.tweets, "Tweets"),
        ("/following", "following", profile.following, profile.word("Following", "Abonnements")),
        ("/followers", "followers", profile.followers, profile.word("Followers", "Abonnés")),
    ):
        data = f' data-count={count} data-is-compact="{str(count >= 10_000).lower()}"' if has_data else ""
        items += (
            f'<li class="ProfileNav-item ProfileNav-item--{name}"><a class="ProfileNav-stat ProfileNav-stat--link '
            f'u-borderUserColor u-textCenter js-nav" title="{profile.number(count)} {label}" data-nav="{name}" '
            f'href="/{profile.shown}{path}"><span class="ProfileNav-label">{label}</span>\n'
            f'<span class="ProfileNav-value"{data}>{_compact(profile, count)}</span></a></li>'
        )
    return (
        f'<div class="ProfileNav" data-user-id="{profile.platform_id}"><ul class="ProfileNav-list">{items}</ul></div>'
    )
