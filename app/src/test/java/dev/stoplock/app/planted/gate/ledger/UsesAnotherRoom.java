package dev.stoplock.app.planted.gate.ledger;

import dev.stoplock.app.planted.gate.cli.Command;

/** Planted: breaks rule 3 by using a caller. */
final class UsesAnotherRoom {

    String other(Command command) {
        return command.name();
    }
}
