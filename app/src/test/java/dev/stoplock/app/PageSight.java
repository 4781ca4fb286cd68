package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A page as people meet it: in light and dark, wide, at 200 % zoom and on a phone, by keyboard,
 * with less motion. Each look leaves a screenshot under {@code app/target/screenshots}.
 */
final class PageSight implements AutoCloseable {

    private static final Path SHOTS = Path.of("target", "screenshots");

    /** WCAG 2.2 AA, as axe tags it. */
    private static final List<String> TAGS =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private static final int WIDE = 1280;

    /** 1280 at 200 % has as many CSS pixels as this. */
    private static final int ZOOMED = WIDE / 2;

    private static final int PHONE = 360;

    /** The narrowest WCAG 1.4.10 speaks of: 1280 at 400 %. */
    private static final int NARROWEST = 320;

    /** What is wider than the window, unless a part of its own scrolls it. */
    private static final String WIDER =
            """
            () => {
                const wide = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= wide) { return []; }
                return [...document.querySelectorAll("body *")]
                    .filter(e => e.getBoundingClientRect().right > wide + 1)
                    .map(e => e.tagName + "." + e.getAttribute("class") + "#" + e.id).slice(0, 5);
            }
            """;

    /** What can be pressed and is smaller than 24 by 24, but for links within a sentence. */
    private static final String SMALL =
            """
            () => [...document.querySelectorAll("a[href], button, select, summary, input")]
                .filter(e => e.checkVisibility() && e.type !== "hidden")
                .filter(e => getComputedStyle(e).display !== "inline")
                .filter(e => !e.closest(".skip"))
                .map(e => [e, (e.closest("label") ?? e).getBoundingClientRect()])
                .filter(([e, box]) => box.width < 23.9 || box.height < 23.9)
                .map(([e, box]) => e.outerHTML.slice(0, 90) + " " + box.width + "x" + box.height)
            """;

    /** What can be focused and does not look different then. */
    private static final String UNSEEN_FOCUS =
            """
            () => {
                const all = [...document.querySelectorAll(
                    "a[href], button, select, summary, input, textarea, [tabindex='0']")]
                    .filter(e => e.checkVisibility() && e.type !== "hidden" && !e.disabled);
                const missing = [];
                for (const e of all) {
                    e.focus({ focusVisible: true });
                    const style = getComputedStyle(e);
                    const rect = e.querySelector(":scope > rect");
                    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                    const stroke = rect && parseFloat(getComputedStyle(rect).strokeWidth) >= 4;
                    if (document.activeElement !== e || !(ring || stroke)) {
                        missing.push(e.outerHTML.slice(0, 120));
                    }
                }
                document.activeElement.blur();
                return missing;
            }
            """;

    private static final String MOVING =
            """
            () => [...document.querySelectorAll("*")]
                .filter(e => { const s = getComputedStyle(e);
                    return [s.transitionDuration, s.animationDuration]
                        .some(d => d.split(",").some(each => parseFloat(each) > 0))
                        || s.scrollBehavior === "smooth"; })
                .map(e => e.outerHTML.slice(0, 90))
            """;

    /** Names in the picture that stand over the edge of their box. */
    private static final String OVER_EDGES =
            """
            () => [...document.querySelectorAll("#map .node, #map .gate")].filter(e => e.checkVisibility()).flatMap(node => {
                const box = node.querySelector("rect").getBBox();
                return [...node.querySelectorAll("text")].filter(text => {
                    const its = text.getBBox();
                    return its.x < box.x + 2 || its.x + its.width > box.x + box.width - 2
                        || its.y < box.y || its.y + its.height > box.y + box.height;
                }).map(text => text.textContent);
            })
            """;

    final BrowserContext context;
    final Page page;
    private final List<String> complaints;
    private final boolean beside;

    PageSight(Browser browser) {
        this(
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(WIDE, 900)
                                .setLocale("en-GB")
                                .setTimezoneId("UTC")
                                .setReducedMotion(ReducedMotion.REDUCE)),
                new ArrayList<>(),
                false);
        context.onConsoleMessage(this::heard);
        context.onWebError(error -> complaints.add("script: " + error.error()));
    }

    private PageSight(BrowserContext context, List<String> complaints, boolean beside) {
        this.context = context;
        this.complaints = complaints;
        this.beside = beside;
        this.page = context.newPage();
    }

    /** Another page of the same session, to look at something while this one waits. */
    PageSight beside() {
        return new PageSight(context, complaints, true);
    }

    /** Threat: a violation of the page's policy is only said on the console. */
    private void heard(ConsoleMessage message) {
        boolean answered =
                message.text().startsWith("Failed to load resource: the server responded");
        if ((message.type().equals("error") || message.type().equals("warning")) && !answered) {
            complaints.add(message.type() + " at " + message.location() + ": " + message.text());
        }
    }

    void shoot(String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(SHOTS.resolve(name + ".png"))
                        .setFullPage(true));
    }

    /** Looks at this address in every way. */
    void look(String name, String address) {
        page.navigate(address);
        look(name);
    }

    /** Looks at the page that is open in every way, and leaves it as it was. */
    void look(String name) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            widths(name + "-" + scheme.name().toLowerCase(Locale.ROOT));
            // the colours of a theme are the same at each width, the layout and the mark-up in each
            // theme
            page.setViewportSize(scheme == ColorScheme.LIGHT ? WIDE : PHONE, 900);
            AxeBuilder axe = new AxeBuilder(page);
            keeps(
                    name + " in " + scheme,
                    scheme == ColorScheme.LIGHT
                            ? axe.withTags(TAGS)
                            : axe.withRules(List.of("color-contrast")));
        }
        steady(name);
    }

    /** Whether every rule holds of the page that is open, in the dark and wide. */
    void dark(String name) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        shoot(name + "-dark-" + WIDE);
        keeps(name + " in the dark", new AxeBuilder(page).withTags(TAGS));
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    /** Whether the page that is open keeps its layout, in one theme. */
    void glance(String name) {
        widths(name);
        steady(name);
    }

    private void widths(String name) {
        for (int width : List.of(WIDE, ZOOMED, PHONE, NARROWEST)) {
            page.setViewportSize(width, 900);
            assertThat(page.evaluate(WIDER)).as(name + " at " + width).isEqualTo(List.of());
            if (width != NARROWEST) {
                shoot(name + "-" + width);
            }
        }
    }

    private void steady(String name) {
        for (int width : List.of(PHONE, WIDE)) {
            page.setViewportSize(width, 900);
            String at = name + " at " + width;
            assertThat(page.evaluate(SMALL)).as(at + ": too small to hit").isEqualTo(List.of());
            assertThat(page.evaluate(UNSEEN_FOCUS)).as(at + ": focus unseen").isEqualTo(List.of());
            assertThat(page.evaluate(OVER_EDGES)).as(at + ": over its edge").isEqualTo(List.of());
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(page.evaluate(MOVING)).as(name + ": moves").isEqualTo(List.of());
        assertThat(complaints).as(name).isEmpty();
    }

    private static void keeps(String name, AxeBuilder axe) {
        assertThat(
                        axe.analyze().getViolations().stream()
                                .map(rule -> rule.getId() + ": " + rule.getNodes())
                                .toList())
                .as(name)
                .isEmpty();
    }

    @Override
    public void close() {
        if (beside) {
            page.close();
        } else {
            context.close();
        }
    }
}
