package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.Framework;
import dev.stoplock.core.atlas.Lens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A public list of risks or controls, and those of its ids that the atlas gives to a risk. */
public record IdList(Framework framework, List<String> ids) {

    public IdList {
        ids = List.copyOf(ids);
    }

    /** Those of which an id is used, lens by lens. */
    static List<IdList> of(Atlas atlas) {
        Map<Framework, List<String>> ids = new LinkedHashMap<>();
        for (Lens lens : Lens.values()) {
            atlas.frameworks(lens).forEach(each -> ids.put(each, new ArrayList<>()));
            atlas.risks().stream()
                    .flatMap(risk -> atlas.names(risk, lens).stream())
                    .distinct()
                    .forEach(name ->
                            ids.computeIfAbsent(name.framework(), each -> new ArrayList<>())
                                    .add(name.reference().id().value()));
        }
        return ids.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> new IdList(each.getKey(), each.getValue().stream().sorted().toList()))
                .toList();
    }
}
