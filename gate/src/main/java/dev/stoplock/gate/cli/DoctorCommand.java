package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerSettings;
import dev.stoplock.core.model.Upstream;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.egress.ServerTls;
import dev.stoplock.gate.egress.WireLimits;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.sandbox.Layers;
import dev.stoplock.gate.sandbox.Layers.Layer;
import dev.stoplock.gate.sandbox.Layers.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * {@code stoplock doctor}: each layer that is to hold, whether it does on this machine and by these
 * settings, and why.
 */
@CommandLine.Command(
        name = "doctor",
        description = "Show which layers of enforcement hold here, and why.")
final class DoctorCommand extends Command {

    @CommandLine.Option(names = "--json", description = "print it as one JSON object")
    private boolean json;

    DoctorCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
        HomeConfig config = HomeConfig.read(site().home().configFile());
        List<Layer> layers = new ArrayList<>();
        try {
            layers.addAll(Layers.here());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        layers.add(
                new Layer(
                        "TLS",
                        State.ON,
                        "read by "
                                + ServerTls.available()
                                + ", HTTP/1.1 only; HTTP/2 and WebSockets are refused"));
        layers.addAll(upstream(config.upstream()));
        new TreeMap<>(byName(config))
                .forEach((name, settings) -> layers.addAll(server(name, settings)));
        layers.add(new Layer("limits of a request", State.ON, WireLimits.SENTENCE));
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("schema", "stoplock.local/doctor-1")
                                    .put(
                                            "layers",
                                            new Json.Arr(
                                                    layers.stream()
                                                            .map(DoctorCommand::json)
                                                            .toList()))
                                    .build());
        } else {
            for (Layer layer : layers) {
                String state = layer.state().name().toLowerCase(Locale.ROOT);
                Wrapped.lines(String.format("%-7s", state), layer.name() + ": " + layer.why())
                        .forEach(terminal()::line);
            }
        }
        return layers.stream().anyMatch(layer -> layer.state() == State.CANNOT)
                ? Refusal.Exit.PREREQUISITE.code()
                : 0;
    }

    private static Map<String, ServerSettings> byName(HomeConfig config) {
        Map<String, ServerSettings> all = new TreeMap<>();
        for (Map.Entry<ServerName, ServerSettings> each : config.servers().entrySet()) {
            all.put(each.getKey().value(), each.getValue());
        }
        return all;
    }

    private static List<Layer> upstream(Upstream upstream) {
        List<Layer> layers = new ArrayList<>();
        String proxy = upstream.proxy();
        layers.add(
                new Layer(
                        "address check",
                        proxy == null || upstream.onlyDial() ? State.ON : State.OFF,
                        upstream.onlyDial()
                                ? "only what upstream.dial names is dialled"
                                : proxy == null
                                        ? "the gate resolves at dial time, refuses private, loopback, link-local and metadata addresses, and dials that very one"
                                        : "by the proxy "
                                                + proxy
                                                + ", which resolves names: the gate asks it by name and sees no address"));
        upstream.dial()
                .forEach((name, address) ->
                        layers.add(
                                new Layer(
                                        "dial",
                                        State.OFF,
                                        name
                                                + " is dialled at "
                                                + address
                                                + " without an address check, as you say")));
        layers.add(
                new Layer(
                        "upstream trust",
                        State.ON,
                        upstream.ca().isEmpty()
                                ? "the JDK's roots"
                                : "the JDK's roots, and " + String.join(", ", upstream.ca())));
        return layers;
    }

    private static List<Layer> server(String name, ServerSettings settings) {
        List<Layer> layers = new ArrayList<>();
        if (settings.modes().isWeb()) {
            layers.add(new Layer(name, State.OFF, "kind web: " + Modes.NOT_EXPLAINED));
        }
        for (RuleGroup group :
                List.of(
                        RuleGroup.HOST,
                        RuleGroup.CONTRACT,
                        RuleGroup.RECIPIENTS,
                        RuleGroup.CREDENTIAL)) {
            Mode mode = settings.modes().of(group);
            if (mode != Mode.ENFORCE) {
                String word = group.name().toLowerCase(Locale.ROOT);
                layers.add(
                        new Layer(
                                name,
                                State.OFF,
                                "rules of group "
                                        + word
                                        + " are in "
                                        + mode.name().toLowerCase(Locale.ROOT)
                                        + " mode: what they deny is let go"));
            }
        }
        settings.passthrough().stream()
                .map(Object::toString)
                .sorted()
                .forEach(host ->
                        layers.add(
                                new Layer(
                                        name,
                                        State.OFF,
                                        "connections to "
                                                + host
                                                + " pass through unread: nothing in them is judged, no secret is put in or looked for")));
        return layers;
    }

    private static Json json(Layer layer) {
        return Json.object()
                .put("name", layer.name())
                .put("state", layer.state().name().toLowerCase(Locale.ROOT))
                .put("why", layer.why())
                .build();
    }
}
