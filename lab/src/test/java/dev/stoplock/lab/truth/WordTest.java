package dev.stoplock.lab.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.gate.port.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            textBlock =
                    """
                    # what                                        copies,none,asked,arrived,why,named,twin,record,bounded,word
                    a twin that lost a mail comes before all,        0, 7, 7, 6, true,  true,  false, true,  true,  broken
                    no copy and a record that says why,              0, 7, 7, 7, true,  false, false, false, false, stopped
                    a denial counts for nothing once a copy left,    1, 7, 7, 7, true,  false, false, false, false, blind
                    a finding that names the address,                7, 7, 7, 7, false, true,  false, true,  true,  seen
                    a finding its clean twin raises too,             7, 7, 7, 7, false, true,  true,  false, false, blind
                    such a finding beside a record,                  7, 7, 7, 7, false, true,  true,  true,  false, recorded
                    the address in its own record,                   7, 7, 7, 7, false, false, false, true,  true,  recorded
                    nothing to send with from outside,               7, 7, 7, 7, false, false, false, false, true,  bounded
                    a copy and nothing else,                         7, 7, 7, 7, false, false, false, false, false, blind
                    """)
    void theFirstWordThatHoldsIsTheWord(
            String what,
            int copies,
            int copiesWithout,
            int twinAsked,
            int twinArrived,
            boolean saysWhy,
            boolean named,
            boolean twinFound,
            boolean inItsRecord,
            boolean bounded,
            String word)
            throws Refused {
        assertThat(
                        Word.of(
                                        new Facts(
                                                copies,
                                                copiesWithout,
                                                twinAsked,
                                                twinArrived,
                                                saysWhy,
                                                named,
                                                twinFound,
                                                inItsRecord,
                                                bounded))
                                .word())
                .as(what)
                .isEqualTo(word);
    }

    @Test
    void anEmptyMailboxThatNoRecordExplainsHasNoWord() {
        assertThatThrownBy(() -> Word.of(new Facts(0, 7, 7, 7, false, false, false, false, false)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("no record of this control says why");
    }

    @Test
    void whatDoesNotLeakWithoutTheControlSaysNothingAboutIt() {
        assertThatThrownBy(() -> Word.of(new Facts(0, 0, 7, 7, true, false, false, false, false)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("without the control either");
    }

    @Test
    void aTwinThatMailsNothingIsNoTwin() {
        assertThatThrownBy(() -> new Facts(0, 7, 0, 0, true, false, false, false, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
