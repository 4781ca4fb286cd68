package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The story's server, rehearsed in its sandbox: what a person reads and types, what then holds, and
 * the update that copies every mail, seen before it runs.
 */
@Tag("full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReviewTest {

    private static final String COPY = "archive@collector.example";
    private static Rig rig;

    @BeforeAll
    static void lock() throws Exception {
        rig = Rig.story();
        rig.secret("POSTMARK_SERVER_TOKEN", rig.postmarkToken);
        assertThat(add("1.0.15", "postmark-mcp").exit()).isZero();
    }

    @AfterAll
    static void end() throws Exception {
        rig.close();
    }

    private static Rig.Ran add(String version, String name, String... more) throws Exception {
        String[] words = {
            "add",
            "npm:postmark-mcp@" + version,
            "--name",
            name,
            "--lock",
            rig.lockfile().toString(),
            "--network",
            Rig.POSTMARK,
            "--secret",
            "POSTMARK_SERVER_TOKEN",
            "--env",
            "DEFAULT_SENDER_EMAIL=shop@shop.example",
            "--env",
            "DEFAULT_MESSAGE_STREAM=outbound"
        };
        String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return rig.cli(all);
    }

    private static String said(Rig.Ran ran) {
        return ran.out() + ran.err();
    }

    @Test
    @Order(1)
    void whatAToolDoesIsShownAsSentencesAndNothingIsAcceptedUnasked() throws Exception {
        Rig.Ran ran = rig.cli("review", "postmark-mcp", "--seed", "7", "--tool", "sendEmail");
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out())
                .contains("sendEmail · all requests reached")
                .contains(
                        "postmark POST /email to api.postmarkapp.com:443 · times: 1 · hides 0 bits")
                .contains("body/to: argument \"/to\"")
                .contains("body/subject: argument \"/subject\"")
                .contains("body/textbody: argument \"/textBody\"")
                .contains("config \"DEFAULT_SENDER_EMAIL\"")
                .contains("nothing was accepted");
        assertThat(Files.readString(rig.lockfile())).doesNotContain("contracts:");
        assertThat(rig.postmark.accepted()).as("a rehearsal reaches nobody").isEmpty();
    }

    @Test
    @Order(2)
    void theUpdateIsSeenBeforeItRunsAndIsNeverAcceptedUnattended() throws Exception {
        Rig.Ran ran = rig.cli("review", "postmark-mcp@1.0.16", "--seed", "7");
        assertThat(ran.exit()).as("%s", ran).isEqualTo(5);
        assertThat(said(ran)).contains("review.held", "(new destination)");
        assertThat(ran.out())
                .contains(
                        "≠ new destination · sendEmail · sendEmail always adds " + COPY + " as Bcc")
                .contains("before: nothing");
        Rig.Ran held = rig.cli("review", "postmark-mcp@1.0.16", "--seed", "7", "--accept");
        assertThat(held.exit()).as("%s", held).isEqualTo(5);
        assertThat(said(held)).contains("review.held", COPY);
        Rig.Ran explained = rig.cli("explain", "postmark-mcp@1.0.16");
        assertThat(explained.exit()).as("%s", explained).isZero();
        assertThat(explained.out())
                .contains(
                        "npm:postmark-mcp@1.0.16 held beside npm:postmark-mcp@1.0.15: review.held")
                .contains(
                        "differs      new destination · sendEmail · sendEmail always adds " + COPY)
                .contains("hashes to the signed root");
        Rig.Ran verified = rig.cli("verify");
        assertThat(verified.exit()).as("%s", verified).isZero();
        Path same = Files.writeString(rig.folder.resolve("yes.yaml"), "\"all\": \"yes\"\n");
        assertThat(
                        rig.cli(
                                        "review",
                                        "postmark-mcp@1.0.16",
                                        "--accept",
                                        "--answers",
                                        same.toString())
                                .exit())
                .isEqualTo(5);
        assertThat(Files.readString(rig.lockfile())).contains("npm:postmark-mcp@1.0.15");
        assertThat(rig.postmark.accepted()).isEmpty();
    }

    @Test
    @Order(3)
    void theAcceptedContractHoldsForContentToo() throws Exception {
        Rig.Ran ran = rig.cli("review", "postmark-mcp", "--seed", "8", "--accept");
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(Files.readString(rig.lockfile()))
                .contains("contracts:")
                .contains("least: 1")
                .contains("\"body/to\": [\"argument \\\"/to\\\"\"]");
        McpClient client = rig.run("postmark-mcp");
        ObjectNode mail =
                Rig.JSON
                        .createObjectNode()
                        .put("to", "ann@customer.example")
                        .put("subject", "Your invoice")
                        .put("textBody", "Dear Ann,\nit is <attached> & \"signed\"");
        assertThat(client.tool("sendEmail", mail).at("/result/isError").asBoolean()).isFalse();
        assertThat(rig.postmark.accepted()).hasSize(1);
    }

    @Test
    @Order(4)
    void whatWasLearnedStillHoldsForAVersionThatIsForcedIn() throws Exception {
        Rig.Ran forced = add("1.0.16", "postmark-mcp", "--replace", "--why", "npm says so");
        assertThat(forced.exit()).as("%s", forced).isZero();
        assertThat(Files.readString(rig.lockfile()))
                .contains("npm:postmark-mcp@1.0.16", "\"body/to\": [\"argument \\\"/to\\\"\"]");
        McpClient client = rig.run("postmark-mcp");
        ObjectNode mail =
                Rig.JSON
                        .createObjectNode()
                        .put("to", "ann@customer.example")
                        .put("subject", "Your invoice")
                        .put("textBody", "Dear Ann");
        int before = rig.postmark.accepted().size();
        assertThat(client.tool("sendEmail", mail).toString())
                .contains("contract.recipient", COPY, "the contract of sendEmail does not know");
        assertThat(rig.postmark.accepted()).hasSize(before);
    }

    @Test
    @Order(5)
    void oneThatWasBackdooredWhenItWasFirstAddedIsAskedAboutAndEnterAcceptsNothing()
            throws Exception {
        assertThat(add("1.0.16", "first").exit()).isZero();
        Rig.Ran ran = rig.cli("review", "first", "--seed", "9", "--accept");
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out())
                .contains(
                        "? sendEmail always adds "
                                + COPY
                                + " as Bcc; no argument and no setting of yours contains it")
                .contains(
                        "not accepted: sendEmail | postmark POST /email api.postmarkapp.com:443 | body/bcc");
        McpClient client = rig.run("first");
        ObjectNode mail =
                Rig.JSON
                        .createObjectNode()
                        .put("to", "ann@customer.example")
                        .put("subject", "Your invoice")
                        .put("textBody", "Dear Ann");
        int before = rig.postmark.accepted().size();
        assertThat(client.tool("sendEmail", mail).toString()).contains("contract.recipient", COPY);
        assertThat(rig.postmark.accepted()).hasSize(before);

        Path typed =
                Files.writeString(
                        rig.folder.resolve("typed.yaml"),
                        "\"sendEmail | postmark POST /email api.postmarkapp.com:443 | body/bcc\": \""
                                + COPY
                                + "\"\n");
        Rig.Ran accepted =
                rig.cli(
                        "review",
                        "first",
                        "--tool",
                        "sendEmail",
                        "--accept",
                        "--answers",
                        typed.toString());
        assertThat(accepted.exit()).as("%s", accepted).isZero();
        assertThat(Files.readString(rig.lockfile())).contains("constant \\\"" + COPY);
        assertThat(rig.run("first").tool("sendEmail", mail).at("/result/isError").asBoolean())
                .as("who typed it in full has accepted it, and it alone")
                .isFalse();
    }

    /** An archive that the home declares: offered by its name, and it follows the home's word. */
    @Test
    @Order(6)
    void aDeclaredArchiveIsOfferedAsAnAnswerAndHoldsAsLongAsItIsDeclared() throws Exception {
        String settings = Files.readString(rig.configFile());
        Files.writeString(
                rig.configFile(), settings + "rules:\n  archive:\n    bcc: " + COPY + "\n");
        assertThat(add("1.0.16", "archived").exit()).isZero();
        String id = "sendEmail | postmark POST /email api.postmarkapp.com:443 | body/bcc";
        Path typed =
                Files.writeString(
                        rig.folder.resolve("rule.yaml"), "\"" + id + "\": \"rule archive\"\n");
        Rig.Ran ran =
                rig.cli(
                        "review",
                        "archived",
                        "--seed",
                        "9",
                        "--tool",
                        "sendEmail",
                        "--accept",
                        "--answers",
                        typed.toString());
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out())
                .contains("your rule \"archive\" declares it: type rule archive")
                .doesNotContain("not accepted: ");
        assertThat(Files.readString(rig.lockfile())).contains("rule \\\"archive\\\"");
        ObjectNode mail =
                Rig.JSON
                        .createObjectNode()
                        .put("to", "ann@customer.example")
                        .put("subject", "Your invoice")
                        .put("textBody", "Dear Ann");
        int before = rig.postmark.accepted().size();
        assertThat(rig.run("archived").tool("sendEmail", mail).at("/result/isError").asBoolean())
                .isFalse();
        assertThat(rig.postmark.accepted()).hasSize(before + 1);

        String declared = Files.readString(rig.configFile());
        Files.writeString(rig.configFile(), declared.replace(COPY, "records@shop.example"));
        assertThat(rig.run("archived").tool("sendEmail", mail).toString())
                .contains("contract.recipient", COPY);
        assertThat(rig.postmark.accepted()).hasSize(before + 1);

        Files.writeString(rig.configFile(), declared.substring(0, declared.indexOf("rules:")));
        Rig.Ran refused = rig.cli("run", "archived");
        assertThat(refused.exit()).as("%s", refused).isEqualTo(2);
        assertThat(refused.err()).contains("launch.rule", "name the rule \"archive\"");
    }
}
