package dev.stoplock.core.contract;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What clients make of a file's path when they send the file: its last part, and the media type
 * that its ending stands for (IANA, "Media Types"; as the mime-db package lists them).
 */
final class FileNames {

    private static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    entry("csv", "text/csv"),
                    entry("doc", "application/msword"),
                    entry(
                            "docx",
                            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                    entry("eml", "message/rfc822"),
                    entry("gif", "image/gif"),
                    entry("gz", "application/gzip"),
                    entry("htm", "text/html"),
                    entry("html", "text/html"),
                    entry("ics", "text/calendar"),
                    entry("jpeg", "image/jpeg"),
                    entry("jpg", "image/jpeg"),
                    entry("json", "application/json"),
                    entry("md", "text/markdown"),
                    entry("mp3", "audio/mpeg"),
                    entry("mp4", "video/mp4"),
                    entry("odp", "application/vnd.oasis.opendocument.presentation"),
                    entry("ods", "application/vnd.oasis.opendocument.spreadsheet"),
                    entry("odt", "application/vnd.oasis.opendocument.text"),
                    entry("pdf", "application/pdf"),
                    entry("png", "image/png"),
                    entry("ppt", "application/vnd.ms-powerpoint"),
                    entry(
                            "pptx",
                            "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
                    entry("rtf", "application/rtf"),
                    entry("svg", "image/svg+xml"),
                    entry("tar", "application/x-tar"),
                    entry("txt", "text/plain"),
                    entry("webp", "image/webp"),
                    entry("xls", "application/vnd.ms-excel"),
                    entry(
                            "xlsx",
                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                    entry("xml", "application/xml"),
                    entry("zip", "application/zip"));

    private FileNames() {}

    /** Null for what is no path. */
    static @Nullable String last(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 || slash == path.length() - 1 ? null : path.substring(slash + 1);
    }

    /** Null for a name without an ending. */
    static @Nullable String mediaType(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        boolean ends = dot > 0 && name.substring(dot + 1).matches("[A-Za-z0-9]{1,8}");
        return ends
                ? TYPES.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN)
                : null;
    }
}
