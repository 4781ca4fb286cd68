package dev.stoplock.gate.console;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.console.Route.Access;
import dev.stoplock.gate.console.Sessions.Session;
import dev.stoplock.gate.console.page.Frame;
import dev.stoplock.gate.console.page.LoginPage;
import dev.stoplock.gate.console.page.MessagePage;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.Plain;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask for what: every request passes here, and what is not let in is told in one sentence.
 * In this order: the name it was sent to, the page that sent it, the route, the session, the form's
 * token.
 */
final class Door {

    private static final String SAME_SITE =
            "only a page of this console may ask for that: open it, and use what it shows";

    private static final String NOT_FOUND =
            "there is no such page, or it is gone: the last "
                    + RunFolders.KEPT
                    + " runs of a case are kept";

    private final List<Route> routes;
    private final Origins origins;
    private final Sessions sessions;
    private final Frames frames;
    private final String cookie;

    Door(List<Route> routes, Origins origins, Sessions sessions, Frames frames, String cookie) {
        this.routes = List.copyOf(routes);
        this.origins = origins;
        this.sessions = sessions;
        this.frames = frames;
        this.cookie = cookie;
    }

    /** A route that fits, and its variable segments. */
    private record Found(Route route, Map<String, String> segments) {}

    Answer answer(Request request) throws IOException {
        HttpFields headers = request.getHeaders();
        String authority = origins.authority(headers, target(request));
        if (authority == null) {
            return new Answer.Sentence(
                    421,
                    "the console answers under the address that stoplock up printed, and no other");
        }
        long user = peer(request);
        if (user == PeerUser.UNKNOWN) {
            return new Answer.Sentence(403, "the system does not tell whose connection this is");
        }
        String path = request.getHttpURI().getPath();
        boolean post = request.getMethod().equals("POST");
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        Found found = find(method, path == null ? "" : path);
        if (found == null) {
            List<String> methods = methods(path == null ? "" : path);
            return methods.isEmpty()
                    ? nowhere(headers, authority, user)
                    : new Answer.OtherMethod(methods);
        }
        boolean strict = post || found.route().access() == Access.STREAM;
        if (strict ? !Origins.isOurs(headers, authority) : !Origins.mayRead(headers, authority)) {
            return new Answer.Sentence(403, SAME_SITE);
        }
        Session session = session(headers, authority, user);
        Frame.Theme theme = theme(headers);
        if (session == null && found.route().access() != Access.OPEN) {
            return found.route().access() == Access.STREAM
                    ? new Answer.Sentence(
                            401, "you are not signed in: get a login link with stoplock console")
                    : new Answer.Page(
                            401,
                            LoginPages.TEMPLATE,
                            new LoginPage(frames.open("Sign in", theme), "You are not signed in."));
        }
        return act(request, found, session, theme, authority, user, post);
    }

    /** Threat: that there is no such page is told in a page only to who is signed in. */
    private Answer nowhere(HttpFields headers, String authority, long user) {
        Session session =
                Origins.mayRead(headers, authority) ? session(headers, authority, user) : null;
        return session == null
                ? new Answer.Sentence(404, "there is no such page")
                : message(
                        404,
                        new Asked(Map.of(), Map.of(), session, theme(headers), authority, user, -1),
                        "Not found",
                        NOT_FOUND,
                        "begin at the list of cases");
    }

    private Answer act(
            Request request,
            Found found,
            @Nullable Session session,
            Frame.Theme theme,
            String authority,
            long user,
            boolean post)
            throws IOException {
        Asked asked =
                new Asked(
                        found.segments(),
                        Map.of(),
                        session,
                        theme,
                        authority,
                        user,
                        last(request.getHeaders()));
        try {
            if (post) {
                Map<String, List<String>> form =
                        Form.isTooLong(request) ? null : Form.read(request);
                if (form == null) {
                    return new Answer.Sentence(
                            413, "a form of over " + Form.LONGEST + " bytes is not read");
                }
                asked = asked.with(form);
                // the secret of a login link is what proves that form
                if (found.route().access() != Access.OPEN
                        && session != null
                        && !hasToken(request.getHeaders(), asked, session)) {
                    return message(
                            403,
                            asked,
                            "Not done",
                            "the form did not come from a page of this session",
                            "open the page again and use its form");
                }
            }
            Answer answer = found.route().answering().answer(asked);
            return answer == null
                    ? message(404, asked, "Not found", NOT_FOUND, "begin at the list of cases")
                    : answer;
        } catch (Refused e) {
            Refusal refusal = e.refusal();
            return message(
                    refusal.exit() == Refusal.Exit.USAGE ? 400 : 500,
                    asked,
                    "Not done",
                    refusal.rule() + ": " + refusal.sentence(),
                    refusal.hint());
        }
    }

    private Answer message(int status, Asked asked, String heading, String sentence, String hint) {
        return asked.session() == null
                ? new Answer.Sentence(status, Plain.of(sentence).flat())
                : new Answer.Page(
                        status,
                        "message.jte",
                        new MessagePage(
                                frames.of(heading, asked),
                                heading,
                                Plain.of(sentence),
                                Plain.of(hint),
                                null,
                                null));
    }

    private @Nullable Found find(String method, String path) {
        for (Route route : routes) {
            Map<String, String> segments = route.match(path);
            if (segments != null && route.method().equals(method)) {
                return new Found(route, segments);
            }
        }
        return null;
    }

    private List<String> methods(String path) {
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (route.match(path) != null) {
                methods.add(route.method());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return new ArrayList<>(methods);
    }

    /** The name in a target of absolute form (RFC 9112 §3.2.2), null where there is none. */
    private static @Nullable String target(Request request) {
        return request.getHttpURI().getAuthority();
    }

    private static long peer(Request request) throws IOException {
        return request.getConnectionMetaData().getRemoteSocketAddress()
                                instanceof InetSocketAddress theirs
                        && request.getConnectionMetaData().getLocalSocketAddress()
                                instanceof InetSocketAddress ours
                ? PeerUser.of(theirs, ours)
                : PeerUser.UNKNOWN;
    }

    /**
     * Threat: another server on this address may have set a cookie of this name: each that came is
     * tried.
     */
    private @Nullable Session session(HttpFields headers, String authority, long user) {
        for (String value : cookies(headers, cookie)) {
            Session session = sessions.find(value, authority, user);
            if (session != null) {
                return session;
            }
        }
        return null;
    }

    private static Frame.Theme theme(HttpFields headers) {
        List<String> values = cookies(headers, "stoplock-theme");
        return values.contains("dark")
                ? Frame.Theme.DARK
                : values.contains("light") ? Frame.Theme.LIGHT : Frame.Theme.SYSTEM;
    }

    private static List<String> cookies(HttpFields headers, String name) {
        List<String> values = new ArrayList<>();
        for (String line : headers.getValuesList("Cookie")) {
            for (String pair : line.split(";")) {
                String stripped = pair.strip();
                if (stripped.startsWith(name + "=") && values.size() < 8) {
                    values.add(stripped.substring(name.length() + 1));
                }
            }
        }
        return values;
    }

    private static boolean hasToken(HttpFields headers, Asked asked, Session session) {
        String header = headers.get("X-CSRF-Token");
        return Secrecy.same(header == null ? asked.field("csrf") : header, session.token());
    }

    private static int last(HttpFields headers) {
        String last = headers.get("Last-Event-ID");
        return last != null && last.matches("0|[1-9][0-9]{0,5}") ? Integer.parseInt(last) : -1;
    }
}
