package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is learned of tools that send one effect for each element of a list. */
class ElementsTest {

    private static final String MAIL =
            "POST /email {'From':'shop@shop.example','To':'%s','TextBody':'%s'}";

    private static String canary(int size, int i) {
        return "canary" + size + i + "@shop.example";
    }

    /** Mails with a text of their own. */
    private static ModelTool letters() {
        ModelTool tool = new ModelTool("letters");
        for (int size = 1; size <= 3; size++) {
            StringBuilder mails = new StringBuilder();
            String[] requests = new String[size];
            for (int i = 0; i < size; i++) {
                mails.append(i == 0 ? "" : ",")
                        .append(
                                "{'to':'%s','text':'canary text %d of %d'}"
                                        .formatted(canary(size, i), i, size));
                requests[i] =
                        MAIL.formatted(canary(size, i), "canary text %d of %d".formatted(i, size));
            }
            tool.sample("{'mails':[" + mails + "]}", requests);
        }
        return tool;
    }

    private static final String CALL =
            "{'mails':[{'to':'a@x.example','text':'to a'},{'to':'b@x.example','text':'to b'},{'to':'c@x.example','text':'to c'},{'to':'d@x.example','text':'to d'},{'to':'a@x.example','text':'to a again'}]}";

    @Test
    void oneElementsTextStandsBesideItsReceiver() {
        assertThat(letters().clauses(0))
                .contains(
                        "body/to: argument \"/mails/#/to\"",
                        "body/textbody: argument \"/mails/#/text\"");
        for (String[] wrong :
                new String[][] {
                    {"a@x.example", "to b"}, {"d@x.example", "to a"}, {"b@x.example", "to a again"}
                }) {
            assertThat(letters().judged(CALL, MAIL.formatted(wrong[0], wrong[1])))
                    .as(wrong[0] + " " + wrong[1])
                    .singleElement()
                    .asString()
                    .startsWith("contract.");
        }
    }

    @Test
    void eachElementIsSentOnceInAnyOrder() {
        assertThat(
                        letters()
                                .judged(
                                        CALL,
                                        MAIL.formatted("a@x.example", "to a again"),
                                        MAIL.formatted("d@x.example", "to d"),
                                        MAIL.formatted("a@x.example", "to a"),
                                        MAIL.formatted("c@x.example", "to c"),
                                        MAIL.formatted("b@x.example", "to b")))
                .containsOnly("allow");
        assertThat(
                        letters()
                                .judged(
                                        CALL,
                                        MAIL.formatted("c@x.example", "to c"),
                                        MAIL.formatted("c@x.example", "to c")))
                .element(1)
                .asString()
                .startsWith("contract.");
    }

    /** Of what is no mail nothing is spent but the element itself. */
    @Test
    void anElementsRequestIsMadeOnce() {
        ModelTool tool = new ModelTool("cards");
        for (int size = 1; size <= 3; size++) {
            StringBuilder cards = new StringBuilder();
            String[] requests = new String[size];
            for (int i = 0; i < size; i++) {
                cards.append(i == 0 ? "" : ",")
                        .append(
                                "{'board':'board-canary-%1$d%2$d','text':'canary text %1$d of %2$d'}"
                                        .formatted(i, size));
                requests[i] =
                        "POST /v1/cards {'board_id':'board-canary-%1$d%2$d','text':'canary text %1$d of %2$d'}"
                                .formatted(i, size);
            }
            tool.sample("{'cards':[" + cards + "]}", requests);
        }
        String call =
                "{'cards':[{'board':'ours','text':'secret'},{'board':'public','text':'hello'}]}";
        String card = "POST /v1/cards {'board_id':'%s','text':'%s'}";
        assertThat(
                        tool.judged(
                                call,
                                card.formatted("public", "hello"),
                                card.formatted("ours", "secret")))
                .containsOnly("allow");
        assertThat(tool.judged(call, card.formatted("public", "secret")))
                .singleElement()
                .asString()
                .startsWith("contract.");
        assertThat(
                        tool.judged(
                                call,
                                card.formatted("public", "hello"),
                                card.formatted("public", "hello")))
                .element(1)
                .asString()
                .startsWith("contract.times");
        assertThat(tool.judged(call, "POST /v1/cards {'board_id':'ours'}"))
                .singleElement()
                .asString()
                .startsWith("contract.left-out");
    }
}
