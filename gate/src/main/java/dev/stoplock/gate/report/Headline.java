package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.Count;
import dev.stoplock.core.audit.incident.Fate;
import dev.stoplock.core.audit.incident.Incident;
import dev.stoplock.core.audit.incident.Sending;
import dev.stoplock.core.audit.incident.Standing;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * The first line of an account: whether anything left that was not asked for. It reassures only
 * where every exchange that left, or may have, kept every rule.
 */
record Headline(Incident incident, long waiting) {

    String sentence() {
        String said = known();
        Instant since = incident.since();
        String stretch = since == null ? "" : ", since " + Wording.whole(since);
        return (waiting > 0 ? "as far as it is signed: " : "") + said + stretch;
    }

    private String known() {
        Count left = incident.mails(Fate.LEFT, Standing.NOT_ASKED);
        Count doubtful = incident.mails(Fate.IN_DOUBT, Standing.NOT_ASKED);
        List<Sending> bad =
                incident.sendings().stream()
                        .filter(each -> each.fate().isOut() && !each.isClean())
                        .toList();
        if (bad.isEmpty()) {
            return "nothing has left that was not asked for";
        }
        List<Sending> mails = which(bad, each -> !each.mails(Standing.NOT_ASKED).isNone());
        List<Sending> rest = which(bad, each -> each.mails(Standing.NOT_ASKED).isNone());
        String more = rest.isEmpty() ? "" : "; " + rest(rest);
        if (!left.isNone()) {
            return Wording.count(left, "mail")
                    + " carried a recipient nobody asked for"
                    + (doubtful.isNone() ? "" : ", " + more(doubtful) + " may have")
                    + ", "
                    + range(mails)
                    + more;
        }
        if (!doubtful.isNone()) {
            return Wording.count(doubtful, "mail")
                    + " with a recipient nobody asked for may have left, "
                    + range(mails)
                    + more;
        }
        return rest(rest) + ", " + range(rest);
    }

    private static String more(Count doubtful) {
        return (doubtful.isExact() ? "" : doubtful.least() + " to ") + doubtful.most() + " more";
    }

    /** Of exchanges that broke a rule, none of which is known to name somebody nobody asked for. */
    private static String rest(List<Sending> bad) {
        List<Sending> untold = which(bad, each -> !each.mails(Standing.UNKNOWN).isNone());
        List<Sending> plain = which(bad, each -> each.mails(Standing.UNKNOWN).isNone());
        StringBuilder out = new StringBuilder();
        append(out, plain, "against a rule");
        append(out, untold, "whose recipients cannot be held against what was asked any more");
        return out.toString();
    }

    private static void append(StringBuilder out, List<Sending> some, String how) {
        int left = which(some, each -> each.fate() == Fate.LEFT).size();
        int doubtful = some.size() - left;
        if (left > 0) {
            out.append(out.isEmpty() ? "" : "; ")
                    .append(Wording.count(left, "request"))
                    .append(" left ")
                    .append(how);
        }
        if (doubtful > 0) {
            out.append(out.isEmpty() ? "" : "; ")
                    .append(Wording.count(doubtful, "request"))
                    .append(" may have left ")
                    .append(how);
        }
    }

    private static List<Sending> which(List<Sending> all, Predicate<Sending> condition) {
        return all.stream().filter(condition).toList();
    }

    private static String range(List<Sending> some) {
        List<Instant> times = some.stream().map(Sending::at).sorted().toList();
        return Wording.range(times.getFirst(), times.getLast());
    }
}
