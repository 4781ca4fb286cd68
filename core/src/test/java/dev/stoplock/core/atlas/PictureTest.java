package dev.stoplock.core.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The hand-set picture can be drawn, and walked through by keyboard. */
final class PictureTest {

    /** Half of a box, as part of a column or row. */
    private static final double HALF = 0.3;

    private static final Atlas ATLAS = BundledTexts.atlas();

    @Test
    void no_straight_arrow_runs_through_a_box_that_is_not_one_of_its_ends() {
        List<String> through = new ArrayList<>();
        for (Flow flow : ATLAS.flows()) {
            for (Component box : ATLAS.components()) {
                if (!flow.touches(box.id()) && crosses(flow, box.position())) {
                    through.add(flow + " runs through " + box.id());
                }
            }
        }
        assertThat(through).isEmpty();
    }

    @Test
    void an_arrow_through_a_box_would_be_found() {
        Flow registryToApproval =
                new Flow(
                        new ComponentId("registry"),
                        new ComponentId("approval"),
                        FlowKind.DATA,
                        null);
        assertThat(crosses(registryToApproval, position("identity"))).isTrue();
        assertThat(crosses(registryToApproval, position("model"))).isFalse();
    }

    @Test
    void each_zone_is_a_band_of_columns_from_left_to_right() {
        int last = -1;
        for (Zone zone : Zone.values()) {
            List<Integer> columns =
                    ATLAS.components().stream()
                            .filter(component -> component.zone() == zone)
                            .map(component -> component.position().column())
                            .sorted()
                            .toList();
            assertThat(columns.getFirst()).as(zone.title()).isGreaterThan(last);
            last = columns.getLast();
        }
    }

    @Test
    void the_walk_follows_the_flows_and_meets_every_component_once() {
        assertThat(ATLAS.walk())
                .extracting(component -> component.id().value())
                .startsWith(
                        "user", "loop", "model", "approval", "runtime", "server", "api", "mailbox")
                .hasSize(13)
                .doesNotHaveDuplicates();
    }

    @Test
    void an_arrow_key_goes_along_a_flow_where_one_goes_that_way() {
        assertThat(step("user", Arrow.RIGHT)).isEqualTo("loop");
        assertThat(step("loop", Arrow.LEFT)).isEqualTo("user");
        assertThat(step("loop", Arrow.DOWN)).isEqualTo("runtime");
        assertThat(step("registry", Arrow.DOWN)).isEqualTo("server");
        assertThat(step("server", Arrow.RIGHT)).isEqualTo("api");
        assertThat(step("api", Arrow.UP)).isEqualTo("mailbox");
        assertThat(step("runtime", Arrow.RIGHT)).isEqualTo("database");
        assertThat(step("runtime", Arrow.DOWN)).isEqualTo("server");
    }

    @Test
    void where_no_flow_goes_an_arrow_key_leads_to_the_neighbour_and_at_the_edge_nowhere() {
        assertThat(step("user", Arrow.DOWN)).isEqualTo("content");
        assertThat(step("user", Arrow.LEFT)).isEqualTo("user");
        assertThat(step("mailbox", Arrow.RIGHT)).isEqualTo("mailbox");
    }

    @Test
    void the_arrow_keys_lead_from_each_component_to_every_other() {
        for (Component start : ATLAS.components()) {
            Set<ComponentId> reached = new HashSet<>(Set.of(start.id()));
            Deque<ComponentId> open = new ArrayDeque<>(reached);
            while (!open.isEmpty()) {
                ComponentId from = open.remove();
                for (Arrow arrow : Arrow.values()) {
                    ComponentId to = ATLAS.step(from, arrow).id();
                    if (reached.add(to)) {
                        open.add(to);
                    }
                }
            }
            assertThat(reached).as("from " + start.name()).hasSize(13);
        }
    }

    private static String step(String from, Arrow arrow) {
        return ATLAS.step(new ComponentId(from), arrow).id().value();
    }

    private static Position position(String id) {
        return ATLAS.component(new ComponentId(id)).position();
    }

    /** Whether the line between the centres of a flow's ends meets the box, by small steps. */
    private static boolean crosses(Flow flow, Position box) {
        Position from = ATLAS.component(flow.from()).position();
        Position to = ATLAS.component(flow.to()).position();
        for (int step = 0; step <= 200; step++) {
            double part = step / 200.0;
            double x = from.column() + part * (to.column() - from.column());
            double y = from.row() + part * (to.row() - from.row());
            if (Math.abs(x - box.column()) < HALF && Math.abs(y - box.row()) < HALF) {
                return true;
            }
        }
        return false;
    }
}
