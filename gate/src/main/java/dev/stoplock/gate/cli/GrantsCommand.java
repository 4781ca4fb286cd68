package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.GrantUses;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.config.Lockfiles;
import dev.stoplock.gate.config.NamedServers;
import dev.stoplock.gate.ledger.Bodies;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.GrantReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code stoplock grants}: what each server may do against what it did, by the ledger. */
@CommandLine.Command(
        name = "grants",
        description = "Show what servers may reach against what they used.")
final class GrantsCommand extends Command {

    /** Settings are looked for in the newest of what was let go: reading every body takes long. */
    private static final int MOST_BODIES = 5_000;

    @CommandLine.Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "the server (default: all)")
    private @Nullable String name;

    @CommandLine.Option(names = "--json", description = "print it as one JSON object")
    private boolean json;

    GrantsCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
        Home home = site().home();
        List<AuditRecord> records = LedgerAccess.reader(home, terminal()).records();
        HomeConfig config = HomeConfig.read(home.configFile());
        List<Json> all = new ArrayList<>();
        Times times = Times.here();
        List<Json> unread = new ArrayList<>();
        for (ServerName server : servers(home)) {
            LockEntry entry;
            try {
                entry = new Lockfiles(home).find(server, null).entry();
            } catch (Refused e) {
                // one lockfile that is gone does not hide the other servers
                if (name != null) {
                    throw e;
                }
                unread.add(Json.object().put("server", server.value()).build());
                terminal().refuse(e.refusal());
                continue;
            }
            GrantUses uses = new GrantUses(server);
            records.forEach(uses::step);
            GrantReport report =
                    new GrantReport(
                            entry,
                            config.server(server),
                            uses,
                            uses.settings(bodies(home, uses.explanations())));
            if (json) {
                all.add(report.json());
            } else {
                report.text(times::of).forEach(terminal()::line);
            }
        }
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("schema", GrantReport.SCHEMA)
                                    .put("servers", new Json.Arr(all))
                                    .put("unread", new Json.Arr(unread))
                                    .build());
        } else {
            terminal().line(times.told());
        }
        return unread.isEmpty() ? 0 : Refusal.Exit.FAILED.code();
    }

    private List<ServerName> servers(Home home) throws IOException {
        return name == null
                ? new NamedServers(home).accepted().stream().map(ServerName::new).toList()
                : List.of(new ServerName(name));
    }

    private static Map<Digest, byte[]> bodies(Home home, List<Digest> digests) throws IOException {
        Bodies bodies = Bodies.of(home.ledger());
        Map<Digest, byte[]> read = new LinkedHashMap<>();
        for (Digest digest :
                digests.subList(Math.max(0, digests.size() - MOST_BODIES), digests.size())) {
            if (bodies.read(digest) instanceof Bodies.Body.Present(byte[] bytes)) {
                read.put(digest, bytes);
            }
        }
        return read;
    }
}
