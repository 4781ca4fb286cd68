package dev.stoplock.gate.console;

import dev.stoplock.gate.console.Route.Access;
import java.util.List;

/**
 * Every route, in one list. None changes a setting, a lock, a mode or a server of the daemon that
 * serves it: a run is a process of its own with a home of its own.
 */
final class Routes {

    private Routes() {}

    static List<Route> of(
            LoginPages login, CasePages cases, RunPages runs, FilePages files, Assets assets) {
        return List.of(
                new Route(
                        "GET", "/", Access.SESSION, asked -> new Answer.Elsewhere("/cases", null)),
                new Route("GET", "/login", Access.OPEN, login::door),
                new Route("POST", "/login", Access.OPEN, login::open),
                new Route("POST", "/logout", Access.SESSION, login::close),
                new Route("GET", "/cases", Access.SESSION, cases::list),
                new Route("GET", "/cases/{case}", Access.SESSION, cases::one),
                new Route("POST", "/cases/{case}/runs", Access.SESSION, runs::start),
                new Route("POST", "/cases/{case}/table", Access.SESSION, runs::measure),
                new Route("GET", "/cases/{case}/runs/{run}", Access.SESSION, runs::one),
                new Route("POST", "/cases/{case}/runs/{run}/stop", Access.SESSION, runs::stop),
                new Route("GET", "/cases/{case}/runs/{run}/events", Access.STREAM, runs::events),
                new Route(
                        "GET",
                        "/cases/{case}/runs/{run}/records/{index}",
                        Access.SESSION,
                        runs::record),
                new Route(
                        "GET",
                        "/cases/{case}/runs/{run}/files/{side}/{file}",
                        Access.SESSION,
                        files::played),
                new Route(
                        "GET",
                        "/cases/{case}/measured/{run}/records/{index}",
                        Access.SESSION,
                        runs::measured),
                new Route(
                        "GET",
                        "/cases/{case}/measured/{run}/files/{file}",
                        Access.SESSION,
                        files::measured),
                new Route("GET", "/assets/{name}", Access.OPEN, assets::answer));
    }
}
