package dev.stoplock.core.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.model.AcceptedDestination;
import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.LockedPackage;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockfileTextTest {

    private static LockEntry entry(String name, String value) {
        Digest tree = Digest.sha256(new byte[] {1});
        Digest archive = new Digest(Digest.Algorithm.SHA512, "ab".repeat(64));
        PackageRef ref = PackageRef.parse("npm:@scope/" + "pkg@1.2.3-rc.1+b");
        return new LockEntry(
                new ServerName(name),
                ref,
                new Closure(
                        tree,
                        new Interpreter("node", "v20.20.2", tree),
                        "node_modules/@scope/pkg/index.js",
                        List.of(
                                new LockedPackage("node_modules/@scope/pkg", ref, archive),
                                new LockedPackage(
                                        "node_modules/z",
                                        PackageRef.parse("npm:z@0.0.1"),
                                        archive))),
                new Grant(
                        Set.of(Destination.parse("api.mail.example"), new Destination("::1", 8443)),
                        Set.of(
                                SecretGrant.parse("TOKEN@api.mail.example"),
                                new SecretGrant(
                                        new SecretName("V6"), new Destination("fd00::2", 443))),
                        Map.of("FROM", value, "on", "yes", "N", "0x10", "E", "")),
                List.of(new AcceptedDestination(value, Role.REPLY_TO, value, "2026-11-22")),
                new Review(value, true, value, Instant.parse("2026-11-22T20:00:00.123456789Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                " ",
                "a: b",
                "# no",
                "- x",
                "\"",
                "\\",
                "'",
                "{a: 1}",
                "a\nservers:\n  evil:",
                "\r\n",
                "\t",
                "true",
                "~",
                "null",
                "1e3",
                "\u0000\u0007\u001b[31m",
                "\u202Eevil\u2066",
                "\u0085\u2028\u2029\uFEFF\u00A0",
                "ü🙂",
                "\uDB40\uDC41",
                "%TAG",
                "&a *a !t",
                "<<<<<<< x",
                "---",
                "\u007f"
            })
    void whatIsWrittenReadsBackWhateverTheValues(String value) throws Misfit {
        Lockfile lockfile = new Lockfile(List.of(entry("b", value), entry("a", value)));
        String text = LockfileText.render(lockfile);
        assertThat(LockfileText.parse("stoplock.lock", text)).isEqualTo(lockfile);
        assertThat(LockfileText.render(LockfileText.parse("stoplock.lock", text))).isEqualTo(text);
        assertThat(text.replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sha\u00ad256:x", "\u202esha256:x", "SHA256:", "\u017fha256:", "x\u0007"})
    void aComplaintQuotesNothingInvisibleAndNoNameOfTheCode(String digest) {
        String good = LockfileText.render(new Lockfile(List.of(entry("a", "x"))));
        String tree = Digest.sha256(new byte[] {1}).toString();
        String text = good.replace(tree, Quoted.yaml(digest).replace("\"", ""));
        assertThatThrownBy(() -> LockfileText.parse("stoplock.lock", text))
                .isInstanceOfSatisfying(
                        Misfit.class,
                        misfit ->
                                assertThat(misfit.sentence())
                                        .matches("stoplock.lock:[0-9]+: [^\\p{C}]+")
                                        .doesNotContain("enum"));
    }

    @Test
    void anEmptyLockfileReadsBack() throws Misfit {
        assertThat(LockfileText.parse("l", LockfileText.render(Lockfile.EMPTY)))
                .isEqualTo(Lockfile.EMPTY);
    }

    @Test
    void onePackageStandsOnOneLine() {
        assertThat(
                        LockfileText.render(Lockfile.EMPTY.with(entry("a", "x")))
                                .lines()
                                .filter(line -> line.contains("{path: ")))
                .hasSize(2);
    }

    @Test
    void oneEntryCanBeReplacedAndAllOthersStay() {
        Lockfile both = new Lockfile(List.of(entry("a", "x"), entry("b", "x")));
        Lockfile changed = both.with(entry("b", "y"));
        assertThat(changed.entry(new ServerName("a"))).isEqualTo(entry("a", "x"));
        assertThat(changed.entry(new ServerName("b"))).isEqualTo(entry("b", "y"));
        assertThat(changed.entry(new ServerName("c"))).isNull();
    }

    private static void refused(String text, String... parts) {
        assertThatThrownBy(() -> LockfileText.parse("stoplock.lock", text))
                .isInstanceOf(Misfit.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void badTextIsRefusedWithFileAndLine() {
        String good = LockfileText.render(Lockfile.EMPTY.with(entry("a", "x")));
        refused("", "stoplock.lock");
        refused("[]", "stoplock.lock:1:");
        refused(
                good.replace("    tree:", "    treee:"),
                "stoplock.lock:7:",
                "unknown key \"treee\"",
                "did you mean \"tree\"");
        refused(good.replace("version: 1", "version: 2"), "stoplock.lock:3:", "newer stoplock");
        refused(good.replace("version: 1", "version: one"), "stoplock.lock:3:");
        refused(good.replace("version: 1\n", ""), "version");
        refused(good + "  \"a\": {}\n", "stands twice");
        refused(
                good.replace("    tree:", "<<<<<<< HEAD\n    tree:"),
                "stoplock.lock:7:",
                "merge conflict");
        refused(good.replace("    tree:", "=======\n    tree:"), "merge conflict");
        refused(good.replace("    tree: \"sha256:", "    tree: \"md5:"), "stoplock.lock:7:");
        refused(good.replace("role: \"reply-to\"", "role: \"replyto\""), "not a role");
        refused(good.replace("self-declared: true", "self-declared: \"true\""), "true or false");
        refused(
                good.replace("\"node_modules/@scope/pkg/index.js\"", "\"../index.js\""),
                "inside the tree");
        refused(good.replace("npm:z@0.0.1", "npm:z@^0.0.1"), "exact version");
        refused(good.replace("\"a\":", "\"../a\":"), "server name");
        refused(good.replace("\"FROM\":", "\"LD PRELOAD\":"), "environment variable");
        refused(good.replace("servers:", "servers: &v"), "anchors");
        refused(good + "---\nversion: 1\n", "follows");
        refused("version: 1\nservers: [", "stoplock.lock:");
        refused("version: 1\nservers: !!java.net.URL [x]\n", "stoplock.lock:2:");
    }

    @Test
    void everyFieldChangesTheEntrysDigest() {
        LockEntry base = entry("a", "x");
        Grant grant = base.grant();
        Closure closure = base.closure();
        Interpreter other = new Interpreter("node", "v21.0.0", closure.interpreter().digest());
        List<LockEntry> all =
                List.of(
                        base,
                        entry("b", "x"),
                        with(
                                base,
                                closure,
                                new Grant(Set.of(), grant.secrets(), grant.env()),
                                base.review()),
                        with(
                                base,
                                closure,
                                new Grant(grant.network(), Set.of(), grant.env()),
                                base.review()),
                        with(
                                base,
                                closure,
                                new Grant(grant.network(), grant.secrets(), Map.of()),
                                base.review()),
                        with(
                                base,
                                new Closure(
                                        Digest.sha256(new byte[] {2}),
                                        closure.interpreter(),
                                        closure.entry(),
                                        closure.packages()),
                                grant,
                                base.review()),
                        with(
                                base,
                                new Closure(
                                        closure.tree(), other, closure.entry(), closure.packages()),
                                grant,
                                base.review()),
                        with(
                                base,
                                new Closure(
                                        closure.tree(),
                                        closure.interpreter(),
                                        "x.js",
                                        closure.packages()),
                                grant,
                                base.review()),
                        with(
                                base,
                                new Closure(
                                        closure.tree(),
                                        closure.interpreter(),
                                        closure.entry(),
                                        List.of()),
                                grant,
                                base.review()),
                        with(base, closure, grant, new Review("x", false, "x", base.review().at())),
                        new LockEntry(
                                base.server(),
                                base.ref(),
                                closure,
                                grant,
                                List.of(),
                                base.review()),
                        base.with(starting(1), base.review()),
                        base.with(starting(2), base.review()),
                        base.with(
                                new Contracts(
                                        Map.of(
                                                "startup",
                                                new ToolContract(
                                                        ToolContract.Reached.ALL,
                                                        starting(1).start().effects()))),
                                base.review()),
                        new LockEntry(
                                base.server(),
                                PackageRef.parse("npm:z@1.0.0"),
                                closure,
                                grant,
                                base.acceptedDestinations(),
                                base.review()));
        assertThat(all.stream().map(EntryDigest::of)).doesNotHaveDuplicates();
        assertThat(EntryDigest.of(entry("a", "x"))).isEqualTo(EntryDigest.of(base));
    }

    private static LockEntry with(LockEntry entry, Closure closure, Grant grant, Review review) {
        return new LockEntry(
                entry.server(), entry.ref(), closure, grant, entry.acceptedDestinations(), review);
    }

    private static Contracts starting(int times) {
        return new Contracts(
                Map.of(),
                new StartContract(
                        List.of(
                                new EffectContract(
                                        "http GET",
                                        Destination.parse("api.mail.example"),
                                        Times.of(times),
                                        List.of()))));
    }
}
