package dev.stoplock.lab.business;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LetterSourceTest {

    @Test
    void everySeedKeepsThePromises() {
        LongStream.range(-500, 500)
                .mapToObj(LetterSource::from)
                .forEach(source -> {
                    for (List<Letter> letters : List.of(source.before(), source.after())) {
                        assertThat(letters).anyMatch(Letter::isInvoice);
                        assertThat(letters)
                                .anyMatch(letter ->
                                        !letter.subject()
                                                .toLowerCase(Locale.ROOT)
                                                .contains("invoice"));
                        assertThat(letters)
                                .allMatch(letter -> letter.to().matches(".+\\.(example|test)"));
                    }
                    Set<String> known =
                            source.before().stream().map(Letter::to).collect(Collectors.toSet());
                    assertThat(source.after()).hasSizeBetween(3, 7);
                    assertThat(source.after()).allMatch(letter -> known.contains(letter.to()));
                    List<Letter> all =
                            Stream.concat(source.before().stream(), source.after().stream())
                                    .toList();
                    assertThat(all).extracting(Letter::id).doesNotHaveDuplicates();
                    assertThat(all).extracting(Letter::subject).doesNotHaveDuplicates();
                });
    }

    @Test
    void aSeedAlwaysGivesTheSameLettersAndSeedsDiffer() {
        assertThat(LetterSource.from(42)).isEqualTo(LetterSource.from(42));
        assertThat(
                        LongStream.range(0, 50)
                                .mapToObj(seed -> LetterSource.from(seed).after())
                                .distinct()
                                .count())
                .isEqualTo(50);
        assertThat(
                        LongStream.range(0, 100)
                                .mapToObj(seed -> LetterSource.from(seed).after().size())
                                .distinct())
                .containsExactlyInAnyOrder(3, 4, 5, 6, 7);
    }

    @Test
    void aLetterGoesToExactlyOneAddress() {
        for (String to :
                List.of(
                        "a@b.example,c@d.example",
                        "a@b.example;c@d.test",
                        "a b@c.test",
                        "me",
                        "@b.example",
                        "a@")) {
            assertThatThrownBy(() -> new Letter("A-1", to, "subject", "body"))
                    .hasMessageContaining("exactly one address");
        }
        assertThatThrownBy(
                        () -> new Letter("A-1", "a@b.example", "one\r\nBcc: c@d.example", "body"))
                .hasMessageContaining("one line");
    }
}
