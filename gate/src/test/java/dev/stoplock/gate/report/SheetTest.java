package dev.stoplock.gate.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lines of at most 80 columns in which nothing is cut or hidden. */
final class SheetTest {

    @Test
    void wordsAreBrokenAtSpacesAndGoOnSetIn() {
        Sheet sheet = new Sheet();
        sheet.field(6, "verdict", "a word ".repeat(20).strip());
        assertThat(sheet.lines()).hasSize(3).allMatch(line -> line.length() <= 80);
        assertThat(sheet.lines().getFirst()).startsWith("      verdict   a word a word");
        assertThat(sheet.lines().get(1)).startsWith("                word a");
    }

    @Test
    void aLongAddressIsNeverCut() {
        String address = "x".repeat(60) + "@" + "y".repeat(60) + ".example";
        Sheet sheet = new Sheet();
        sheet.field(6, "Bcc", address + "  nobody asked for this");
        assertThat(sheet.lines()).anyMatch(line -> line.contains(address));
        assertThat(String.join("\n", sheet.lines())).contains("nobody asked for this");
    }

    @Test
    void noSpaceToTheEyeCarriesAWordPastTheEdge() {
        Sheet sheet = new Sheet();
        sheet.words(2, "word\u00A0\u3000word\u2003".repeat(20));
        assertThat(sheet.lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 80);
    }

    @Test
    void whatIsInvisibleIsShown() {
        Sheet sheet = new Sheet();
        sheet.words(2, "a\u001b[31mb\u202Ec\nd\u0000e");
        sheet.copied(2, "f\rg\u009b");
        assertThat(sheet.lines())
                .containsExactly("  a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe", "  f\uFFFDg\uFFFD");
    }
}
