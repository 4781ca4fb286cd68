package dev.stoplock.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One thing a server is about to do outside its sandbox, read by an adapter before it goes on. */
public sealed interface Effect {

    Destination destination();

    /** A short stable name such as {@code postmark POST /email}. */
    String operation();

    /** Every leaf value, each exactly once. */
    List<Atom> atoms();

    default Stream<Atom> atoms(AtomClass kind) {
        return atoms().stream().filter(atom -> atom.kind() == kind);
    }

    /** One mail handed to a mail API, or to a mail server by SMTP. */
    record SendMail(Destination destination, String operation, List<Atom> atoms) implements Effect {
        public SendMail {
            atoms = List.copyOf(atoms);
        }
    }

    /**
     * A draft that is made, or changed where {@code draft} names it. Nobody gets it yet; who will
     * is judged now. {@code replaces}: the kinds of recipients that it states anew, all of them
     * where a draft is made. {@code account}: as the request names it.
     */
    record EditDraft(
            Destination destination,
            String operation,
            List<Atom> atoms,
            String account,
            @Nullable String draft,
            Set<Role> replaces)
            implements Effect {
        public EditDraft {
            atoms = List.copyOf(atoms);
            replaces = Set.copyOf(replaces);
        }
    }

    /**
     * A draft that is sent, by its id. {@code known}: what the gate saw of it, null where it did
     * not see it made or last changed.
     */
    record SendDraft(
            Destination destination,
            String operation,
            List<Atom> stated,
            String account,
            String draft,
            @Nullable KnownDraft known)
            implements Effect {
        public SendDraft {
            stated = List.copyOf(stated);
        }

        /** What the request says, and whom the draft names. */
        @Override
        public List<Atom> atoms() {
            List<Atom> atoms = new ArrayList<>(stated);
            if (known != null) {
                atoms.addAll(known.recipients());
            }
            return List.copyOf(atoms);
        }
    }

    /**
     * An HTTP exchange of which every value is read and that is no mail an adapter knows. Where no
     * adapter knows its API, its operation is {@code http} and the method.
     */
    record HttpExchange(Destination destination, String operation, List<Atom> atoms)
            implements Effect {

        public static final String NO_ADAPTER = "http ";

        public boolean hasAdapter() {
            return !operation.startsWith(NO_ADAPTER);
        }

        public HttpExchange {
            atoms = List.copyOf(atoms);
        }
    }

    /** An HTTP exchange that nobody can read: what it would do cannot be said. */
    record Unknown(Destination destination, String operation, List<Atom> atoms) implements Effect {
        public Unknown {
            atoms = List.copyOf(atoms);
        }
    }

    /**
     * A look-up of a name, or a connection to an address, that no grant covers; or a connection
     * that is passed through.
     */
    record Contact(Destination destination, String operation, List<Atom> atoms) implements Effect {

        /** The operation of a connection in which nobody looks at what passes. */
        public static final String UNREAD = "pass through (not judged)";

        public Contact {
            atoms = List.copyOf(atoms);
        }
    }

    /** A command to a mail server that is no mail: what it would do is known. */
    record Command(Destination destination, String operation, List<Atom> atoms) implements Effect {
        public Command {
            atoms = List.copyOf(atoms);
        }
    }

    /**
     * The opening or keeping of a session with a mail server. Nothing goes out but what authorises
     * it, so it needs no call; where there is one, it is laid to it.
     */
    record Session(Destination destination, String operation, List<Atom> atoms) implements Effect {
        public Session {
            atoms = List.copyOf(atoms);
            for (Atom atom : atoms) {
                // Threat: whatever else could stand here would leave without a call
                if (atom.kind() != AtomClass.CREDENTIAL && atom.role() != Role.HOST) {
                    throw new IllegalArgumentException(
                            "a session carries a credential and nothing else: " + atom.path());
                }
            }
        }
    }
}
