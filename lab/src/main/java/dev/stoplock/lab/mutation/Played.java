package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * A recorded call as a drill plays it again: what the lab's server writes where it is to write what
 * was recorded, and what bytes that arrived are beside it.
 */
record Played(String tool, ObjectNode arguments, Step step, Function<byte[], Expected> read) {

    static Played of(Subject subject, Recording recording) {
        return new Played(
                recording.tool(),
                recording.arguments(),
                Step.of(subject.host(), recording.request().text()),
                bytes -> Oracle.compare(subject, recording, bytes));
    }

    static Played of(Subject subject, SmtpSession session) {
        return new Played(
                session.tool(),
                session.arguments(),
                session.step(subject.api(), SmtpMoves.login(subject)),
                bytes -> SmtpOracle.compare(session, bytes));
    }
}
