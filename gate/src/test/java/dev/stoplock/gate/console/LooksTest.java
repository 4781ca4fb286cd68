package dev.stoplock.gate.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.gate.report.casefile.StyleSheet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds of the console's files as they are written: contrast, escaping, nothing from outside.
 */
final class LooksTest {

    private static final Pattern TOKEN =
            Pattern.compile("--([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)");

    private static byte[] asset(String name) throws IOException {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static String text(String name) throws IOException {
        return new String(asset(name), StandardCharsets.UTF_8);
    }

    /** Each token's colour, light first. */
    private static Map<String, List<String>> tokens() throws IOException {
        Map<String, List<String>> tokens = new HashMap<>();
        Matcher each = TOKEN.matcher(StyleSheet.text());
        while (each.find()) {
            tokens.put(each.group(1), List.of(each.group(2), each.group(3)));
        }
        return tokens;
    }

    /** WCAG 2.2, "relative luminance". */
    private static double luminance(String colour) {
        double[] parts = new double[3];
        for (int i = 0; i < 3; i++) {
            double part = Integer.parseInt(colour.substring(2 * i, 2 * i + 2), 16) / 255.0;
            parts[i] = part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "ink, 4.5, ground raised allow-wash hold-wash deny-wash off-wash rewrite-wash",
        "soft, 4.5, ground raised",
        "link, 4.5, ground raised hold-wash deny-wash",
        "allow, 4.5, ground raised allow-wash",
        "rewrite, 4.5, ground raised rewrite-wash",
        "hold, 4.5, ground raised hold-wash",
        "deny, 4.5, ground raised deny-wash",
        "off, 4.5, ground raised off-wash",
        "edge, 3, ground raised",
        "focus, 3, ground raised"
    })
    void aColourStandsOutInBothThemes(String colour, double least, String grounds)
            throws Exception {
        Map<String, List<String>> tokens = tokens();
        for (String ground : grounds.split(" ")) {
            for (int theme = 0; theme < 2; theme++) {
                assertThat(
                                contrast(
                                        Objects.requireNonNull(tokens.get(colour)).get(theme),
                                        Objects.requireNonNull(tokens.get(ground)).get(theme)))
                        .as("%s on %s, theme %d", colour, ground, theme)
                        .isGreaterThanOrEqualTo(least);
            }
        }
    }

    @Test
    void htmxIsTheFileItsNoteNames() throws Exception {
        String digest =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(asset("assets/htmx.js")));
        assertThat(text("htmx.txt")).contains("file       sha256:" + digest);
        assertThat(text("assets/htmx.js")).contains("version:\"2.0.11\"");
        assertThat(text("htmx.txt")).contains("version    2.0.11");
    }

    @Test
    void noTemplateOutputsWithoutEscapingOrHoldsScriptOrStyle() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of("src/main/jte"))) {
            List<Path> templates = files.filter(Files::isRegularFile).toList();
            assertThat(templates).hasSizeGreaterThan(6);
            for (Path template : templates) {
                String text = Files.readString(template);
                assertThat(text)
                        .as("" + template)
                        .doesNotContain("$unsafe")
                        .doesNotContainPattern("(?i)\\son[a-z]+\\s*=")
                        .doesNotContainPattern("(?i)\\sstyle\\s*=")
                        .doesNotContainPattern("(?i)hx-on")
                        .doesNotContainPattern("(?i)javascript:")
                        .doesNotContainPattern("https?://");
                if (template.endsWith("casefile/export.jte")) {
                    // the one page that is a file of its own: what is in it stands in its policy by
                    // digest, which its own test checks
                    continue;
                }
                assertThat(text).as("" + template).doesNotContainPattern("(?i)<style");
                Matcher script = Pattern.compile("<script([^>]*)>(.*?)</script>").matcher(text);
                while (script.find()) {
                    assertThat(script.group(1)).contains("src=");
                    assertThat(script.group(2)).isEmpty();
                }
            }
        }
    }

    @Test
    void noModuleMakesMarkupOfText() throws Exception {
        for (String name : Assets.NAMES) {
            if (name.endsWith(".mjs")) {
                assertThat(text("assets/" + name))
                        .as(name)
                        .doesNotContain(
                                "innerHTML",
                                "outerHTML",
                                "insertAdjacentHTML",
                                "document.write",
                                "eval(",
                                "http://",
                                "https://");
            }
        }
        assertThat(StyleSheet.text()).doesNotContain("url(", "@import");
    }

    @Test
    void aTokenIsSetInOnePlaceAndAColourIsNamedThereAlone() throws Exception {
        String tokens = text("assets/style/tokens.css");
        for (String part : StyleSheet.PARTS) {
            String css = text("assets/style/" + part);
            assertThat(css.lines().count()).as(part).isLessThanOrEqualTo(400);
            if (!part.equals("tokens.css")) {
                // what a flow is drawn with is said where the flows are
                assertThat(css.replace("--flow:", "").replace("--tone:", "").replace("--wash:", ""))
                        .as(part)
                        .doesNotContainPattern("(?m)^\\s*--[a-z]")
                        .doesNotContainPattern("#[0-9a-f]{6}\\b");
            }
        }
        Matcher root =
                Pattern.compile("(?s)^:root \\{(.*?)^\\}", Pattern.MULTILINE).matcher(tokens);
        assertThat(root.find()).isTrue();
        List<String> names =
                Pattern.compile("(?m)^    --([a-z0-9-]+):")
                        .matcher(root.group(1))
                        .results()
                        .map(each -> each.group(1))
                        .toList();
        assertThat(names).hasSizeGreaterThan(30).doesNotHaveDuplicates();
        for (String name : names) {
            assertThat(StyleSheet.text()).as(name).contains("var(--" + name + ")");
        }
    }

    @Test
    void everyClassThatIsStyledIsUsedSomewhere() throws Exception {
        StringBuilder users = new StringBuilder();
        for (String under : List.of("src/main/jte", "src/main/resources", "src/main/java")) {
            try (Stream<Path> files = Files.walk(Path.of(under))) {
                for (Path file :
                        files.filter(each -> each.toString().matches(".*\\.(jte|mjs|java)"))
                                .toList()) {
                    users.append(Files.readString(file)).append('\n');
                }
            }
        }
        String used = users.toString();
        String rules = StyleSheet.text().replaceAll("(?s)/\\*.*?\\*/|\\{[^{}]*\\}", " ");
        List<String> unused =
                Pattern.compile("\\.([a-z][A-Za-z0-9-]*)")
                        .matcher(rules)
                        .results()
                        .map(each -> each.group(1))
                        .distinct()
                        // these get their last word from what they show
                        .map(each -> each.replaceFirst("^(tone|severity|rank|flow|lens)-.*", "$1-"))
                        .filter(each ->
                                !Pattern.compile("(?<![A-Za-z-])" + each + "(?![A-Za-z])")
                                        .matcher(used)
                                        .find())
                        .filter(each -> !(each.endsWith("-") && used.contains(each + "${")))
                        .toList();
        assertThat(unused).isEmpty();
    }
}
