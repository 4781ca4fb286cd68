package dev.stoplock.core.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the product's own atlas says. */
final class AtlasDataTest {

    private static final Atlas ATLAS = BundledTexts.atlas();

    @Test
    void the_picture_has_its_thirteen_slots_in_four_zones() {
        Map<Zone, List<String>> zones =
                ATLAS.components().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Component::zone,
                                        TreeMap::new,
                                        Collectors.mapping(Component::name, Collectors.toList())));
        assertThat(zones)
                .containsExactly(
                        Map.entry(
                                Zone.UNTRUSTED,
                                List.of(
                                        "User",
                                        "Untrusted content",
                                        "Package registry",
                                        "Third-party server")),
                        Map.entry(
                                Zone.AGENT_CORE,
                                List.of(
                                        "Agent loop",
                                        "Model",
                                        "Identity & permissions",
                                        "Tool runtime")),
                        Map.entry(Zone.OVERSIGHT, List.of("Human approval gate", "Audit log")),
                        Map.entry(
                                Zone.REAL_WORLD,
                                List.of(
                                        "External API",
                                        "Business database",
                                        "Stranger's mailbox")));
    }

    @Test
    void the_flows_are_those_of_the_model() {
        assertThat(ATLAS.flows().stream().map(AtlasDataTest::line))
                .containsExactlyInAnyOrder(
                        "user I goal loop",
                        "loop I model",
                        "model C loop",
                        "content D loop",
                        "identity C scopes runtime",
                        "loop C asks approval",
                        "approval C runtime",
                        "loop A runtime",
                        "runtime A server",
                        "server A api",
                        "api D mailbox",
                        "runtime A database",
                        "database D runtime",
                        "registry C installed by name server",
                        "api F server",
                        "server F runtime",
                        "runtime F loop",
                        "loop F log");
    }

    private static String line(Flow flow) {
        String label = flow.label() == null ? "" : flow.label() + " ";
        return flow.from() + " " + flow.kind().letter() + " " + label + flow.to();
    }

    @Test
    void the_gate_is_no_component_and_its_controls_sit_on_the_arrow_from_server_to_api() {
        Flow arrow =
                ATLAS.flows().stream()
                        .filter(flow -> line(flow).equals("server A api"))
                        .findFirst()
                        .orElseThrow();
        assertThat(ids(ATLAS.controlsOn(arrow))).contains("contract", "recipients", "hosts");
        assertThat(ATLAS.flows().stream().filter(flow -> !ATLAS.controlsOn(flow).isEmpty()))
                .containsExactly(arrow);
        assertThat(ids(ATLAS.controlsAt(new ComponentId("server")))).contains("pin", "quarantine");
        assertThat(ATLAS.controlsAt(new ComponentId("mailbox"))).isEmpty();
    }

    @Test
    void the_controls_that_the_case_measures_are_here_by_their_ids() {
        assertThat(ids(present(Presence.IN_THIS_VERSION)))
                .contains(
                        "pin",
                        "contract",
                        "learned-contract",
                        "behaviour-diff",
                        "recipients",
                        "credential",
                        "hosts",
                        "requests",
                        "tool-grants",
                        "settings",
                        "record",
                        "first-seen")
                .contains("quarantine", "mails-per-hour", "identical-calls", "sandbox");
        assertThat(ids(present(Presence.CLIENTS_OWN)))
                .containsExactly("scripts-off", "client-approval", "agent-log");
        assertThat(ids(present(Presence.NOT_YET)))
                .contains("code-review", "dlp", "bound-approval", "identities", "witnesses");
    }

    @Test
    void every_component_has_risks_and_each_of_them_is_answered_or_says_why_not() {
        int pairs = 0;
        for (Component component : ATLAS.components()) {
            for (Atlas.RiskHere here : ATLAS.risksAt(component.id())) {
                pairs++;
                switch (here.answer()) {
                    case Answer.None none -> assertThat(none.why()).isNotBlank();
                    case Answer.By by ->
                            assertThat(ids(ATLAS.controlsOf(here.risk().id())))
                                    .containsAll(by.all().stream().map(ControlId::value).toList());
                }
            }
        }
        assertThat(pairs)
                .isEqualTo(ATLAS.risks().stream().mapToInt(risk -> risk.exposures().size()).sum())
                .isGreaterThan(13);
    }

    @Test
    void an_answer_of_controls_that_are_not_there_yet_is_told_from_one_of_today() {
        assertThat(ATLAS.answeredToday(answer("server", "rug-pull"))).isTrue();
        assertThat(ATLAS.answeredToday(answer("registry", "impersonation"))).isFalse();
        assertThat(ATLAS.answeredToday(answer("mailbox", "data-leak"))).isFalse();
        assertThat(answer("mailbox", "data-leak")).isInstanceOf(Answer.None.class);
    }

    /**
     * Neither knows what leaves by the way that is open: they only keep small what can come of it.
     */
    @Test
    void a_list_of_services_and_a_closed_room_are_not_said_to_keep_a_leak_away() {
        assertThat(narrows("api", "data-leak")).containsExactly("hosts", "requests");
        assertThat(narrows("runtime", "rug-pull")).containsExactly("sandbox");
        assertThat(narrows("server", "stolen-key")).containsExactly("hosts");
        assertThat(narrows("identity", "broad-key")).containsExactly("credential", "tool-grants");
    }

    private static List<String> narrows(String component, String risk) {
        return answer(component, risk) instanceof Answer.By by
                ? by.narrows().stream().map(ControlId::value).toList()
                : List.of();
    }

    private static Answer answer(String component, String risk) {
        return ATLAS.risksAt(new ComponentId(component)).stream()
                .filter(here -> here.risk().id().value().equals(risk))
                .findFirst()
                .orElseThrow()
                .answer();
    }

    @Test
    void every_control_of_this_version_tells_how_it_is_switched_or_why_it_is_not() {
        for (Control control : ATLAS.controls()) {
            assertThat(control.limit()).as(control.name()).isNotEqualTo(control.does());
            assertThat(control.toggle().how()).as(control.name()).isNotBlank();
        }
        assertThat(ATLAS.control(new ControlId("contract")).toggle())
                .isInstanceOfSatisfying(
                        Switch.Setting.class,
                        setting ->
                                assertThat(setting.keys())
                                        .containsExactly("servers.NAME.modes.contract"));
        assertThat(ATLAS.control(new ControlId("record")).toggle())
                .isInstanceOf(Switch.Fixed.class);
        assertThat(ATLAS.control(new ControlId("dlp")).toggle()).isInstanceOf(Switch.NotYet.class);
    }

    @Test
    void no_two_things_of_the_atlas_say_the_same_sentence() {
        List<String> sentences = new ArrayList<>();
        for (Component component : ATLAS.components()) {
            sentences.addAll(List.of(component.plain(), component.expert()));
        }
        for (Risk risk : ATLAS.risks()) {
            sentences.addAll(List.of(risk.sentence(), risk.reason()));
        }
        for (Control control : ATLAS.controls()) {
            sentences.addAll(List.of(control.does(), control.limit()));
        }
        assertThat(sentences).doesNotHaveDuplicates();
    }

    /** The words of the measured table. What a control did is measured and never stands in data. */
    @Test
    void no_word_of_a_measured_result_stands_in_the_data() {
        Pattern words =
                Pattern.compile(
                        "\\b(stopped|seen|recorded|bounded|blind|broken)\\b",
                        Pattern.CASE_INSENSITIVE);
        for (String file : AtlasReader.FILES) {
            Matcher found = words.matcher(BundledTexts.text(file).replace("first-seen", ""));
            assertThat(found.results()).as(file).isEmpty();
        }
    }

    /** A reader who has never heard of any of it is given no abbreviation to look up. */
    @Test
    void the_sentences_for_everybody_use_no_abbreviations() {
        Pattern abbreviation = Pattern.compile("\\b[A-Z]{2,}s?\\b|\\bnpm\\b|\\bBcc\\b");
        List<String> sentences = new ArrayList<>();
        ATLAS.components().forEach(component -> sentences.add(component.plain()));
        ATLAS.risks().forEach(risk -> sentences.addAll(List.of(risk.sentence(), risk.reason())));
        ATLAS.controls()
                .forEach(control -> sentences.addAll(List.of(control.does(), control.limit())));
        assertThat(sentences).noneMatch(sentence -> abbreviation.matcher(sentence).find());
    }

    @Test
    void a_lens_shows_its_own_names_and_says_nothing_where_it_has_none() {
        Risk rugPull = ATLAS.risk(new RiskId("rug-pull"));
        assertThat(names(rugPull, Lens.OWASP)).containsExactly("ASI04", "LLM04:2026", "MCP04:2025");
        assertThat(names(rugPull, Lens.ATLAS)).containsExactly("AML.T0109", "AML.T0010.005");
        assertThat(names(rugPull, Lens.NIST))
                .startsWith("Value Chain and Component Integration", "SR-3");
        assertThat(names(ATLAS.risk(new RiskId("half-picture")), Lens.ATLAS)).isEmpty();
        assertThat(ATLAS.names(ATLAS.control(new ControlId("client-approval")), Lens.ATLAS))
                .extracting(name -> name.reference().name())
                .containsExactly("Human In-the-Loop for AI Agent Actions");
        for (Risk risk : ATLAS.risks()) {
            assertThat(risk.references())
                    .hasSize(
                            names(risk, Lens.OWASP).size()
                                    + names(risk, Lens.ATLAS).size()
                                    + names(risk, Lens.NIST).size());
        }
    }

    @Test
    void a_framework_without_a_date_says_so() {
        assertThat(ATLAS.framework(new FrameworkId("owasp-mcp-2025")).dated())
                .isEqualTo("date unknown");
        assertThat(ATLAS.framework(new FrameworkId("owasp-llm-2026")).dated())
                .isEqualTo("2026-08-04");
        assertThat(ATLAS.frameworks(Lens.OWASP)).hasSize(3);
        assertThat(ATLAS.mapping()).isEqualTo(Sureness.INFERENCE);
    }

    private static List<String> names(Risk risk, Lens lens) {
        return ATLAS.names(risk, lens).stream().map(name -> name.reference().id().value()).toList();
    }

    private static List<Control> present(Presence presence) {
        return ATLAS.controls().stream().filter(one -> one.presence() == presence).toList();
    }

    private static List<String> ids(List<Control> controls) {
        return controls.stream().map(control -> control.id().value()).toList();
    }
}
