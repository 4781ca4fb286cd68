package dev.stoplock.core.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Shape;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contracts in a lockfile read back as what was written, whatever a server put into them. */
class ContractsTextTest {

    private static String written(Contracts contracts) {
        StringBuilder text = new StringBuilder();
        ContractsText.lines(text, 0, contracts);
        ContractsText.startLines(text, 0, contracts);
        return text.toString();
    }

    private static Contracts read(String text) throws YamlObject.Misfit {
        return ContractsText.of(YamlObject.root("stoplock.lock", text));
    }

    private static Contracts contracts(String hostile) {
        Map<String, String> choices = new LinkedHashMap<>();
        choices.put("b" + hostile, hostile);
        choices.put("a", "is");
        List<Source> sources =
                List.of(
                        new Source.Argument("/a/*/" + hostile, "trim"),
                        new Source.Setting(hostile, "identity"),
                        new Source.Answer("/0", "base64"),
                        new Source.File("/a/*/" + hostile, "base64url"),
                        new Source.File("/b", "identity"),
                        new Source.Rule("footer", "HTML escaped"),
                        Source.Constant.plain(hostile),
                        new Source.Constant(hostile, hostile, "2026-11-23"),
                        new Source.Default(hostile, "/x"),
                        new Source.Choice("/c", choices),
                        new Source.Template(
                                List.of(
                                        new Source.Part.Text(hostile),
                                        new Source.Part.Value(
                                                new Source.Argument("/t", "URL encoding")),
                                        new Source.Part.Text(" then "),
                                        new Source.Part.Value(
                                                new Source.Setting(hostile, "identity")),
                                        new Source.Part.Value(
                                                new Source.Rule("footer-2", "identity")))),
                        new Source.Reply("/data/0/" + hostile),
                        Source.Fresh.unmarked(Shape.ISO_SECONDS),
                        new Source.Fresh(Shape.UUID, hostile, "2026-11-23"),
                        new Source.Unexplained(2048, "ann " + hostile, "2026-11-23"));
        EffectContract effect =
                new EffectContract(
                        "http POST " + hostile,
                        Destination.parse("api.mail.example"),
                        new Times(2, "/list/" + hostile),
                        List.of(
                                new Clause(new AtomPath("body/" + hostile), sources),
                                new Clause(new AtomPath("body/x/**"), sources.subList(0, 1))));
        EffectContract always =
                new EffectContract("o", effect.destination(), Times.of(3), 1, List.of());
        return new Contracts(
                Map.of(
                        "tool " + hostile,
                        new ToolContract(ToolContract.Reached.FIRST, List.of(effect, always)),
                        "other",
                        new ToolContract(ToolContract.Reached.ALL, List.of())),
                new StartContract(List.of(atStart(hostile))));
    }

    private static EffectContract atStart(String hostile) {
        return new EffectContract(
                "http GET " + hostile,
                Destination.parse("api.mail.example"),
                Times.of(2),
                List.of(
                        new Clause(
                                new AtomPath("body/" + hostile),
                                List.of(
                                        new Source.Setting(hostile, "identity"),
                                        new Source.Constant(hostile, hostile, "2026-11-23"),
                                        new Source.Fresh(Shape.UUID, hostile, "2026-11-23")))));
    }

    @Test
    void aStartAloneIsWrittenUnderAKeyOfItsOwn() throws YamlObject.Misfit {
        Contracts contracts = new Contracts(Map.of(), new StartContract(List.of(atStart("x"))));
        assertThat(written(contracts)).startsWith("startup:\n  - operation: ");
        assertThat(read(written(contracts))).isEqualTo(contracts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "times: 1\n    values: {\"body/a\": [\"argument \\\"/to\\\"\"]}",
                "times: 1\n    values: {\"body/a\": [\"result \\\"/id\\\"\"]}",
                "times: 1\n    values: {\"body/a\": [\"template argument \\\"/to\\\"\"]}",
                "times: 1\n    per: /to\n    values: {}",
                "times: 1\n    least: 1\n    values: {}",
            })
    void aStartThatNamesACallIsRefusedWithItsLine(String line) {
        String text =
                "startup:\n  - operation: \"o\"\n    destination: \"a.example:443\"\n    "
                        + line
                        + "\n";
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(YamlObject.Misfit.class)
                .hasMessageStartingWith("stoplock.lock:2: ")
                .hasMessageContaining("start");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                " ",
                "a: b",
                "# hides 0 bits",
                "\"",
                "\\",
                "\\\"",
                "'",
                "{a: 1}",
                "]",
                "a\nreview:\n  by: x",
                "\r\n\t",
                "\u2028",
                "\u202E",
                "\u0007",
                "then argument \"/x\"",
                "accepted by \"x\" on \"y\"",
                "é😀"
            })
    void whatIsWrittenReadsBack(String hostile) throws YamlObject.Misfit {
        Contracts contracts = contracts(hostile);
        assertThat(read(written(contracts))).isEqualTo(contracts);
        assertThat(written(read(written(contracts)))).isEqualTo(written(contracts));
    }

    @Test
    void noneIsWrittenAsNothing() throws YamlObject.Misfit {
        assertThat(written(Contracts.NONE)).isEmpty();
        assertThat(read("other: {}")).isEqualTo(Contracts.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"least: 2", "least: x", "least: 0", "per: /to\n        least: 1"})
    void aLeastThatIsNoneIsRefusedWithItsLine(String line) {
        String text =
                "contracts:\n  t:\n    reached: all\n    effects:\n      - operation: \"o\"\n        destination: \"a.example:443\"\n"
                        + "        times: 1\n        "
                        + line
                        + "\n        values: {}\n";
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(YamlObject.Misfit.class)
                .hasMessageStartingWith("stoplock.lock:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "argument /to",
                "argument \"to\"",
                "argument \"/to\" via \"magic\"",
                "constant \"a\" \"b\"",
                "constant",
                "default \"a\" where \"/b\" is",
                "choice \"/a\" \"b\" is",
                "template \"only text\"",
                "fresh anything",
                "unexplained up to 0 bytes accepted by \"a\" on \"b\"",
                "unexplained up to 9 bytes",
                "anything"
            })
    void aSourceThatIsNoneIsRefusedWithItsLine(String source) {
        String text =
                "contracts:\n  t:\n    reached: all\n    effects:\n      - operation: \"o\"\n        destination: \"a.example:443\"\n"
                        + "        times: 1\n        values:\n          \"body/to\": ['"
                        + source
                        + "']\n";
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(YamlObject.Misfit.class)
                .hasMessageStartingWith("stoplock.lock:");
    }
}
