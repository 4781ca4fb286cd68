package dev.stoplock.core.policy;

import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.RuleId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The table of the rules an exchange can break, with the group whose mode holds. Rules not in it
 * always refuse.
 */
public final class Rules {

    /** What a rule says, in one line. */
    public record Rule(RuleGroup group, String meaning) {}

    private static final Map<String, Rule> TABLE = table();

    private Rules() {}

    public static RuleGroup group(RuleId rule) {
        Rule known = TABLE.get(rule.value());
        return known == null ? RuleGroup.ALWAYS : known.group();
    }

    public static Map<String, Rule> all() {
        return TABLE;
    }

    private static Map<String, Rule> table() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put(
                "host.not-granted",
                new Rule(RuleGroup.HOST, "only granted hosts and ports may be reached"));
        rules.put(
                "host.request",
                new Rule(
                        RuleGroup.HOST,
                        "only granted methods and paths of a destination may be asked for"));
        rules.put(
                "effect.no-call",
                new Rule(RuleGroup.CONTRACT, "nothing leaves without an open call"));
        rules.put(
                "contract.recipient",
                new Rule(
                        RuleGroup.CONTRACT,
                        "each recipient is one the call asked for, once, in that role"));
        rules.put(
                "contract.sender",
                new Rule(RuleGroup.CONTRACT, "the sender is named by the call or a setting"));
        rules.put(
                "contract.reply-to",
                new Rule(RuleGroup.CONTRACT, "replies go where the call or a setting says"));
        rules.put(
                "contract.destination",
                new Rule(
                        RuleGroup.CONTRACT,
                        "whatever selects a destination is named by the call or a setting"));
        rules.put(
                "contract.content",
                new Rule(
                        RuleGroup.CONTRACT,
                        "where a tool was learned, every value comes from where its contract says; where its tier 2 is"
                                + " enforced, the call holds it"));
        rules.put(
                "contract.meta",
                new Rule(
                        RuleGroup.CONTRACT,
                        "where tier 3 of a tool is enforced, the call explains each flag, id and header"));
        rules.put(
                "contract.effect",
                new Rule(
                        RuleGroup.CONTRACT,
                        "where a tool was learned whole, it does nothing that it was never seen to do"));
        rules.put(
                "contract.times",
                new Rule(
                        RuleGroup.CONTRACT,
                        "where a tool was learned, one call causes an effect no more often than its contract says"));
        rules.put(
                "contract.no-adapter",
                new Rule(RuleGroup.CONTRACT, "what no adapter can read has no contract"));
        rules.put(
                "contract.retry-unknown",
                new Rule(RuleGroup.CONTRACT, "a mail whose fate is unknown counts as sent"));
        rules.put(
                "recipients.not-allowed",
                new Rule(RuleGroup.RECIPIENTS, "each recipient is on the server's allowlist"));
        rules.put(
                "credential.foreign",
                new Rule(RuleGroup.CREDENTIAL, "only the broker puts credentials into a request"));
        return Map.copyOf(rules);
    }
}
