package dev.stoplock.core.atlas;

import java.util.List;
import java.util.regex.Pattern;

/** What turns a control on and off, or why nothing does. */
public sealed interface Switch {

    /** One sentence for the reader: how it is switched, or why not. */
    String how();

    /**
     * Keys of home's {@code stoplock.yaml}, written with dots; {@code NAME} stands for any server's
     * name.
     */
    record Setting(List<String> keys, String how) implements Switch {

        private static final Pattern KEY = Pattern.compile("[a-z-]+(\\.(NAME|[a-z-]+)){1,4}");

        public Setting {
            keys = Wording.distinct(keys, "a key");
            if (keys.isEmpty() || !keys.stream().allMatch(key -> KEY.matcher(key).matches())) {
                throw new IllegalArgumentException("not keys of stoplock.yaml: " + keys);
            }
            Wording.sentence(how);
        }
    }

    /** A command of Stoplock, from its name on: {@code stoplock quarantine}. */
    record Command(String command, String how) implements Switch {

        private static final Pattern COMMAND = Pattern.compile("stoplock( [a-z][a-z-]*){1,2}");

        public Command {
            if (!COMMAND.matcher(command).matches()) {
                throw new IllegalArgumentException("not a command of stoplock: " + command);
            }
            Wording.sentence(how);
        }
    }

    /** Something that is not ours: a setting of the client or of a package manager. */
    record Elsewhere(String how) implements Switch {
        public Elsewhere {
            Wording.sentence(how);
        }
    }

    /** It cannot be switched, for a reason. */
    record Fixed(String how) implements Switch {
        public Fixed {
            Wording.sentence(how);
        }
    }

    /** There is nothing to switch yet. */
    record NotYet() implements Switch {
        @Override
        public String how() {
            return "There is nothing to switch: this version does not have it.";
        }
    }
}
