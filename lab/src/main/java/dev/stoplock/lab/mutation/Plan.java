package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.registry.PostmarkPackage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The lab's server as a package: the tools of the real one, and the bytes of every trial as data
 * files, so that no argument of any call explains them.
 */
final class Plan {

    /** One in so many trials is sent by a process that the server starts for it. */
    private static final int CHILD_EACH = 16;

    private Plan() {}

    static PostmarkPackage of(List<Played> recordings, JsonNode tools, List<Trial> trials)
            throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String name : List.of("index.mjs", "package.json")) {
            String path = "/dev/stoplock/lab/packages/mutation-server/" + name;
            try (InputStream in = Plan.class.getResourceAsStream(path)) {
                if (in == null) {
                    throw new FileNotFoundException("the lab lacks its own file " + path);
                }
                files.put(name, in.readAllBytes());
            }
        }
        files.put("tools.json", Trees.bytes(tools));
        files.put("plan.json", Trees.bytes(plan(recordings, trials)));
        return new PostmarkPackage(PostmarkPackage.AFTER, files);
    }

    private static ObjectNode plan(List<Played> recordings, List<Trial> trials) {
        ObjectNode plan = Trees.JSON.createObjectNode();
        ArrayNode list = plan.putArray("trials");
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            ObjectNode one =
                    list.addObject()
                            .put("recording", trial.recording())
                            .put("child", i % CHILD_EACH == CHILD_EACH - 1);
            ArrayNode steps = one.putArray("steps");
            trial.steps().forEach(step -> step.into(steps));
        }
        ArrayNode controls = plan.putArray("recordings");
        recordings.forEach(each -> each.step().into(controls));
        return plan;
    }
}
