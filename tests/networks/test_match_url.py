"""Which addresses are profiles, on which network, under which handle."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import addresses
import pytest

from pipelines.networks.registry import NETWORKS, match_url, wikidata_properties
from pipelines.networks.social_links import HINT

CHANNEL = "UC" + "a" * 21 + "A"
WHATSAPP = "0029VaTestvilleAbCdEf123"

PROFILES = {
    "https://www.facebook.com/VilleDeTest/": "facebook:villedetest",
    "http://fr-fr.facebook.com/VilleDeTest?fref=ts": "facebook:villedetest",
    "https://m.facebook.com/VilleDeTest/about/": "facebook:villedetest",
    "facebook.com/ville.de.test": "facebook:ville.de.test",
    "https://www.facebook.com/pages/Ville-de-Test/123456789012": "facebook:123456789012",
    "https://www.facebook.com/pages/category/City/Ville-de-Test-123456789012/": "facebook:123456789012",
    "https://www.facebook.com/Mairie-de-Test-123456789012/?ref=hl": "facebook:123456789012",
    "https://www.facebook.com/profile.php?id=100064000000001&amp;sk=about": "facebook:100064000000001",
    "https://www.facebook.com/people/Mairie-Test/100064000000001/": "facebook:100064000000001",
    "https://www.facebook.com/p/Mairie-de-Test-100064000000001/": "facebook:100064000000001",
    "https://www.facebook.com/#!/VilleDeTest": "facebook:villedetest",
    "https://fb.com/VilleDeTest": "facebook:villedetest",
    "https://twitter.com/VilleDeTest": "x:villedetest",
    "https://www.facebook.com/home.php#!/VilleDeTest": "facebook:villedetest",
    "https://www.facebook.com/profile.php?id=1#!/pages/Ville-de-Test/123456789012": "facebook:123456789012",
    "https://twitter.com/#!/VilleDeTest": "x:villedetest",
    "https://twitter.com/VilleDeTest/#!/AutreVille": "x:villedetest",
    "https://twitter.com#!VilleDeTest": "x:villedetest",
    "https://x.com/@VilleDeTest?s=20": "x:villedetest",
    "https://mobile.twitter.com/VilleDeTest/with_replies": "x:villedetest",
    "https://twitter.com/intent/follow?screen_name=VilleDeTest": "x:villedetest",
    f"https://www.youtube.com/channel/{CHANNEL}": f"youtube:{CHANNEL}",
    f"https://m.youtube.com/channel/{CHANNEL}/videos?view=0": f"youtube:{CHANNEL}",
    "https://www.youtube.com/@VilleDeTest": "youtube:@villedetest",
    "https://www.youtube.com/user/VilleDeTest?feature=guide": "youtube:user/villedetest",
    "https://www.youtube.com/c/VilleDeTest/featured": "youtube:c/villedetest",
    "https://www.youtube.com/VilleDeTest": "youtube:c/villedetest",
    "https://www.instagram.com/VilleDeTest/?hl=fr": "instagram:villedetest",
    "http://instagr.am/Ville.De_Test": "instagram:ville.de_test",
    "https://instagram.com/_u/villedetest": "instagram:villedetest",
    "https://www.instagram.com/villedetest/tagged/": "instagram:villedetest",
    "https://www.instagram.com/@villedetest?igshid=abc": "instagram:villedetest",
    "https://www.threads.net/@VilleDeTest": "threads:villedetest",
    "https://www.threads.com/@ville.de_test?xmt=abc": "threads:ville.de_test",
    "https://threads.net/@villedetest/replies": "threads:villedetest",
    "https://www.youtube.com/c/@VilleDeTest": "youtube:@villedetest",
    "https://www.youtube.com/c/Mairie%C3%89cole": "youtube:c/mairieécole",
    "https://bsky.app/profile/Ville-Test.bsky.social": "bluesky:ville-test.bsky.social",
    "https://bsky.app/profile/did:plc:" + "a" * 24: "bluesky:did:plc:" + "a" * 24,
    "https://social.example.fr/@VilleDeTest": "mastodon:villedetest@social.example.fr",
    "https://mastodon.example/web/@VilleDeTest": "mastodon:villedetest@mastodon.example",
    "https://mastodon.example/users/VilleDeTest": "mastodon:villedetest@mastodon.example",
    "https://mastodon.example/@VilleDeTest@social.example.fr": "mastodon:villedetest@social.example.fr",
    "https://www.linkedin.com/company/ville-de-test/": "linkedin:company/ville-de-test",
    "https://fr.linkedin.com/company/Ville-de-Test/about/": "linkedin:company/ville-de-test",
    "linkedin.com/company/1544333": "linkedin:company/1544333",
    "https://www.linkedin.com/company/l%27agglo-t%C3%A9st?trk=x": "linkedin:company/l'agglo-tést",
    "https://www.linkedin.com/showcase/visit-test/": "linkedin:showcase/visit-test",
    "https://ch.linkedin.com/school/université-de-test/fr": "linkedin:school/université-de-test",
    "https://www.linkedin.com/organization-guest/company/ville-de-test": "linkedin:company/ville-de-test",
    "https://www.tiktok.com/@villedetest": "tiktok:villedetest",
    "https://m.tiktok.com/@Ville.de_Test/?lang=fr&amp;is_from_webapp=1": "tiktok:ville.de_test",
    "https://www.tiktok.com/%40villedetest": "tiktok:villedetest",
    "https://www.snapchat.com/add/ville-de-test?share_id=x": "snapchat:ville-de-test",
    "https://www.snapchat.com/@VilleDeTest": "snapchat:villedetest",
    "https://story.snapchat.com/@villedetest": "snapchat:villedetest",
    f"https://www.whatsapp.com/channel/{WHATSAPP}": f"whatsapp:{WHATSAPP}",
    f"whatsapp.com/channel/{WHATSAPP}/": f"whatsapp:{WHATSAPP}",
    "https://t.me/VilleDeTest": "telegram:villedetest",
    "https://t.me/s/villedetest?before=12": "telegram:villedetest",
    "http://telegram.me/villedetest": "telegram:villedetest",
    "https://villedetest.t.me": "telegram:villedetest",
    "http://fr.viadeo.com/fr/company/ville-de-test": "viadeo:ville-de-test",
    "www.viadeo.com/v/company/Ville-de-Test": "viadeo:ville-de-test",
}
NOT_PROFILES = [
    "https://www.facebook.com/", "https://www.facebook.com/sharer/sharer.php?u=https://www.ville.fr",
    "https://www.facebook.com/share.php?u=x", "https://www.facebook.com/VilleDeTest/posts/123456",
    "https://www.facebook.com/groups/villedetest", "https://www.facebook.com/events/123",
    "https://www.facebook.com/plugins/like.php?href=x", "https://l.facebook.com/l.php?u=https://www.ville.fr",
    "https://www.facebook.com/watch/?v=1", "https://www.facebook.com/photo.php?fbid=1", "https://notfacebook.com/ville",
    "https://twitter.com/intent/tweet?text=x", "https://twitter.com/share?url=x", "https://twitter.com/search?q=ville",
    "https://twitter.com/VilleDeTest/status/123456789012345678", "https://x.com/home", "https://x.com/i/spaces/1",
    "https://twitter.com/hashtag/ville", "https://twitter.com/a_name_that_is_too_long",
    "https://twitter.com/home/#!/VilleDeTest", "https://www.youtube.com/user/@VilleDeTest",
    "https://www.youtube.com/watch?v=aaaaaaaaaaa", "https://youtu.be/aaaaaaaaaaa", "https://www.youtube.com/",
    "https://www.youtube.com/embed/aaaaaaaaaaa", "https://www.youtube.com/playlist?list=PLx",
    "https://www.youtube.com/channel/nochannelid", "https://www.youtube.com/results?search_query=x",
    "https://bsky.app/profile/ville.fr/post/3k", "https://bsky.app/", "https://bsky.app/intent/compose?text=x",
    "https://mastodon.example/@VilleDeTest/112233",
    "https://www.linkedin.com/in/une-personne", "https://fr.linkedin.com/pub/une-personne/1/2/3",
    "https://www.linkedin.com/shareArticle?mini=true&url=https://www.ville.fr", "https://www.linkedin.com/company/",
    "https://www.linkedin.com/feed/update/urn:li:activity:7248246460041809920/", "https://www.linkedin.com/jobs/view/1",
    "https://www.linkedin.com/posts/ville-de-test_activity-7248246460041809920-xYz", "https://lnkd.in/abc",
    "https://www.linkedin.com/company/unavailable/", "https://www.linkedin.com/company/ville/posts/1",
    "https://lu.linkedin.com/edu/universite-de-test-175004", "https://notlinkedin.com/company/ville-de-test",
    "https://www.tiktok.com/@villedetest/video/7253412088251534594", "https://www.tiktok.com/@villedetest/live",
    "https://vm.tiktok.com/ZTR45GpSF/", "https://www.tiktok.com/t/ZTRC5xgJp", "https://www.tiktok.com/tag/ville",
    "https://www.tiktok.com/share/user/1", "https://www.tiktok.com/@", "https://www.tiktok.com/embed/@villedetest",
    "https://www.snapchat.com/discover/Ville/8843708388", "https://www.snapchat.com/spotlight/W7_EDlXWTBiXAEEn",
    "https://www.snapchat.com/t/aBcD", "https://www.snapchat.com/scan?attachmentUrl=x", "https://map.snapchat.com/@48.8,2.3,12z",
    "https://wa.me/33600000000", "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv", "https://www.whatsapp.com/",
    "https://api.whatsapp.com/send?text=x", "https://web.whatsapp.com/send?phone=33600000000",
    f"https://www.whatsapp.com/channel/{WHATSAPP}/123", "https://www.whatsapp.com/channel/court",
    "https://t.me/villedetest/123", "https://t.me/s/villedetest/123", "https://t.me/joinchat/AAAAAE9B8u_wO9d4", "https://t.me/+AbCdEf",
    "https://t.me/share/url?url=https://www.ville.fr", "https://t.me/VilleDeTestBot", "https://t.me/c/123456/1",
    "https://t.me/addstickers/ville", "https://t.me/", "https://telegram.org/faq",
    "http://fr.viadeo.com/fr/profile/une.personne", "http://www.viadeo.com/fr/", "https://fr.viadeo.com/fr/company/ville/jobs",
    "https://medium.com/@villedetest", "https://youtu.be/@ville", "https://www.ville.fr/contact",
    "https://www.instagram.com/", "https://www.instagram.com/p/BsAAAAAAAAA/", "https://www.instagram.com/reel/BsAAAAAAAAA/",
    "https://www.instagram.com/villedetest/p/BsAAAAAAAAA/", "https://www.instagram.com/explore/tags/ville/",
    "https://www.instagram.com/stories/villedetest/123/", "https://www.instagram.com/accounts/login/",
    "https://www.instagram.com/ville-de-test", "https://help.instagram.com/villedetest", "https://notinstagram.com/ville",
    "https://www.threads.net/", "https://www.threads.com/@villedetest/post/DPAAAAAAAAA",
    "https://www.threads.com/villedetest", "https://www.threads.net/t/DPAAAAAAAAA", "https://www.threads.com/login",
    "https://medium.com/@villedetest", "https://youtu.be/@ville", "https://www.ville.fr/contact",
    "https://www.google.com/maps/@45.7,4.8,12z", "mailto:mairie@ville.fr", "", "pas une adresse",
]  # fmt: skip


PERSONS = re.compile(r"linkedin\.com/(?:in|pub)/", re.IGNORECASE)
"""Pages of persons: profiles in other projects, never accounts of a local authority."""


OWN = [
    tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parent.glob("*/addresses.toml"))
]
"""Addresses that a network brings in its own folder of cases: `profiles` (address = account) and `nobody`."""
PROFILES |= {url: account_id for own in OWN for url, account_id in own["profiles"].items()}
NOT_PROFILES = [*NOT_PROFILES, *(url for own in OWN for url in own["nobody"])]


@pytest.mark.parametrize(("url", "account_id"), PROFILES.items())
def test_profile(url: str, account_id: str) -> None:
    account = match_url(url)
    assert account is not None
    assert account.account_id == account_id


@pytest.mark.parametrize("url", NOT_PROFILES)
def test_no_profile(url: str) -> None:
    assert match_url(url) is None


@pytest.mark.parametrize("url", ["https://www.tiktok.com/@villedetest", "https://www.threads.net/@villedetest"])
def test_sites_that_write_at_user_are_no_instance_of_mastodon(url: str) -> None:
    assert NETWORKS["mastodon"].match_url(url) is None


@pytest.mark.parametrize("url", PROFILES)
def test_address_of_an_account_is_its_own(url: str) -> None:
    account = match_url(url)
    assert account is not None
    again = match_url(account.url)
    assert again is not None
    assert again.account_id == account.account_id


@pytest.mark.parametrize("network", [name for name in NETWORKS if name not in ("website", "mastodon")])
def test_no_other_network_is_taken_for_an_instance_of_mastodon(network: str) -> None:
    """`/@user` is written on many hosts; what belongs to a network by its host is nobody's Mastodon account."""
    for _, form in NETWORKS[network].MANIFEST.wikidata:
        assert NETWORKS["mastodon"].match_url(form.format("@villedetest")) is None


@pytest.mark.parametrize("address", [*PROFILES, *wikidata_properties().values()])
def test_links_to_every_network_are_noticed_in_pages(address: str) -> None:
    assert HINT.search(address)


@pytest.mark.skipif(not addresses.URL_TESTS.exists(), reason="the recordings are not here")
@pytest.mark.parametrize("network", NETWORKS)
def test_addresses_of_other_projects_tests(network: str) -> None:
    """What is out of scope, and what differs, is told in RECORDINGS.md."""
    rows = [row for row in addresses.rows_of(network) if addresses.out_of_scope(row) is None]
    wrong = [row["url"] for row in rows if not addresses.is_right(row, NETWORKS[network].match_url(row["url"]))]
    print(f"{network}: {len(rows) - len(wrong)} / {len(rows)}", *wrong, sep="\n  ")
    assert len(wrong) <= len(rows) / 20
