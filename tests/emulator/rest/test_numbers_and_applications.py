from emulator.exchange import Exchange
from tests.emulator.rest.conftest import ALICE, LINE, SID, Client


def test_a_number_is_found_by_itself_and_its_urls_are_set(api: Client, exchange: Exchange) -> None:
    [number] = api.get("/IncomingPhoneNumbers.json", PhoneNumber=LINE)["incoming_phone_numbers"]
    assert number["voice_url"] == "https://ringdown.example/voice"
    changed = api.post(
        f"/IncomingPhoneNumbers/{number['sid']}.json",
        VoiceFallbackUrl="https://a-1234.twil.io/fallback.xml",
        VoiceFallbackMethod="GET",
        StatusCallback="https://ringdown.example/status",
        SmsUrl="https://ringdown.example/sms",
    )
    assert changed["voice_fallback_method"] == "GET"
    assert changed["voice_url"] == "https://ringdown.example/voice"
    hooks = exchange.numbers[LINE].hooks
    assert (hooks.voice_fallback_url, hooks.sms_url) == (
        "https://a-1234.twil.io/fallback.xml",
        "https://ringdown.example/sms",
    )
    assert api.get(f"/IncomingPhoneNumbers/{number['sid']}.json") == changed


def test_a_number_that_nobody_owns_is_not_listed(api: Client) -> None:
    assert api.get("/IncomingPhoneNumbers.json", PhoneNumber=ALICE)["incoming_phone_numbers"] == []
    assert api.refused("GET", f"/IncomingPhoneNumbers/PN{'0' * 32}.json") == (404, 20404)


def test_a_bad_url_changes_nothing_of_a_number(api: Client, exchange: Exchange) -> None:
    path = f"/IncomingPhoneNumbers/{exchange.numbers[LINE].sid}.json"
    good = "https://ringdown.example/sms"
    assert api.refused("POST", path, SmsUrl=good, VoiceUrl="ftp://a.example/") == (400, 21402)
    assert api.refused("POST", path, SmsUrl=good, VoiceMethod="PUT") == (400, 21403)
    assert api.refused("POST", path, SmsUrl=good, VoiceApplicationSid="AP" + "0" * 32) == (400, 21420)
    assert exchange.numbers[LINE].hooks.sms_url == ""


def test_an_application_is_created_bound_changed_and_deleted(api: Client, exchange: Exchange) -> None:
    voice = "https://ringdown.example/client"
    made = api.post("/Applications.json", FriendlyName="Desk", VoiceUrl=voice)
    path = f"/Applications/{made['sid']}.json"
    assert api.get(path)["voice_url"] == voice
    assert api.get("/Applications.json", FriendlyName="Desk")["applications"] == [made]
    number = exchange.numbers[LINE].sid
    bound = api.post(f"/IncomingPhoneNumbers/{number}.json", VoiceApplicationSid=made["sid"])
    assert bound["voice_application_sid"] == made["sid"]
    assert api.post(path, VoiceUrl="")["voice_url"] is None
    api.delete(path)
    assert api.refused("GET", path) == (404, 20404)


def test_the_account_names_its_resources(api: Client) -> None:
    answer = api.raw("GET", f"/2010-04-01/Accounts/{SID}.json")
    api.spec.check(api.request, answer)
    assert answer.status == 200
