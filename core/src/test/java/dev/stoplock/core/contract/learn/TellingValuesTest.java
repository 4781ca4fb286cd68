package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What comparing contracts with lists of real servers' requests showed to be learned wrongly. */
class TellingValuesTest {

    @Test
    void aShortNumberInAPathIsTheCallsAndAWordThatStandsThereAlwaysIsTheApis() {
        ModelTool tool =
                new ModelTool("merge")
                        .sample(
                                "{'number':71,'how':'merge'}",
                                "PUT /v1/pulls/71/merge {'how':'merge'}")
                        .sample(
                                "{'number':8234,'how':'merge'}",
                                "PUT /v1/pulls/8234/merge {'how':'merge'}")
                        .sample(
                                "{'number':402,'how':'squash'}",
                                "PUT /v1/pulls/402/merge {'how':'squash'}");
        assertThat(tool.learned().contract().effects()).hasSize(1);
        assertThat(
                        tool.judged(
                                "{'number':5,'how':'squash'}",
                                "PUT /v1/pulls/5/merge {'how':'squash'}"))
                .element(0)
                .isEqualTo("allow");
        assertThat(
                        tool.judged(
                                "{'number':5,'how':'squash'}",
                                "PUT /v1/pulls/5/squash {'how':'squash'}"))
                .element(0)
                .isNotEqualTo("allow");
    }

    @Test
    void aDateThatManyCallsOfOneSecondShareIsATimeAndNoConstant() {
        ModelTool tool = new ModelTool("note");
        for (int i = 0; i < 8; i++) {
            String text = "'text':'about word" + i + "000'";
            tool.sample(
                    "{" + text + "}",
                    "POST /v1/notes {%s,'date':'Wed, 04 Mar 2026 05:06:0%d +0000'}"
                            .formatted(text, 7 + i / 4));
        }
        String later = "POST /v1/notes {'text':'else','date':'Wed, 04 Mar 2026 05:%s:00 +0000'}";
        assertThat(tool.judged("{'text':'else'}", later.formatted("07")))
                .element(0)
                .isEqualTo("allow");
        assertThat(tool.judged("{'text':'else'}", later.formatted("57")))
                .element(0)
                .isNotEqualTo("allow");
    }
}
