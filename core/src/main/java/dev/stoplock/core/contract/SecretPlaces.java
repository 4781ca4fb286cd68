package dev.stoplock.core.contract;

import dev.stoplock.core.effect.TokenRequest;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.TokenEndpoints;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which values of an effect the broker put there: a placeholder counts in the place, below the path
 * and for the destination that its secret is granted for, and is out of place anywhere else.
 */
record SecretPlaces(Set<SecretGrant> grants, IssuedSecrets secrets) {

    /** Null where the atom has nothing to do with a secret of the broker. */
    @Nullable Explanation explain(Atom atom, Effect effect) {
        if (atom.role() == Role.HOST || atom.role() == Role.REQUEST) {
            return null;
        }
        boolean authorising = atom.kind() == AtomClass.CREDENTIAL && atom.role() != Role.NONE;
        boolean named = isPlace(atom, effect);
        SecretName issued =
                authorising || named || atom.kind() == AtomClass.CREDENTIAL
                        ? secrets.issued(atom.value(), effect.destination())
                        : null;
        if (issued != null && isGranted(issued, atom, effect, authorising)) {
            return new Explanation.Secret(issued);
        }
        SecretName there = issued == null ? secrets.within(atom.value()) : issued;
        if (there != null) {
            return new Explanation.Misplaced(there, sentence(there, atom, effect));
        }
        return isNameOfPlace(atom, effect)
                ? new Explanation.Declared("the place of a granted secret")
                : null;
    }

    // loops, not streams: this is asked of each value of each effect, for each open call

    private boolean isPlace(Atom atom, Effect effect) {
        for (SecretGrant grant : grants) {
            if (grant.place() != null
                    && grant.destination().equals(effect.destination())
                    && grant.place().holds(atom.path())) {
                return true;
            }
        }
        return false;
    }

    private boolean isNameOfPlace(Atom atom, Effect effect) {
        for (SecretGrant grant : grants) {
            if (grant.place() != null
                    && grant.destination().equals(effect.destination())
                    && grant.place().isNamedBy(atom.path())) {
                return true;
            }
        }
        return false;
    }

    private boolean isGranted(SecretName name, Atom atom, Effect effect, boolean authorising) {
        List<SecretGrant> its = granted(name, effect);
        // the broker named it for this destination: without a word on places it authorises
        return its.isEmpty()
                ? authorising
                : its.stream()
                        .anyMatch(grant ->
                                grant.fits(atom.path(), authorising)
                                        && isBelow(grant.path(), effect)
                                        && !isOtherAtEndpoint(effect));
    }

    /**
     * Threat: with the client's secret a server could have a token of anybody's account made, and
     * the gate would put that in as a granted one.
     */
    private boolean isOtherAtEndpoint(Effect effect) {
        return !TokenRequest.is(effect)
                && TokenEndpoints.have(grants, effect.destination(), Requests.path(effect));
    }

    private List<SecretGrant> granted(SecretName name, Effect effect) {
        return grants.stream()
                .filter(grant ->
                        grant.name().equals(name)
                                && grant.destination().equals(effect.destination()))
                .toList();
    }

    private static boolean isBelow(@Nullable PathPattern path, Effect effect) {
        String asked = Requests.path(effect);
        return path == null || PathPattern.isUnambiguous(asked) && path.admits(asked);
    }

    private String sentence(SecretName name, Atom atom, Effect effect) {
        List<SecretGrant> its = granted(name, effect);
        String where = Shown.text(atom.path());
        if (its.isEmpty()) {
            return "server put secret "
                    + name
                    + " into "
                    + where
                    + " for "
                    + effect.destination()
                    + ", where it is not granted";
        }
        if (isOtherAtEndpoint(effect)) {
            return "server asked a token endpoint with secret "
                    + name
                    + " for something other than refresh_token or client_credentials (RFC 6749)";
        }
        return "server put secret "
                + name
                + " into "
                + where
                + ", and it is granted as "
                + its.stream().map(SecretGrant::toString).collect(Collectors.joining(", "))
                + " only";
    }
}
