package dev.stoplock.core.audit;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Tier;
import dev.stoplock.core.model.Tiers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The written form of {@link Contents} in a record: the number of values of each tier, the paths of
 * those that nothing explains, and the tiers that were enforced.
 */
final class ContentsText {

    private ContentsText() {}

    static Json json(Contents contents) {
        List<String> enforced = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            if (contents.enforced().enforces(tier)) {
                enforced.add(tier.word());
            }
        }
        return Json.object()
                .put("content", contents.content())
                .put("meta", contents.meta())
                .put("unexplainedContent", Json.strings(Cut.paths(contents.unexplainedContent())))
                .put("unexplainedMeta", Json.strings(Cut.paths(contents.unexplainedMeta())))
                .put("enforced", Json.strings(enforced))
                .build();
    }

    static @Nullable Contents of(@Nullable Fields in) throws Fields.Malformed {
        if (in == null) {
            return null;
        }
        List<String> words = in.texts("enforced");
        Tiers enforced = Tiers.REPORT;
        for (Tier tier : Tier.values()) {
            enforced = enforced.with(tier, words.contains(tier.word()));
        }
        Contents contents =
                new Contents(
                        in.small("content"),
                        in.small("meta"),
                        in.texts("unexplainedContent"),
                        in.texts("unexplainedMeta"),
                        enforced);
        in.end();
        return contents;
    }
}
