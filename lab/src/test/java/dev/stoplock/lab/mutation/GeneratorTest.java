package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {

    private static final Set<Operation> OPERATIONS =
            EnumSet.complementOf(EnumSet.of(Operation.TWIN));

    static Stream<Arguments> subjects() {
        return Stream.of(
                Arguments.of(Recorded.postmark(), Recorded.ofPostmark()),
                Arguments.of(Recorded.resend(), Recorded.ofResend()),
                Arguments.of(Subject.of("sendgrid-mcp"), Recorded.ofSendgrid()),
                Arguments.of(Subject.of("notion-mcp-server"), Recorded.ofNotion()),
                Arguments.of(Subject.of("server-github"), Recorded.ofGithub()));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void the_same_seed_and_recordings_make_the_same_trials(
            Subject subject, List<Recording> recordings) {
        List<Trial> first = new Generator(subject, recordings, 7).trials(600);

        assertThat(new Generator(subject, recordings, 7).trials(600)).isEqualTo(first);
        assertThat(new Generator(subject, recordings, 8).trials(600)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void each_operation_touches_every_atom_of_every_recording(
            Subject subject, List<Recording> recordings) {
        Map<String, Set<Operation>> touched = new HashMap<>();
        for (Trial trial : new Generator(subject, recordings, 1).round()) {
            touched.computeIfAbsent(
                            trial.recording() + " " + trial.place().path(),
                            each -> EnumSet.noneOf(Operation.class))
                    .add(trial.operation());
        }

        for (int i = 0; i < recordings.size(); i++) {
            for (Place place : Places.of(subject, recordings.get(i))) {
                String atom = i + " " + place.path();
                assertThat(touched.getOrDefault(atom, Set.of())).as(atom).containsAll(OPERATIONS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void every_leaf_header_and_parameter_of_a_recording_is_an_atom(
            Subject subject, List<Recording> recordings) {
        Set<String> paths = new TreeSet<>();
        recordings.forEach(
                each -> Places.of(subject, each).forEach(place -> paths.add(place.path())));

        assertThat(paths)
                .contains("method", "path/0", "framing", "header/accept", "header/user-agent");
        assertThat(paths).contains("header/" + subject.credential());
        assertThat(paths)
                .contains(
                        switch (subject.server()) {
                            case "postmark-mcp" ->
                                    new String[] {
                                        "body/To", "body/TemplateModel/name", "query/tag"
                                    };
                            case "resend-mcp" ->
                                    new String[] {"body/to/1", "body/bcc/0", "body/tags/0/value"};
                            case "sendgrid-mcp" ->
                                    new String[] {
                                        "body/personalizations/0/to/1/email", "body/content/1/value"
                                    };
                            case "notion-mcp-server" -> new String[] {"body/parent/page_id"};
                            default -> new String[] {"body/private", "query/organization"};
                        });
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void what_must_be_denied_never_reads_as_the_recorded_request(
            Subject subject, List<Recording> recordings) {
        for (Trial trial : new Generator(subject, recordings, 3).round()) {
            if (trial.expected().mustBeDenied() && trial.legitimate() == 0) {
                Recording recording = recordings.get(trial.recording());
                for (Step step : trial.steps()) {
                    Expected read =
                            Oracle.compare(subject, recording, step.text().getBytes(ISO_8859_1));
                    boolean elsewhere =
                            !step.host().equals(subject.host())
                                    || !step.serverName().equals(subject.host())
                                    || step.plain();
                    assertThat(read == Expected.SAME && !elsewhere).as(trial.label()).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void a_short_run_holds_every_kind_of_expectation_and_twins(
            Subject subject, List<Recording> recordings) {
        List<Trial> trials = new Generator(subject, recordings, 5).trials(200);

        assertThat(trials).hasSize(250);
        assertThat(trials.stream().map(Trial::expected))
                .contains(
                        Expected.DESTINATION,
                        Expected.CREDENTIAL,
                        Expected.UNREADABLE,
                        Expected.CONTENT,
                        Expected.META,
                        Expected.SAME);
        assertThat(trials).filteredOn(each -> each.expected() == Expected.SAME).hasSize(50);
    }
}
