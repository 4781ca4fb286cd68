package dev.stoplock.lab.loopback;

/** One header field, its name as it was written. */
public record Header(String name, String value) {

    public Header {
        if (name.isEmpty()
                || (name + value).chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("not a header field: " + name);
        }
    }
}
