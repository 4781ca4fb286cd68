package dev.stoplock.core.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger records, one variant per stage. Bodies (arguments, requests, replies) are not in
 * it: each is a {@code Digest} of a salted file beside the log. Sentences are for people; ids and
 * rules are for programs.
 */
public sealed interface Event {

    /**
     * The ledger was opened; {@code cutBytes} of an incomplete, never acknowledged frame were cut
     * off its end.
     */
    record LedgerOpened(long cutBytes) implements Event {}

    /**
     * A server instance was started for a client. {@code claim} says how the agent's name is known
     * (self-declared).
     */
    record Launched(
            InstanceId instance,
            ServerName server,
            PackageRef ref,
            Digest tree,
            Digest entry,
            AgentName agent,
            String claim,
            long pid)
            implements Event {}

    record Exited(InstanceId instance, ServerName server, String reason) implements Event {}

    /**
     * A call was asked for. {@code same} is a keyed digest, equal for calls of the same tool with
     * the same arguments, so that repetitions show without any body; null for a call that was not
     * made.
     */
    record CallOpened(
            CallId call,
            InstanceId instance,
            ServerName server,
            AgentName agent,
            String tool,
            Digest arguments,
            @Nullable String trace,
            @Nullable String same)
            implements Event {

        /** A call that is compared with no other. */
        public CallOpened(
                CallId call,
                InstanceId instance,
                ServerName server,
                AgentName agent,
                String tool,
                Digest arguments,
                @Nullable String trace) {
            this(call, instance, server, agent, tool, arguments, trace, null);
        }
    }

    /**
     * A call's final answer went to the client, or will never come. {@code reply} is the body the
     * client got.
     */
    record CallClosed(CallId call, String outcome, @Nullable Digest reply) implements Event {}

    /**
     * An exchange was judged, before anything of it left. {@code call} is null where no lease
     * explained or came near it. {@code leaves} is what then happens: an allow, or a deny in a mode
     * that does not enforce. {@code mails} counts the mails in it, {@code recipients} are all who
     * would get one (To, Cc, Bcc), canonical, each once. {@code request} and {@code atoms} are
     * bodies. {@code contents}: how far the call explains the rest of it; null where it was held
     * against no call, or a learned contract judged all of it.
     */
    record Judged(
            EffectId effect,
            @Nullable CallId call,
            InstanceId instance,
            ServerName server,
            String operation,
            String destination,
            String verdict,
            RuleId rule,
            String sentence,
            List<String> unexplained,
            Mode mode,
            boolean leaves,
            int unjudgedBytes,
            int mails,
            List<String> recipients,
            @Nullable Digest request,
            @Nullable Digest atoms,
            @Nullable Contents contents)
            implements Event {
        public Judged {
            unexplained = List.copyOf(unexplained);
            recipients = List.copyOf(recipients);
        }

        /** An exchange whose contents were held against no call. */
        public Judged(
                EffectId effect,
                @Nullable CallId call,
                InstanceId instance,
                ServerName server,
                String operation,
                String destination,
                String verdict,
                RuleId rule,
                String sentence,
                List<String> unexplained,
                Mode mode,
                boolean leaves,
                int unjudgedBytes,
                int mails,
                List<String> recipients,
                @Nullable Digest request,
                @Nullable Digest atoms) {
            this(
                    effect,
                    call,
                    instance,
                    server,
                    operation,
                    destination,
                    verdict,
                    rule,
                    sentence,
                    unexplained,
                    mode,
                    leaves,
                    unjudgedBytes,
                    mails,
                    recipients,
                    request,
                    atoms,
                    null);
        }
    }

    /** The broker put a secret in, for this effect. Only its name is known here. */
    record SecretUsed(EffectId effect, SecretName secret, String destination) implements Event {}

    /**
     * What became of a judged exchange that was to leave. {@code outcome}: answered (with the
     * upstream's status), failed (nothing of it was accepted upstream) or unknown (it may have
     * left).
     */
    record Outcome(
            EffectId effect, String outcome, int status, String detail, @Nullable Digest reply)
            implements Event {}

    /**
     * A lock entry was accepted: {@code from} is null for the first, {@code replaced} says whether
     * another was given up.
     */
    record EntryAccepted(
            ServerName server,
            @Nullable PackageRef from,
            PackageRef to,
            Digest tree,
            Digest entry,
            String lockfile,
            Review review)
            implements Event {}

    /**
     * A version was rehearsed beside the locked one and not accepted, since it does what only a
     * person may accept. {@code tree}: its bytes. {@code kind}: the gravest class of difference, in
     * words; {@code differences}: {@code class · tool · sentence}, the gravest first.
     */
    record ReviewHeld(
            ServerName server,
            PackageRef from,
            PackageRef to,
            Digest tree,
            RuleId rule,
            String kind,
            String sentence,
            List<String> differences)
            implements Event {
        public ReviewHeld {
            differences = List.copyOf(differences);
        }
    }

    /** Something refused to start or to go on: rule and sentence. */
    record Refused(@Nullable ServerName server, RuleId rule, String sentence) implements Event {}

    /**
     * Something to look at: not a verdict. {@code evidence} are the indices of the records it rests
     * on; {@code id} is a detector's, the same whenever the same log is read, and null elsewhere.
     */
    record Found(
            RuleId rule,
            Severity severity,
            @Nullable ServerName server,
            @Nullable CallId call,
            String sentence,
            List<Long> evidence,
            @Nullable String id)
            implements Event {
        public Found {
            evidence = List.copyOf(evidence);
        }
    }

    /** A breaker opened: calls of this server are answered by Stoplock until it closes again. */
    record Tripped(ServerName server, @Nullable CallId call, RuleId rule, String sentence)
            implements Event {}

    /**
     * From the call on that opens next, a tier of a tool is in this mode: enforce, or report again.
     * {@code why}: the number of clean calls, or who said so.
     */
    record Tiered(ServerName server, String tool, Tier tier, Mode mode, String why)
            implements Event {}

    /** A person stopped a server; it does not start again until it is released. */
    record Quarantined(ServerName server, String by, String why) implements Event {}

    /** A person let a quarantined server start again. */
    record Released(ServerName server, String by, String why) implements Event {}

    /** The gate stopped in an orderly way. */
    record Stopped(Instant since) implements Event {}
}
