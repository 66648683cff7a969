"""The Graph API over HTTP: routes, faults that were ordered, answers."""

from collections.abc import Callable
from functools import partial

import msgspec
from aiohttp import web

from sandbox.cutting import Cut
from sandbox.faltering import Faltering
from sandbox.faults import Answer, Faults
from sandbox.whatsapp.accepting import Accepting, check_file, marks_read, message_in
from sandbox.whatsapp.refusals import RefusedError, absent, invalid, unauthorized
from sandbox.whatsapp.world import Json, Kept, Number, Recorded, World

_BEARER = "Bearer "


class Graph:
    """Serves one world.

    Args:
        world: what is asked for.
        faults: what shall go wrong: `messages`, `read`, `media`, `look` or `*`.
        accepting: takes messages.
    """

    def __init__(self, world: World, faults: Faults, accepting: Accepting) -> None:
        self._world = world
        self._faults = faults
        self._accepting = accepting
        self._faltering = Faltering(_ordered)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes below a version, such as `/v23.0`."""
        at = r"/{version:v\d+\.\d+}"
        return [
            web.post(at + r"/{number:\d+}/messages", self._post_message),
            web.post(at + r"/{number:\d+}/media", self._post_media),
            web.get(at + r"/{account:\d+}/subscribed_apps", self._get_apps),
            web.get(at + r"/{account:\d+}/message_templates", self._get_templates),
            web.get(at + "/{node}", self._get_node),
            web.get("/content/{id}", self._get_content),
        ]

    async def close(self, _app: web.Application) -> None:
        """Let go of every request that waits."""
        self._faltering.closing.set()

    async def _post_message(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        recorded = self._record("messages", request, body)
        if marks_read(recorded.body):
            recorded.where = "read"

        def take() -> Json:
            taken = self._accepting.take(self._number(request), body)
            recorded.answered = message_in(taken)
            return taken

        return await self._served(request, recorded, take)

    async def _post_media(self, request: web.Request) -> web.StreamResponse:
        form = await request.post() if request.content_type.startswith("multipart/") else None
        recorded = self._record("media", request, b"{}")

        def keep() -> Json:
            self._number(request)
            file = None if form is None else form.get("file")
            if form is None or not isinstance(file, web.FileField):
                raise invalid("file is required")
            if form.get("messaging_product") != "whatsapp" or not form.get("type"):
                raise invalid("messaging_product and type are required")
            media_type, content = str(form["type"]), file.file.read()
            check_file("document", media_type, len(content))
            name = self._world.new_id("9")
            self._world.files[name] = Kept(content=content, media_type=media_type)
            return {"id": name}

        return await self._served(request, recorded, keep)

    async def _get_node(self, request: web.Request) -> web.StreamResponse:
        """Return a number, or where the content of a file is."""
        recorded = self._record("look", request, b"{}")
        node = request.match_info["node"]

        def look() -> Json:
            if node in self._world.files:
                self._any_token(request)
                kept = self._world.files[node]
                url = str(
                    request.url.with_path(f"{request.path.partition('/v')[0]}/content/{node}")
                )
                size = len(kept.content)
                return {"id": node, "url": url, "mime_type": kept.media_type, "file_size": size}
            number = self._number(request, node)
            return {
                "id": number.id,
                "display_phone_number": number.shown,
                "verified_name": number.name,
                "quality_rating": "GREEN",
            }

        return await self._served(request, recorded, look)

    async def _get_apps(self, request: web.Request) -> web.StreamResponse:
        recorded = self._record("look", request, b"{}")

        def look() -> Json:
            apps = [{"whatsapp_business_api_data": {"id": "1"}}]
            return {"data": apps if any(one.subscribed for one in self._account(request)) else []}

        return await self._served(request, recorded, look)

    async def _get_templates(self, request: web.Request) -> web.StreamResponse:
        recorded = self._record("look", request, b"{}")

        def look() -> Json:
            name = request.query.get("name")
            found = [one for number in self._account(request) for one in number.templates]
            return {"data": [one for one in found if name in {None, one.name}]}

        return await self._served(request, recorded, look)

    async def _get_content(self, request: web.Request) -> web.Response:
        kept = self._world.files.get(request.match_info["id"])
        try:
            self._any_token(request)
        except RefusedError as refusal:
            return _answered(refusal.body(), refusal.status)
        if kept is None:
            return web.Response(status=404)
        return web.Response(body=kept.content, content_type=kept.media_type)

    def _record(self, where: str, request: web.Request, body: bytes) -> Recorded:
        try:
            told = msgspec.json.decode(body, type=dict[str, object])
        except msgspec.MsgspecError:
            told = {}
        recorded = Recorded(where, request.match_info.get("number", ""), told)
        self._world.calls.append(recorded)
        return recorded

    async def _served(
        self, request: web.Request, recorded: Recorded, act: Callable[[], Json]
    ) -> web.StreamResponse:
        """Do what was asked for, or let go wrong what was ordered."""
        fields = {"number": recorded.number, "to": recorded.body.get("to")}
        fields["type"] = recorded.body.get("type") or recorded.body.get("status")
        fault = self._faults.next(recorded.where, fields)
        response = await self._faltering.serve(request, fault, partial(_done, act))
        if not isinstance(response, Cut):
            recorded.status = response.status
        return response

    def _number(self, request: web.Request, given: str | None = None) -> Number:
        """Return the number that is asked for, which the token has to open."""
        node = given or request.match_info["number"]
        self._any_token(request)
        number = self._world.numbers.get(node)
        if number is None or number.token != _token(request):
            raise absent(node)
        return number

    def _account(self, request: web.Request) -> list[Number]:
        self._any_token(request)
        account = request.match_info["account"]
        numbers = self._world.opened(_token(request), account)
        if not numbers:
            raise absent(account)
        return list(numbers)

    def _any_token(self, request: web.Request) -> None:
        if _token(request) not in {one.token for one in self._world.numbers.values()}:
            raise unauthorized()


def _token(request: web.Request) -> str:
    told = request.headers.get("Authorization", "")
    return told.removeprefix(_BEARER) if told.startswith(_BEARER) else ""


async def _done(act: Callable[[], Json]) -> web.Response:
    try:
        return _answered(act(), 200)
    except RefusedError as refusal:
        return _answered(refusal.body(), refusal.status)


def _answered(body: object, status: int) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/json"
    )


def _ordered(fault: Answer) -> web.Response:
    told = fault.text if fault.text is not None else msgspec.json.encode(fault.body).decode()
    return web.Response(status=fault.status, text=told, headers=fault.headers)
