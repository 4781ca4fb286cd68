package dev.stoplock.core.wire.form;

import java.util.List;

/** The fields of a form, or why it has no single reading. */
public sealed interface FormResult {

    record Parsed(List<FormField> fields) implements FormResult {
        public Parsed {
            fields = List.copyOf(fields);
        }
    }

    /** {@code reason} is one line without bytes of the form. */
    record Refused(String reason) implements FormResult {}
}
