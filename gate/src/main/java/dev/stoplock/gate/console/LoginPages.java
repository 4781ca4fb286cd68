package dev.stoplock.gate.console;

import dev.stoplock.gate.console.page.LoginPage;

/** Signing in with the secret of a login link, and out. */
final class LoginPages {

    static final String TEMPLATE = "login.jte";

    private final LoginLinks links;
    private final Sessions sessions;
    private final Frames frames;
    private final String cookie;

    LoginPages(LoginLinks links, Sessions sessions, Frames frames, String cookie) {
        this.links = links;
        this.sessions = sessions;
        this.frames = frames;
        this.cookie = cookie;
    }

    /**
     * Opening the link uses nothing up: only the button does (decision 0015). Threat: who is signed
     * in is not sent elsewhere from here either, since a browser takes the fragment along.
     */
    Answer door(Asked asked) {
        return new Answer.Page(
                200, TEMPLATE, new LoginPage(frames.open("Sign in", asked.theme()), null));
    }

    Answer open(Asked asked) {
        if (!links.use(asked.field("secret"))) {
            return new Answer.Page(
                    403,
                    TEMPLATE,
                    new LoginPage(
                            frames.open("Sign in", asked.theme()),
                            "This login link is not valid: each works once and for ten minutes."));
        }
        Sessions.Opened opened = sessions.open(asked.authority(), asked.user());
        return new Answer.Elsewhere(
                "/cases", cookie + "=" + opened.cookie() + "; Path=/; HttpOnly; SameSite=Strict");
    }

    Answer close(Asked asked) {
        sessions.end(asked.signedIn());
        return new Answer.Elsewhere(
                "/login", cookie + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    }
}
