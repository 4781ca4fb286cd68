package dev.stoplock.gate.console;

import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.ServerSettings;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.console.page.Frame;
import dev.stoplock.gate.console.page.Frame.Health;
import dev.stoplock.gate.console.page.Frame.State;
import dev.stoplock.gate.console.page.Tone;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Signer;
import dev.stoplock.gate.report.Plain;
import java.io.IOException;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes what stands around a page, from the settings and the ledger as they are now. */
final class Frames {

    private final Home home;
    private final Signer signer;
    private final Map<String, String> assets;

    Frames(Home home, Signer signer, Map<String, String> assets) {
        this.home = home;
        this.signer = signer;
        this.assets = Map.copyOf(assets);
    }

    /** For who is signed in. */
    Frame of(String title, Asked asked) {
        return new Frame(
                title,
                asked.theme(),
                new Health(mode(), ledger()),
                asked.signedIn().token(),
                Frame.Place.BELOW,
                assets);
    }

    /** For anybody: it tells nothing of the gate. */
    Frame open(String title, Frame.Theme theme) {
        return new Frame(title, theme, null, null, Frame.Place.BELOW, assets);
    }

    /** As the settings say, which hold for what is started from now on. */
    private State mode() {
        try {
            List<String> lowered =
                    HomeConfig.read(home.configFile()).servers().entrySet().stream()
                            .filter(each -> isLowered(each.getValue()))
                            .map(each -> each.getKey().value())
                            .sorted()
                            .toList();
            return lowered.isEmpty()
                    ? new State(Tone.ALLOW, Plain.of("enforcing"))
                    : new State(
                            Tone.HOLD,
                            Plain.of("not enforcing all for " + String.join(", ", lowered)));
        } catch (Refused e) {
            return new State(Tone.DENY, Plain.of("settings: " + e.refusal().sentence()));
        } catch (IOException e) {
            return new State(Tone.DENY, Plain.of("settings cannot be read"));
        }
    }

    private static boolean isLowered(ServerSettings settings) {
        return settings.modes().byGroup().values().stream().anyMatch(mode -> mode != Mode.ENFORCE);
    }

    private State ledger() {
        try {
            signer.checkpoint();
            long size = new LedgerReader(home.ledger(), home.keys()).checkpoint().size();
            return new State(
                    Tone.ALLOW,
                    Plain.of(
                            NumberFormat.getIntegerInstance(Locale.ROOT).format(size)
                                    + (size == 1 ? " record, signed" : " records, signed")));
        } catch (Refused e) {
            return new State(Tone.DENY, Plain.of(e.refusal().sentence()));
        } catch (IOException e) {
            return new State(Tone.DENY, Plain.of("the ledger cannot record: nothing leaves"));
        }
    }
}
