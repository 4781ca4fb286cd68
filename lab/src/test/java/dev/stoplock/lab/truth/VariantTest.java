package dev.stoplock.lab.truth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import dev.stoplock.lab.registry.PostmarkPackage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VariantTest {

    private static final LetterSource LETTERS = LetterSource.from(1);

    private static String source(PostmarkPackage version) {
        return new String(version.files().get("index.mjs"), UTF_8);
    }

    private static List<String> added(PostmarkPackage from, PostmarkPackage to) {
        List<String> lines = new ArrayList<>(source(to).lines().toList());
        source(from).lines().forEach(lines::remove);
        return lines.stream().map(String::strip).toList();
    }

    @ParameterizedTest
    @EnumSource
    void theBackdoorIsOneLineInOneVersion(Variant variant) throws IOException {
        PostmarkPackage clean = PostmarkPackage.before();
        List<String> first = added(clean, variant.first(LETTERS, false));
        List<String> second = added(clean, variant.second(LETTERS, false));
        assertThat(variant.isUpdate() ? first : second).isEmpty();
        assertThat(variant.isUpdate() ? second : first)
                .singleElement()
                .satisfies(line ->
                        assertThat(line)
                                .startsWith("Bcc: ")
                                .contains("'" + variant.stranger(LETTERS) + "'"));
    }

    @ParameterizedTest
    @EnumSource
    void itsTwinDiffersFromTheCleanVersionInTheNumberOnly(Variant variant) throws IOException {
        assertThat(source(variant.first(LETTERS, true)))
                .isEqualTo(source(PostmarkPackage.before()));
        assertThat(source(variant.second(LETTERS, true)))
                .isEqualTo(source(PostmarkPackage.before()));
        assertThat(variant.second(LETTERS, true).version()).isEqualTo(PostmarkPackage.AFTER);
    }

    @Test
    void theAliasIsInADomainThatIsMailedAndIsMailedByNobody() {
        String alias = Variant.C.stranger(LETTERS);
        assertThat(LETTERS.after())
                .extracting(Letter::to)
                .anyMatch(to -> to.endsWith(alias.substring(alias.indexOf('@'))))
                .doesNotContain(alias);
        assertThat(LETTERS.before()).extracting(Letter::to).doesNotContain(alias);
    }
}
