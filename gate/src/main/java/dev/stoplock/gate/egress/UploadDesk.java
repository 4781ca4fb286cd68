package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.Uploads;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;

/** Where the uploads of one instance are taken in, as long as they and the disk have room. */
final class UploadDesk {

    private final Spool spool;
    private final InstanceId instance;
    private final Secrets secrets;
    private final BodyBudget disk;

    UploadDesk(Spool spool, InstanceId instance, Secrets secrets, BodyBudget disk) {
        this.spool = spool;
        this.instance = instance;
        this.secrets = secrets;
        this.disk = disk;
    }

    /** What one connection takes in, one upload at a time. */
    UploadIntake intake() {
        return new UploadIntake(this, disk.share());
    }

    static boolean isOne(RequestHead head, Destination destination, long bytes) {
        return bytes > WireLimits.SPOOLED_FROM && Uploads.mayBe(head, destination);
    }

    HttpStep.Refused noRoom() {
        return new HttpStep.Refused(BodyBudget.RULE, disk.sentence());
    }

    static HttpStep.Refused notSpooled(String why) {
        return new HttpStep.Refused(
                new RuleId("wire.not-spooled"),
                "an upload cannot be put on disk until it is judged ("
                        + why
                        + "), so it is refused");
    }

    Spooled begun(long bytes) throws IOException {
        if (!spool.hasRoom(bytes)) {
            throw new IOException("the disk has too little room left");
        }
        return new Spooled(spool.begin(), instance, secrets);
    }
}
