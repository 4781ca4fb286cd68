package dev.stoplock.core.wire.http1;

/** A request's method, origin-form target and fields. */
public record RequestHead(String method, String target, Fields fields) {

    /** The target without its query. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The query without its question mark, empty where there is none. */
    public String query() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }
}
