package dev.stoplock.core.model;

import java.util.List;
import java.util.stream.Stream;

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

    /** One mail handed to a mail API. */
    record SendMail(Destination destination, String operation, List<Atom> atoms) implements Effect {
        public SendMail {
            atoms = List.copyOf(atoms);
        }
    }

    /** An HTTP exchange that an adapter knows and that is no mail. */
    record HttpExchange(Destination destination, String operation, List<Atom> atoms)
            implements Effect {
        public HttpExchange {
            atoms = List.copyOf(atoms);
        }
    }

    /** An HTTP exchange that no adapter knows: what it would do cannot be said. */
    record Unknown(Destination destination, String operation, List<Atom> atoms) implements Effect {
        public Unknown {
            atoms = List.copyOf(atoms);
        }
    }

    /** A look-up of a name, or a connection to an address, that no grant covers. */
    record Contact(Destination destination, String operation, List<Atom> atoms) implements Effect {
        public Contact {
            atoms = List.copyOf(atoms);
        }
    }
}
