package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which segments of a request's path the grant itself writes out: they are explained by it. What a
 * star stands for is explained by the call, or by nothing.
 */
final class GrantedPath {

    private GrantedPath() {}

    /** Their indices, counted from 0; none where a rule of the grant does not admit the request. */
    static Set<Integer> written(Grant grant, Effect effect) {
        List<HttpRule> rules = grant.rules(effect.destination());
        String asked =
                effect.atoms().stream()
                        .filter(atom -> atom.role() == Role.REQUEST)
                        .map(Atom::value)
                        .findFirst()
                        .orElse("");
        int space = asked.indexOf(' ');
        String method = asked.substring(0, Math.max(space, 0));
        String path = asked.substring(space + 1);
        Set<Integer> written = new HashSet<>();
        if (space < 0
                || !PathPattern.isUnambiguous(path)
                || !rules.stream().allMatch(rule -> rule.admits(method, path))) {
            return written;
        }
        rules.stream()
                .flatMap(rule -> rule.paths().stream())
                .filter(pattern -> pattern.admits(path))
                .forEach(pattern -> add(pattern, written));
        return written;
    }

    private static void add(PathPattern pattern, Set<Integer> written) {
        String[] segments = pattern.text().split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            if (!segments[i].contains("*")) {
                written.add(i - 1);
            }
        }
    }
}
