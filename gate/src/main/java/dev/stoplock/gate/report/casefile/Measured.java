package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.ledger.Snapshot;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a table's cells point at, read from the folder that keeps the measured runs: as far as it is
 * still there, since a table outlives its runs.
 *
 * @param records by run and index, each under a checkpoint that was checked
 * @param files by run and name
 */
record Measured(Map<String, Map<Long, Proven>> records, Map<String, Map<String, String>> files) {

    private static final int LONGEST_FILE = 1 << 20;

    /** A record with its proof and the key of the ledger it stands in. */
    record Proven(AuditRecord record, String proof, String key) {}

    static Measured none() {
        return new Measured(Map.of(), Map.of());
    }

    /** Refuses ({@code ledger.inconsistent}) where a record is not the one that was signed. */
    static Measured of(TableDocument table, Path runs) throws Refused, IOException {
        Map<String, Set<Long>> wanted = new TreeMap<>();
        Map<String, Map<String, String>> files = new TreeMap<>();
        for (TableDocument.Cell cell : table.cells()) {
            for (TableDocument.Evidence evidence : cell.evidence()) {
                Path folder = runs.resolve(evidence.run());
                Long index = evidence.index();
                String file = evidence.file();
                // Threat: a link in the place of a run or file would publish what lies elsewhere
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (index != null) {
                    wanted.computeIfAbsent(evidence.run(), run -> new TreeSet<>()).add(index);
                } else if (file != null
                        && Files.isRegularFile(folder.resolve(file), LinkOption.NOFOLLOW_LINKS)
                        && Files.size(folder.resolve(file)) <= LONGEST_FILE) {
                    files.computeIfAbsent(evidence.run(), run -> new TreeMap<>())
                            .put(
                                    file,
                                    new String(
                                            Files.readAllBytes(folder.resolve(file)),
                                            StandardCharsets.UTF_8));
                }
            }
        }
        Map<String, Map<Long, Proven>> records = new TreeMap<>();
        for (Map.Entry<String, Set<Long>> each : wanted.entrySet()) {
            Path home = runs.resolve(each.getKey()).resolve("home");
            if (Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                records.put(each.getKey(), proven(new Home(home), each.getValue()));
            }
        }
        return new Measured(records, files);
    }

    private static Map<Long, Proven> proven(Home home, Set<Long> wanted)
            throws Refused, IOException {
        Snapshot snapshot = new LedgerReader(home.ledger(), home.keys()).snapshot();
        Map<Long, Proven> proven = new TreeMap<>();
        for (long index : wanted) {
            if (index < snapshot.records().size()) {
                AuditRecord record = snapshot.records().get((int) index);
                var proof = snapshot.proof(index);
                if (!proof.proves(EventCodec.leaf(record), snapshot.key())) {
                    throw new Refused(
                            Refusal.Exit.LEDGER,
                            "ledger.inconsistent",
                            "record "
                                    + index
                                    + " of a measured run is not the one that was signed, so nothing is exported",
                            "measure the table again");
                }
                proven.put(index, new Proven(record, proof.text(), snapshot.key().text()));
            }
        }
        return proven;
    }

    /** The texts of all files. */
    Set<String> texts() {
        Set<String> texts = new TreeSet<>();
        files.values().forEach(each -> texts.addAll(each.values()));
        return texts;
    }

    static String anchor(String run, Object what) {
        return "measured-" + run + "-" + what;
    }
}
