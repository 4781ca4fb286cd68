package dev.stoplock.lab.corpus;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.mutation.Client;
import dev.stoplock.lab.registry.NpmConfiguration;
import dev.stoplock.lab.registry.Upstream;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.StoryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Plays what is made of packages: each is locked and run in a real sandbox behind a real gate. What
 * became of a call is what the ledger holds about it, unless what had to be denied arrived.
 */
final class Packages {

    /** A case and one of its plays that runs a package. */
    record Run(Case one, Play play, Path program) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Packages() {}

    /** {@code stoplock} is the command line that starts the program, up to its first argument. */
    static List<Result> played(
            List<Run> runs,
            List<String> stoplock,
            Map<String, String> environment,
            PrintStream progress)
            throws Refused, IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        StoryFolder folder =
                StoryFolder.create("corpus", Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
        progress.println("packages: everything is kept in " + folder.root());
        try (Children children = new Children(folder.closed("commands"));
                Upstream upstream =
                        new Upstream(
                                NpmConfiguration.read(folder.root(), environment),
                                folder.cache(environment))) {
            LabCertificates certificates =
                    LabCertificates.create(Clock.systemUTC().instant(), new SecureRandom());
            Path authority = certificates.writeAuthority(folder.closed("lab").resolve("ca.pem"));
            Yard.Site site =
                    new Yard.Site(
                            folder,
                            children,
                            upstream,
                            certificates,
                            authority,
                            stoplock,
                            environment);
            for (Run run : runs) {
                progress.println("  " + run.one().name() + " · " + run.play().name());
                results.addAll(played(run, site, results.size()));
            }
        } catch (GeneralSecurityException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "corpus.certificates",
                    "the lab's certificates cannot be made: " + e.getMessage(),
                    "report it");
        }
        return results;
    }

    private static List<Result> played(Run run, Yard.Site site, int number)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        List<Result> results = new ArrayList<>();
        try (Yard yard = Yard.open(site, "home-" + number, run.one().policy(), run.program());
                Client client = yard.run()) {
            int known = yard.judged().size();
            for (int i = 0; i < run.play().steps().size(); i++) {
                if (run.play().steps().get(i) instanceof Step.Called call
                        && JSON.readTree(JsonWriter.compact(call.arguments()))
                                instanceof ObjectNode arguments) {
                    client.call(call.tool(), arguments);
                    List<Event.Judged> all = yard.judged();
                    Got got = got(call.expected(), all.subList(known, all.size()), yard);
                    known = all.size();
                    results.add(new Result(run.one().name(), run.play(), i + 1, call, got));
                }
            }
        }
        return results;
    }

    private static Got got(Expected expected, List<Event.Judged> led, Yard yard) {
        String value = expected.value();
        if (expected.denied() != null && value != null && yard.hasArrived(value)) {
            return Got.ALLOWED;
        }
        List<Event.Judged> denied = led.stream().filter(each -> !each.leaves()).toList();
        if (denied.isEmpty()) {
            return led.isEmpty()
                    ? Got.denied("corpus.nothing-sent", "the call led to no exchange at all")
                    : Got.ALLOWED;
        }
        RuleId rule = expected.denied();
        Event.Judged told =
                denied.stream()
                        .filter(each -> each.rule().equals(rule))
                        .findFirst()
                        .orElse(denied.getFirst());
        return Got.denied(
                told.rule(), told.sentence() + " " + String.join(" ", told.unexplained()));
    }
}
