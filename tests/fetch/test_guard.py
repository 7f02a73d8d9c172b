"""Which addresses may be reached."""

from __future__ import annotations

import pytest

from pipelines.fetch.guard import AddressRefused, Guard, host_of


@pytest.mark.parametrize(
    "url",
    [
        "https://www.grenoble.fr/",
        "http://mairie.example.org:8080/a?b=c#d",
        "https://www.xn--vry-9la.fr/",
        "https://www.évry.fr/",
        "https://MAIRIE.FR./",
        "https://localhost.fr/",
    ],
)
def test_the_public_web_is_open(url: str) -> None:
    assert Guard().refusal(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://www.ville.fr/", "scheme 'ftp'"),
        ("javascript:alert(1)", "scheme 'javascript'"),
        ("/relative", "scheme ''"),
        ("http://www.ville.fr:22/", "port 22"),
        ("http://admin:pw@www.ville.fr/", "user name or a password"),
        ("http://127.0.0.1/", "is an IP address"),
        ("http://127.1/", "is an IP address"),
        ("http://2130706433/", "is an IP address"),
        ("http://0x7f.0.0.1/", "is an IP address"),
        ("http://0x7f000001/", "is an IP address"),
        ("http://8.8.8.8/", "is an IP address"),
        ("http://[::1]/", "is an IP address"),
        ("http://169.254.169.254/latest", "is an IP address"),
        ("http://localhost/", "not a name of the public web"),
        ("http://localhost./", "not a name of the public web"),
        ("http://printer.local/", "not a name of the public web"),
        ("http://metadata.google.internal/", "not a name of the public web"),
        ("http://intranet/", "not a name of the public web"),
        ("http://a..fr/", "not a"),
        (f"http://{'a' * 64}.fr/", "not a"),
        ("http:///path", "not a"),
        ("http://", "not a"),
        ("http://www.ville.fr:99999/", "port 99999"),
        ("http://www.ville.fr:http/", "not a valid address"),
        ("http://[bad/", "not a host name"),
        ("", "scheme ''"),
    ],
)
def test_everything_else_is_closed(url: str, reason: str) -> None:
    assert reason in (Guard().refusal(url) or "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:5000/", "http://[::1]:99/", "http://localhost:8081/"])
def test_loopback_opens_on_purpose_only(url: str) -> None:
    assert Guard().refusal(url)
    assert Guard(allow_loopback=True).refusal(url) is None


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://192.168.1.1/", "http://printer.local/"])
def test_loopback_opens_nothing_else(url: str) -> None:
    assert Guard(allow_loopback=True).refusal(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_resolved_addresses_outside_the_public_web_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match=r"www\.ville\.fr: .* is not on the public web"):
        Guard().check_address("www.ville.fr", address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2a01:e0c::1", "64:ff9b::808:808"])
def test_resolved_public_addresses_pass(address: str) -> None:
    Guard().check_address("www.ville.fr", address)


def test_hosts_are_compared_in_lower_case_ascii() -> None:
    assert host_of("https://WWW.Évry.fr/A") == "www.xn--vry-9la.fr"
    assert host_of("http://www.ville.fr:http/") == ""
