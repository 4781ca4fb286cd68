package dev.stoplock.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real browser, of a real {@code stoplock up} with two real runs: under three
 * minutes, since pages are looked at while a run plays. The tests go on from one to the next as a
 * newcomer does: first nothing has been run, then a run with four controls off, then one with two
 * of them on again.
 */
@Tag("full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsoleBrowserTest {

    private static final String CASE = "/cases/postmark-mcp";

    /** As long as the console gives a run. */
    private static final double RUN = 300_000;

    private static Rig rig;
    private static Chromium chromium;
    private static PageSight sight;
    private static Page page;
    private static String origin;

    @BeforeAll
    static void opens() throws Exception {
        rig = Rig.bare();
        Files.writeString(
                rig.configFile(), Files.readString(rig.configFile()).replace("console: off\n", ""));
        rig.up();
        chromium = Chromium.start();
        sight = new PageSight(chromium.browser);
        page = sight.page;
        origin = "http://" + URI.create(link()).getAuthority();
    }

    @AfterAll
    static void closes() throws Exception {
        try {
            if (chromium != null) {
                chromium.close();
            }
        } finally {
            rig.close();
        }
    }

    private static String link() throws Exception {
        Rig.Ran given = rig.cli("console");
        assertThat(given.exit()).as(given.err()).isZero();
        return given.out().strip();
    }

    private static void press(String key) {
        page.keyboard().press(key);
    }

    /** Presses this key until the element has the focus, as somebody without a mouse has to. */
    private static void reach(Locator wanted, String key) {
        for (int i = 0; i < 400; i++) {
            if (Boolean.TRUE.equals(wanted.evaluate("e => e === document.activeElement"))) {
                return;
            }
            press(key);
        }
        throw new AssertionError(key + " does not lead to " + wanted);
    }

    private static void tabTo(String selector) {
        reach(page.locator(selector), "Tab");
    }

    private static String focused(String attribute) {
        return String.valueOf(
                page.evaluate("name => document.activeElement.getAttribute(name)", attribute));
    }

    @Test
    @Order(1)
    void theBrowserIsAnOrdinaryUsersAndKeepsItsSandbox() {
        assertThat(chromium.sandbox()).contains("You are adequately sandboxed.");
    }

    @Test
    @Order(2)
    void theLoginLinkAndOneKeyLeadToTheCases() throws Exception {
        page.navigate(link());
        assertThat(page.locator("#enter")).isFocused();
        press("Enter");
        page.waitForURL("**/cases");
        assertThat(page.locator(".main-nav [aria-current=page]")).hasText("Cases");
    }

    @Test
    @Order(3)
    void beforeAnyRunTheCaseIsToldAndNothingIsShownAsPlayed() {
        page.navigate(origin + "/cases");
        press("j");
        press("Enter");
        page.waitForURL("**" + CASE);
        assertThat(page.locator(".outcome")).hasCount(0);
        assertThat(page.locator(".artefact")).hasCount(0);
        sight.glance("case-not-run");
        sight.dark("case-not-run");
    }

    @Test
    @Order(4)
    void thePictureBecomesItsTableOnAPhone() {
        page.navigate(origin + CASE);
        assertThat(page.locator("#map")).isVisible();
        assertThat(page.locator(".twin")).isHidden();
        page.setViewportSize(360, 800);
        assertThat(page.locator("#map")).isHidden();
        assertThat(page.locator(".twin")).isVisible();
        page.setViewportSize(1280, 900);
    }

    @Test
    @Order(4)
    void whatALinkNamesIsShownAlsoWhereItIsFolded() {
        page.navigate(origin + CASE);
        assertThat(page.locator("#control-screening")).isHidden();
        page.locator(".lessons a[href='#control-screening']").first().click();
        assertThat(page.locator("#control-screening")).isVisible();
        assertThat(page.locator("#component-user")).isHidden();
        page.navigate(origin + CASE + "#component-user");
        assertThat(page.locator("#component-user")).isVisible();
    }

    @Test
    @Order(5)
    void theStepsTheLensAndTheComponentsAreReachedByKeyboardAlone() {
        page.navigate(origin + CASE);
        tabTo("#lens-OWASP");
        assertThat(page.locator(".risks .lens-OWASP").first()).isVisible();
        press("ArrowDown");
        assertThat(page.locator(".risks .lens-ATLAS").first()).isVisible();
        assertThat(page.locator(".risks .lens-OWASP").first()).isHidden();
        assertThat(page.locator(".risks .lens-ATLAS").first()).containsText("AML.");

        reach(page.locator("[data-node=user]"), "Tab");
        press("ArrowRight");
        assertThat(focused("data-node")).isEqualTo("loop");
        press("ArrowDown");
        assertThat(focused("data-node")).isEqualTo("runtime");
        press("ArrowDown");
        assertThat(focused("data-node")).isEqualTo("server");
        press("ArrowRight");
        assertThat(focused("data-node")).isEqualTo("api");
        press("Enter");
        assertThat(page.locator("#component-api")).isVisible();
        assertThat(page.locator("#component-server")).isHidden();
        assertThat(page.locator("#component-api h3")).isFocused();
        sight.shoot("component");
        press("Escape");
        assertThat(focused("data-node")).isEqualTo("api");

        tabTo("#step-on");
        for (int step = 2; step <= 6; step++) {
            press("ArrowRight");
            assertThat(page.locator("#step-count")).hasText(step + " of 6");
            assertThat(page.locator("#step-" + step)).isVisible();
            assertThat(page.locator(".step:visible")).hasCount(1);
        }
        press("ArrowRight");
        assertThat(page.locator("#step-count")).hasText("6 of 6");
        press("ArrowLeft");
        assertThat(page.locator("#step-count")).hasText("5 of 6");
        String lit = page.locator("#step-5").getAttribute("data-lit");
        assertThat(page.locator("#map .lit")).hasAttribute("data-node", lit);
    }

    @Test
    @Order(6)
    void withFourControlsOffTheStrangerHasTheMail() {
        page.navigate(origin + CASE);
        for (String control : List.of("pin", "contract", "behaviour-diff", "recipients")) {
            tabTo("input[name=without][value=" + control + "]");
            press("Space");
        }
        begin("run-off");
        try (PageSight anybody = new PageSight(chromium.browser);
                PageSight beside = sight.beside()) {
            anybody.look("login", origin + "/login");
            anybody.page.navigate(origin + "/cases");
            anybody.glance("not-signed-in");
            beside.look("cases", origin + "/cases");
            beside.look("no-such-record", origin + CASE + "/runs/0000000-0000/records/0");
            beside.look("no-such-page", origin + "/no-such-page");
        }
        follow();
        assertThat(page.locator("#outcome .lead"))
                .hasText(Pattern.compile("[1-9][0-9]* mails are in the stranger's mailbox"));

        tabTo(".crumbs a[href='" + CASE + "']");
        press("Enter");
        page.waitForURL("**" + CASE);
        assertThat(page.locator(".outcome")).containsText("in the stranger's mailbox");
        assertThat(page.locator("#map .gate")).containsText("0 denied");
        // the artefacts of each step, from this run
        tabTo("#step-on");
        for (int step = 2; step <= 6; step++) {
            press("ArrowRight");
            sight.shoot("step-" + step);
        }
        Locator mailbox = page.locator(".from a[href$='/files/with/mails.json']").first();
        page.navigate(origin + mailbox.getAttribute("href"));
        assertThat(page.locator("pre")).containsText("archive@collector.example");
    }

    @Test
    @Order(7)
    void withTheContractOnAgainTheUpdateRunsAndNothingHasLeftAsTheRecordProves() {
        page.navigate(origin + CASE);
        // as the form comes nothing is switched off; the update is let in, so that there is
        // something to refuse
        assertThat(page.locator("input[name=without]:checked")).hasCount(0);
        String off = page.locator(".lines a").first().getAttribute("href");
        String file =
                page.locator(".from a[href$='/files/with/mails.json']")
                        .first()
                        .getAttribute("href");
        for (String control : List.of("pin", "behaviour-diff")) {
            tabTo("input[name=without][value=" + control + "]");
            press("Space");
        }
        begin("run-on");
        try (PageSight beside = sight.beside()) {
            beside.look("run-off", origin + off);
            beside.look("file", origin + file);
            // told from the run with four controls off, and with a run under way
            beside.look("case-off", origin + CASE);
            assertThat(beside.page.locator("#map .gate")).containsText("0 denied");
        }
        follow();
        assertThat(page.locator("#outcome .lead")).containsText("Nothing has left");
        sight.glance("run-on");

        Locator denied = page.locator(".records .tone-deny a").first();
        reach(denied, "j");
        press("Enter");
        page.waitForURL("**/records/*");
        assertThat(page.locator("main")).containsText("is the one that was signed");
        assertThat(page.locator(".lead")).hasClass(Pattern.compile("tone-deny"));
        sight.look("record");

        page.navigate(origin + CASE);
        assertThat(page.locator(".outcome")).containsText("Nothing has left for the stranger.");
        assertThat(page.locator("#map .gate")).containsText("0 leaked");
        assertThat(page.locator(".lines li")).hasCount(2);
        sight.shoot("case-on");
    }

    @Test
    @Order(8)
    void whatAnEnemyWroteIsTextOnEveryPageAndBreaksNone(@TempDir Path folder) throws Exception {
        try (HostileRun hostile = new HostileRun(folder, result());
                PageSight its = new PageSight(chromium.browser)) {
            its.page.navigate(hostile.console.link());
            its.page.locator("#enter").click();
            its.page.waitForURL("**/cases");
            String at = hostile.console.url().replaceFirst("/$", "");
            its.page.navigate(at + CASE);
            its.page.locator(".run-form .primary").click();
            its.page.waitForURL("**/runs/*");
            assertThat(its.page.locator(".records li").first()).isVisible();
            String run = its.page.url();
            for (String address :
                    List.of(
                            run,
                            run + "/records/1",
                            run + "/records/2",
                            run + "/records/3",
                            run + "/files/with/mails.json",
                            at + CASE)) {
                its.page.navigate(address);
                its.page.waitForLoadState(LoadState.NETWORKIDLE);
                its.glance("hostile-" + address.substring(address.lastIndexOf('/') + 1));
                assertThat(its.page.url()).isEqualTo(address);
                assertThat(its.page.evaluate("window.hit")).as(address).isNull();
                assertThat(its.page.locator("img, iframe, script:not([src])").count()).isZero();
                assertThat(its.page.locator("main [hx-post]").count()).isZero();
                assertThat(its.page.locator("main").innerText())
                        .as(address)
                        .doesNotContain("\u202E", "\u2066", "\u200B");
            }
            // the case is told from that run, in the words of the enemy
            assertThat(its.page.locator(".artefact").first()).isAttached();
            assertThat(its.page.locator(".case").textContent())
                    .contains("<img src=x onerror", "U+202E", "{{7*7}}", HostileRun.LONG);
        }
    }

    /** The result of the newest run. */
    private static Path result() throws IOException {
        try (Stream<Path> runs = Files.list(rig.home.resolve("cases/postmark-mcp"))) {
            return runs.map(run -> run.resolve("case.json"))
                    .filter(Files::exists)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** Runs the case by its form, and is on the run's page as its lines come. */
    private static void begin(String name) {
        tabTo(".run-form .primary");
        press("Enter");
        page.waitForURL("**/runs/*");
        assertThat(page.locator("#log li").first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
        sight.glance(name + "-under-way");
    }

    /** Waits on a run's page until it has ended, by what the page itself does. */
    private static void follow() {
        assertThat(page.locator("#following"))
                .hasText(
                        "The run has ended.",
                        new LocatorAssertions.HasTextOptions().setTimeout(RUN));
        assertThat(page.locator(".records li").first()).isVisible();
    }
}
