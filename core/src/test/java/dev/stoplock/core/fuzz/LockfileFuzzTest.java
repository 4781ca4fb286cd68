package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.lock.EntryDigest;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.LockEntry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The lockfile's text: reading, writing and digest agree, and another YAML reader sees the same.
 */
class LockfileFuzzTest {

    @DictionaryEntries({
        "true",
        "null",
        "~",
        "no",
        "1e3",
        "0x10",
        "&a ",
        "*a",
        "<<: ",
        "!!str ",
        "--- ",
        "|\\x0a",
        "\\\\u0041",
        "\\\\x41",
        "{a: b}",
        "[]",
        "? ",
        "\\xe2\\x80\\xae",
        "\\xc2\\x85"
    })
    @FuzzTest
    void what_is_read_is_what_is_written_and_what_is_digested(byte[] data) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
        } catch (CharacterCodingException e) {
            return;
        }
        Lockfile lockfile;
        try {
            lockfile = LockfileText.parse("stoplock.lock", text);
        } catch (Misfit e) {
            assertThat(e.sentence()).matches("stoplock\\.lock:[0-9]+: .+");
            assertThat(e.sentence()).doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*");
            return;
        }
        String written = LockfileText.render(lockfile);
        Lockfile again = parsed(written);
        assertThat(again).isEqualTo(lockfile);
        assertThat(LockfileText.render(again)).isEqualTo(written);
        assertThat(digests(again)).isEqualTo(digests(lockfile));
        // one line break of one kind, nothing invisible: what a reviewer sees is what is there
        assertThat(written.replace("\n", ""))
                .doesNotMatch("(?s).*[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}].*");
        anotherReaderSeesTheSame(lockfile, written);
        for (LockEntry entry : lockfile.entries()) {
            assertThat(parsed(LockfileText.render(Lockfile.EMPTY.with(entry))).entries())
                    .containsExactly(entry);
        }
    }

    private static Lockfile parsed(String written) {
        try {
            return LockfileText.parse("written", written);
        } catch (Misfit e) {
            throw new AssertionError("what was written does not read: " + e.sentence(), e);
        }
    }

    private static List<String> digests(Lockfile lockfile) {
        return lockfile.entries().stream().map(EntryDigest::of).map(Object::toString).toList();
    }

    private static void anotherReaderSeesTheSame(Lockfile lockfile, String written) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        // no text is taken for a number, a truth or a date here: all is as it is quoted
        Yaml yaml =
                new Yaml(
                        new SafeConstructor(strict),
                        new Representer(new DumperOptions()),
                        new DumperOptions(),
                        strict,
                        new TextOnly());
        Map<?, ?> read = yaml.load(written);
        Map<String, Object> servers = new LinkedHashMap<>();
        for (LockEntry entry : lockfile.entries()) {
            servers.put(entry.server().value(), mapping(entry));
        }
        assertThat(read).isEqualTo(Map.of("version", "1", "servers", servers));
    }

    private static Map<String, Object> mapping(LockEntry entry) {
        var node = entry.closure().interpreter();
        List<Object> packages = new ArrayList<>();
        entry.closure()
                .packages()
                .forEach(one ->
                        packages.add(
                                Map.of(
                                        "path", one.path(),
                                        "package", one.ref().toString(),
                                        "archive", one.archive().toString())));
        List<Object> accepted = new ArrayList<>();
        entry.acceptedDestinations()
                .forEach(one ->
                        accepted.add(
                                Map.of(
                                        "address", one.address(),
                                        "role",
                                                one.role()
                                                        .name()
                                                        .toLowerCase(java.util.Locale.ROOT)
                                                        .replace('_', '-'),
                                        "by", one.by(),
                                        "on", one.on())));
        var review = entry.review();
        return Map.of(
                "package", entry.ref().toString(),
                "tree", entry.closure().tree().toString(),
                "entry", entry.closure().entry(),
                "interpreter",
                        Map.of(
                                "name", node.name(),
                                "version", node.version(),
                                "digest", node.digest().toString()),
                "packages", packages,
                "grant", grant(entry.grant()),
                "accepted-destinations", accepted,
                "review",
                        Map.of(
                                "by", review.by(),
                                "self-declared", Boolean.toString(review.selfDeclared()),
                                "why", review.why(),
                                "at", review.at().toString()));
    }

    private static Map<String, Object> grant(Grant grant) {
        Map<String, Object> keys = new LinkedHashMap<>();
        List<Object> network = new ArrayList<>();
        for (Destination each : grant.network()) {
            List<HttpRule> rules = grant.rules(each);
            network.add(rules.isEmpty() ? each.toString() : Map.of(each.toString(), rule(rules)));
        }
        keys.put("network", network);
        keys.put("secrets", texts(grant.secrets()));
        keys.put("env", grant.env());
        if (grant.tools() != null) {
            keys.put("tools", texts(grant.tools()));
        }
        if (!grant.files().isEmpty()) {
            keys.put("files", texts(grant.files()));
        }
        return keys;
    }

    private static Map<String, Object> rule(List<HttpRule> rules) {
        Map<String, Object> keys = new LinkedHashMap<>();
        if (!rules.getFirst().methods().isEmpty()) {
            keys.put("methods", texts(rules.getFirst().methods()));
        }
        if (!rules.getFirst().paths().isEmpty()) {
            keys.put("paths", texts(rules.getFirst().paths()));
        }
        return keys;
    }

    private static List<String> texts(Iterable<?> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.toString()));
        return texts;
    }

    /** Takes each plain scalar for text. */
    private static final class TextOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {}
    }
}
