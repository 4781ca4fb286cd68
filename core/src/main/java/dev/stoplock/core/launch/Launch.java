package dev.stoplock.core.launch;

import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.LaunchPlan.Mount;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a lock entry and what holds of its grant into a launch plan. */
public final class Launch {

    /** Where the verified tree is seen inside. */
    public static final String TREE = "/app";

    /** Where an interpreter from outside {@code /usr} is seen inside. */
    public static final String INTERPRETERS = "/opt/interpreter/bin";

    private Launch() {}

    /**
     * Plans the start of one server.
     *
     * @param effective what holds: the lock's grant intersected with the home's
     * @param placeholders for each granted secret the text the server holds in its stead
     */
    public static Planned plan(
            LockEntry entry,
            Grant effective,
            Map<SecretName, String> placeholders,
            HostPaths host,
            LaunchPlan.Limits limits) {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(new Mount(host.tree(), TREE));
        String interpreter = host.interpreter();
        if (!interpreter.startsWith("/usr/")) {
            // Only the program whose digest is locked, never the folders around it: those may be
            // somebody's home.
            String inside = INTERPRETERS + interpreter.substring(interpreter.lastIndexOf('/'));
            mounts.add(new Mount(interpreter, inside));
            interpreter = inside;
        }
        // Inside, each stands at its own path: an argument that names it means the same there.
        for (FileGrant file : effective.files()) {
            mounts.add(new Mount(file.path(), file.path()));
        }
        Map<String, String> env =
                Environment.base(interpreter.substring(0, interpreter.lastIndexOf('/')), TREE);
        for (Map.Entry<String, String> setting : effective.env().entrySet()) {
            Optional<Refusal> refusal = Environment.refusal(setting.getKey(), setting.getValue());
            if (refusal.isPresent()) {
                return new Planned.Refused(refusal.get());
            }
            env.put(setting.getKey(), setting.getValue());
        }
        for (SecretGrant secret : effective.secrets()) {
            if (secret.name().isFetched()) {
                // there is none yet; the server gets its placeholder in the token endpoint's reply
                continue;
            }
            Optional<Refusal> refusal = addPlaceholder(env, effective, secret.name(), placeholders);
            if (refusal.isPresent()) {
                return new Planned.Refused(refusal.get());
            }
        }
        return new Planned.Ready(
                new LaunchPlan(
                        List.of(interpreter, TREE + "/" + entry.closure().entry()),
                        env,
                        mounts,
                        TREE,
                        limits));
    }

    private static Optional<Refusal> addPlaceholder(
            Map<String, String> env,
            Grant effective,
            SecretName name,
            Map<SecretName, String> placeholders) {
        String placeholder = placeholders.get(name);
        if (placeholder == null) {
            return Optional.of(
                    Refusal.of(
                            Refusal.Exit.USAGE,
                            "launch.secret-missing",
                            "the secret " + name + " is granted, but there is no value for it",
                            "put its value into secrets/" + name + " in the home, mode 0600"));
        }
        if (effective.env().containsKey(name.value())) {
            return Optional.of(
                    Refusal.of(
                            Refusal.Exit.USAGE,
                            "launch.env-twice",
                            "the variable " + name + " is both a setting and a secret",
                            "keep one of them in stoplock.yaml"));
        }
        Optional<Refusal> refusal = Environment.refusal(name.value(), placeholder);
        env.put(name.value(), placeholder);
        return refusal;
    }
}
