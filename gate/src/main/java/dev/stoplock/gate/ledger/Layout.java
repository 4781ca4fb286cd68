package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Tile;
import dev.stoplock.core.model.Digest;
import java.nio.file.Path;

/** Where each thing of a ledger lies in its directory. */
record Layout(Path directory) {

    Path log() {
        return directory.resolve("log");
    }

    Path checkpoint() {
        return log().resolve("checkpoint");
    }

    Path tile(Tile tile) {
        return log().resolve(tile.path());
    }

    Path writeAhead() {
        return directory.resolve("wal");
    }

    Path segment() {
        return writeAhead().resolve("segment");
    }

    /** Files are made here under this name and renamed, so that log/ never holds half a file. */
    Path fresh() {
        return writeAhead().resolve("fresh");
    }

    /** Exists where the last stop left something begun and not ended. */
    Path unfinished() {
        return writeAhead().resolve("unfinished");
    }

    Path bodies() {
        return directory.resolve("bodies");
    }

    Path body(Digest digest) {
        return bodies().resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    Path lock() {
        return directory.resolve("lock");
    }
}
