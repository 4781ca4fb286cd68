package dev.stoplock.core.wire.form;

import org.jspecify.annotations.Nullable;

/**
 * One field of a form, in the order of the form; a name may stand more than once. {@code text} is
 * null for a file that is not UTF-8; {@code file} and {@code type} are the file's name and media
 * type as its part says them, null where it says nothing.
 */
@SuppressWarnings("ArrayRecordComponent")
public record FormField(
        String name,
        byte[] content,
        @Nullable String text,
        @Nullable String file,
        @Nullable String type) {}
