"""TwiML applications: create, read, list, update, delete."""

from dataclasses import dataclass

from emulator.exchange import Exchange
from emulator.model import API_VERSION, Application, Hooks
from emulator.rest import filters
from emulator.rest.dispatch import Asked, Route
from emulator.rest.hooks import set_hooks
from emulator.rest.paging import page_of
from emulator.rest.wire import API, Reply, created, deleted, not_found, rfc2822, shown


@dataclass(frozen=True, slots=True)
class Applications:
    exchange: Exchange

    def routes(self) -> list[Route]:
        base = API + "/Accounts/<sid:account>/Applications"
        return [
            ("POST", base + ".json", self.create),
            ("GET", base + ".json", self.listing),
            ("GET", base + "/<sid:application>.json", self.read),
            ("POST", base + "/<sid:application>.json", self.update),
            ("DELETE", base + "/<sid:application>.json", self.delete),
        ]

    def create(self, asked: Asked) -> Reply:
        hooks = Hooks()
        set_hooks(hooks, asked.form)
        now = self.exchange.now
        sid = self.exchange.new_sid("AP")
        name = asked.form.text("FriendlyName") or ""
        application = Application(sid=sid, friendly_name=name, hooks=hooks, created=now, updated=now)
        self.exchange.applications[sid] = application
        return created(self._show(application))

    def listing(self, asked: Asked) -> Reply:
        found = filters.equal_to(
            reversed(self.exchange.applications.values()),
            asked.query,
            FriendlyName=lambda application: application.friendly_name,
        )
        return shown(page_of("applications", found, self._show, path=asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        return shown(self._show(self._find(asked)))

    def update(self, asked: Asked) -> Reply:
        application = self._find(asked)
        set_hooks(application.hooks, asked.form)
        application.friendly_name = asked.form.text("FriendlyName") or application.friendly_name
        application.updated = self.exchange.now
        return shown(self._show(application))

    def delete(self, asked: Asked) -> Reply:
        del self.exchange.applications[self._find(asked).sid]
        return deleted()

    def _find(self, asked: Asked) -> Application:
        application = self.exchange.applications.get(asked.ids["application"])
        if application is None:
            raise not_found(asked.path)
        return application

    def _show(self, application: Application) -> dict[str, object]:
        return show_application(self.exchange.account.sid, application)


def show_application(account_sid: str, application: Application) -> dict[str, object]:
    """One application as the API shows it: every key of the official example."""
    hooks = application.hooks
    return {
        "sid": application.sid,
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "friendly_name": application.friendly_name,
        "date_created": rfc2822(application.created),
        "date_updated": rfc2822(application.updated),
        "voice_url": hooks.voice_url or None,
        "voice_method": hooks.voice_method,
        "voice_fallback_url": hooks.voice_fallback_url or None,
        "voice_fallback_method": hooks.voice_fallback_method,
        "voice_caller_id_lookup": hooks.caller_id_lookup,
        "status_callback": hooks.status_callback or None,
        "status_callback_method": hooks.status_callback_method,
        "sms_url": hooks.sms_url or None,
        "sms_method": hooks.sms_method,
        "sms_fallback_url": hooks.sms_fallback_url or None,
        "sms_fallback_method": hooks.sms_fallback_method,
        "sms_status_callback": hooks.sms_status_callback or None,
        "message_status_callback": hooks.sms_status_callback or None,
        "public_application_connect_enabled": False,
        "uri": f"{API}/Accounts/{account_sid}/Applications/{application.sid}.json",
    }
