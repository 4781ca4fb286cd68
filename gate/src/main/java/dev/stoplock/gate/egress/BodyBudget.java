package dev.stoplock.gate.egress;

import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.http1.Http1Requests;

/**
 * How much memory the bodies under way of one instance take up, requests and replies of all its
 * connections together. Threat: 256 connections with a body each that is never finished.
 *
 * <p>Guarantees: never more than the limit is given out, and what was given for one request is not
 * taken from it for another. A body of up to 64 KiB needs none.
 */
final class BodyBudget {

    static final RuleId RULE = new RuleId("wire.bodies-under-way");

    private final long limit;

    /** Guarded by this. */
    private long given;

    /** {@code limit} is in bytes. */
    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Why a body is not taken. */
    String sentence() {
        return "bodies that the server sends and gets at the same time would be over "
                + (limit >> 20)
                + " MiB together; this one is not taken";
    }

    /** For one connection, which gives all of it back by closing it. */
    Share share() {
        return new Share();
    }

    private synchronized boolean change(long by) {
        if (by > 0 && given + by > limit) {
            return false;
        }
        given += by;
        return true;
    }

    synchronized long given() {
        return given;
    }

    /**
     * What one connection holds of it: of one request and its reply at a time. Used by one thread.
     */
    final class Share implements AutoCloseable {

        private long request;
        private long reply;

        private Share() {}

        /**
         * From now on the request takes up so much; false where there is no room, and none is
         * given.
         */
        boolean request(long bytes) {
            long needed = needed(bytes);
            boolean has = change(needed - request);
            request = has ? needed : request;
            return has;
        }

        /** The same for its reply. */
        boolean reply(long bytes) {
            long needed = needed(bytes);
            boolean has = change(needed - reply);
            reply = has ? needed : reply;
            return has;
        }

        private static long needed(long bytes) {
            return bytes > Http1Requests.SMALL ? bytes : 0;
        }

        /** How much the request has. */
        long held() {
            return request;
        }

        /** Neither takes up anything any more. */
        @Override
        public void close() {
            change(-request - reply);
            request = 0;
            reply = 0;
        }
    }
}
