package dev.stoplock.lab.business;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvoiceDatabaseTest {

    @TempDir Path folder;

    @Test
    void givesBackTheLettersAsTheyWereInOrder() throws Exception {
        List<Letter> letters = LetterSource.from(7).before();
        InvoiceDatabase.create(folder.resolve("new/business.db"), letters);

        assertThat(InvoiceDatabase.open(folder.resolve("new/business.db")).dueLetters())
                .isEqualTo(letters);
    }

    @Test
    void keepsTwoLettersToOneCustomerAndTextThatLooksLikeSql() throws Exception {
        List<Letter> letters =
                List.of(
                        new Letter(
                                "A-1",
                                "x@y.example",
                                "it's \"due\"; DROP TABLE letters;--",
                                "zwölf € \uD83D\uDCE8\nline two"),
                        new Letter("A-2", "x@y.example", "again", "body"));

        assertThat(InvoiceDatabase.create(folder.resolve("b.db"), letters).dueLetters())
                .isEqualTo(letters);
    }

    @Test
    void readingChangesNoByteOfTheFile() throws Exception {
        Path file = folder.resolve("b.db");
        InvoiceDatabase database = InvoiceDatabase.create(file, LetterSource.from(7).before());
        byte[] before = Files.readAllBytes(file);

        assertThat(database.dueLetters()).isNotEmpty();

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void isMadeOnceAndNeverOpenedOutOfNothing() {
        InvoiceDatabase.create(folder.resolve("b.db"), List.of());

        assertThatThrownBy(() -> InvoiceDatabase.create(folder.resolve("b.db"), List.of()))
                .hasMessageContaining("made once");
        assertThatThrownBy(() -> InvoiceDatabase.open(folder.resolve("c.db")))
                .hasMessageContaining("no business database");
        assertThat(folder.resolve("c.db")).doesNotExist();
    }

    @Test
    void refusesTwoLettersOfOneOrder() {
        Letter letter = new Letter("A-1", "x@y.example", "subject", "body");

        assertThatThrownBy(() ->
                        InvoiceDatabase.create(folder.resolve("b.db"), List.of(letter, letter)))
                .hasMessageContaining("cannot be filled");
    }
}
