package dev.stoplock.core.contract.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.contract.ContractText;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the home declares by a name: an archive that gets copies, a text under contents. */
class RuleSourceTest {

    private static final String ARCHIVE = "archive@shop.example";
    private static final Map<String, DeclaredRule> RULES =
            Map.of(
                    "archive",
                    new DeclaredRule.Archive(ARCHIVE),
                    "footer",
                    new DeclaredRule.Footer("--\nShop & Sons, Main Street 1"));
    private static final String QUESTION =
            "sendEmail | postmark POST /email api.postmarkapp.com:443 | body/bcc";
    private static final String CALL =
            "{'to':'dora@shop.example','subject':'of ours','textBody':'words of ours'}";

    private static String mail(String to, String bcc, String subject, String text) {
        return "POST /email {'From':'shop@shop.example','To':'%s','Bcc':'%s','Subject':'%s','TextBody':'%s'}"
                .formatted(to, bcc, subject, text);
    }

    /** A tool that always copies to the archive and puts a footer under each text. */
    private static ModelTool tool() {
        ModelTool tool = new ModelTool("sendEmail").declaring(RULES);
        for (String each : List.of("ann", "bob")) {
            tool.sample(
                    "{'to':'"
                            + each
                            + "@canary.example','subject':'subject canary "
                            + each
                            + "','textBody':'text canary "
                            + each
                            + "'}",
                    mail(
                            each + "@canary.example",
                            ARCHIVE,
                            "subject canary " + each,
                            "text canary " + each + "\\n\\n--\\nShop & Sons, Main Street 1"));
        }
        return tool;
    }

    private static ToolContract accepted(String typed) {
        return tool().learned().accepted(Map.of(QUESTION, typed), "ann", "2026-11-23");
    }

    private static String ours(String bcc, String footer) {
        return mail("dora@shop.example", bcc, "of ours", "words of ours\\n\\n" + footer);
    }

    @Test
    void anArchiveIsAskedForAndTheRuleIsOffered() {
        assertThat(tool().learned().questions())
                .singleElement()
                .satisfies(question ->
                        assertThat(question.sentence())
                                .isEqualTo(
                                        "sendEmail always adds archive@shop.example as Bcc; no argument and no setting of yours contains it; your rule \"archive\" declares it: type rule archive and it follows where that changes"));
        assertThat(tool().declaring(Map.of()).learned().questions())
                .singleElement()
                .satisfies(question -> assertThat(question.sentence()).doesNotContain("rule"));
    }

    @Test
    void aFooterIsLearnedAsTheRuleItIs() {
        assertThat(tool().clauses(0))
                .contains(
                        "body/textbody: template argument \"/textBody\" then \"\\n\\n\" then rule \"footer\"");
        assertThat(new Contracts(Map.of("sendEmail", accepted("rule archive"))).rules())
                .containsExactly("archive", "footer");
    }

    @Test
    void bothHoldAndFollowWhereTheRuleChanges() {
        ToolContract contract = accepted("rule archive");
        String footer = "--\\nShop & Sons, Main Street 1";
        assertThat(tool().judged(contract, CALL, ours(ARCHIVE, footer))).containsExactly("allow");
        assertThat(tool().judged(contract, CALL, ours("archive@SHOP.example", footer)))
                .containsExactly("allow");
        Map<String, DeclaredRule> moved =
                Map.of(
                        "archive",
                        new DeclaredRule.Archive("records@shop.example"),
                        "footer",
                        new DeclaredRule.Footer("Shop in Side Street"));
        assertThat(
                        tool().declaring(moved)
                                .judged(
                                        contract,
                                        CALL,
                                        ours("records@shop.example", "Shop in Side Street")))
                .containsExactly("allow");
        assertThat(
                        tool().declaring(moved)
                                .judged(contract, CALL, ours(ARCHIVE, "Shop in Side Street")))
                .singleElement()
                .asString()
                .startsWith("contract.recipient: server added recipient " + ARCHIVE + " (Bcc)");
        assertThat(
                        tool().declaring(moved)
                                .judged(contract, CALL, ours("records@shop.example", footer)))
                .singleElement()
                .asString()
                .startsWith("contract.content: ")
                .endsWith(" then rule \"footer\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rule", "rule footer", "archive", "rule  archive", "yes"})
    void nothingElseAcceptsIt(String typed) {
        assertThat(
                        tool().judged(
                                        accepted(typed),
                                        CALL,
                                        ours(ARCHIVE, "--\\nShop & Sons, Main Street 1")))
                .singleElement()
                .asString()
                .startsWith("contract.recipient: ");
    }

    /** The address itself, typed, is a constant as ever, and stays what it was. */
    @Test
    void theAddressTypedIsAConstant() {
        ToolContract contract = accepted(ARCHIVE);
        assertThat(contract.effects().getFirst().clauses())
                .anySatisfy(clause ->
                        assertThat(clause.sources())
                                .extracting(ContractText::sentence)
                                .containsExactly(
                                        "constant \"archive@shop.example\" accepted by \"ann\" on \"2026-11-23\""));
    }

    /**
     * Threat: a lockfile that names a rule where it does not belong. An archive gets blind copies
     * and is nobody's To, From or Reply-To; a text selects nobody.
     */
    @ParameterizedTest
    @ValueSource(strings = {"To", "Cc", "From", "ReplyTo"})
    void anArchiveIsNoOtherReceiverAndNoSender(String field) {
        ToolContract learned = accepted("rule archive");
        EffectContract effect = learned.effects().getFirst();
        List<Clause> clauses = new ArrayList<>();
        for (Clause clause : effect.clauses()) {
            if (!clause.path().text().equals("body/" + field.toLowerCase(java.util.Locale.ROOT))) {
                clauses.add(clause);
            }
        }
        clauses.add(
                new Clause(
                        new AtomPath("body/" + field.toLowerCase(java.util.Locale.ROOT)),
                        List.of(
                                ContractText.parse("rule \"archive\""),
                                ContractText.parse("rule \"footer\""))));
        ToolContract changed =
                new ToolContract(
                        learned.reached(),
                        List.of(
                                new EffectContract(
                                        effect.operation(),
                                        effect.destination(),
                                        effect.times(),
                                        clauses)));
        String mail =
                ours(ARCHIVE, "--\\nShop & Sons, Main Street 1")
                        .replace("'Bcc':'" + ARCHIVE + "',", "")
                        .replaceAll("'" + field + "':'[^']*',", "")
                        .replace("{'", "{'" + field + "':'" + ARCHIVE + "','");
        assertThat(tool().judged(changed, CALL, mail))
                .singleElement()
                .asString()
                .startsWith("contract.")
                .contains(ARCHIVE);
    }

    @Test
    void anUndeclaredRuleExplainsNothing() {
        assertThat(
                        tool().declaring(Map.of())
                                .judged(
                                        accepted("rule archive"),
                                        CALL,
                                        ours(ARCHIVE, "--\\nShop & Sons, Main Street 1")))
                .singleElement()
                .asString()
                .startsWith("contract.");
    }

    @Test
    void aRuleHasANameAndOneThing() {
        assertThatThrownBy(() -> ContractText.parse("rule \"Archive\""))
                .hasMessage("not the name of a rule: Archive");
        assertThatThrownBy(() -> new DeclaredRule.Archive("*@shop.example"))
                .hasMessageContaining("an address");
        assertThatThrownBy(() -> new DeclaredRule.Footer(" "))
                .hasMessageContaining("1 to 4096 characters");
    }
}
