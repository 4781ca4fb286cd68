package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.Component;
import dev.stoplock.core.atlas.ComponentId;
import dev.stoplock.core.atlas.Flow;
import dev.stoplock.core.atlas.Zone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The picture of the atlas in numbers a drawing needs: boxes where their components' positions put
 * them, arrows from edge to edge. The same atlas gives the same picture: nothing ever moves. Units
 * are those of the drawing, {@link #width} by {@link #height}.
 */
public record Diagram(
        int width,
        int height,
        List<Area> areas,
        List<Box> boxes,
        List<Line> lines,
        @Nullable Gate gate) {

    private static final int BOX_WIDTH = 220;
    private static final int BOX_HEIGHT = 64;
    private static final int NUMBER_WIDTH = 24;
    private static final int GATE_WIDTH = 156;
    private static final int COLUMN = 268;
    private static final int ROW = 132;
    private static final int LEFT = 28;
    private static final int TOP = 66;

    /** How far two arrows between the same boxes are apart, from their middle. */
    private static final double APART = 11;

    /** Between an arrow's end and the box. */
    private static final double SPACE = 5;

    /** A zone, behind its components. */
    public record Area(Zone zone, int x, int width) {}

    /** A component; {@code touched} ones are marked from the start. */
    public record Box(Component component, int x, int y, boolean touched) {

        public int middle() {
            return x + BOX_WIDTH / 2;
        }

        public int width() {
            return BOX_WIDTH;
        }

        public int height() {
            return BOX_HEIGHT;
        }
    }

    /** A flow, with the place of its letter; {@code gated} where the gate stands on it. */
    public record Line(
            Flow flow,
            String x1,
            String y1,
            String x2,
            String y2,
            String letterX,
            String letterY,
            boolean gated) {

        /** Whether it runs down or up rather than across. */
        public boolean isUpright() {
            double across = Double.parseDouble(x2) - Double.parseDouble(x1);
            double down = Double.parseDouble(y2) - Double.parseDouble(y1);
            return Math.abs(down) > Math.abs(across);
        }
    }

    /**
     * As much of a small text as surely fits into a box beside its number. Threat: a drawing does
     * not wrap, and letters of other scripts may be of any width.
     */
    static String fitted(String words) {
        String plain = words.replaceAll("[^ -~]+", "?");
        double left = BOX_WIDTH - NUMBER_WIDTH;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            left -= c == ' ' ? 3.9 : "MW@%mw".indexOf(c) >= 0 ? 12 : c < 'a' ? 9.5 : 6.6;
            if (left < 0) {
                return plain.substring(0, i) + "…";
            }
        }
        return plain;
    }

    /** The gate, drawn upon the arrow it stands on. */
    public record Gate(int x, int y, int width) {

        public int middle() {
            return x + width / 2;
        }
    }

    public Diagram {
        areas = List.copyOf(areas);
        boxes = List.copyOf(boxes);
        lines = List.copyOf(lines);
    }

    public static Diagram of(Atlas atlas, Set<ComponentId> touched) {
        List<Box> boxes = new ArrayList<>();
        for (Component each : atlas.walk()) {
            boxes.add(
                    new Box(
                            each,
                            LEFT + each.position().column() * COLUMN,
                            TOP + each.position().row() * ROW,
                            touched.contains(each.id())));
        }
        List<Line> lines = new ArrayList<>();
        for (Flow flow : atlas.flows()) {
            lines.add(line(atlas, flow, box(boxes, flow.from()), box(boxes, flow.to())));
        }
        int columns = 1 + last(boxes, true);
        int rows = 1 + last(boxes, false);
        return new Diagram(
                2 * LEFT + columns * COLUMN - (COLUMN - BOX_WIDTH),
                TOP + rows * ROW - (ROW - BOX_HEIGHT) + LEFT,
                areas(boxes),
                boxes,
                lines,
                lines.stream().filter(Line::gated).findFirst().map(Diagram::gate).orElse(null));
    }

    private static Gate gate(Line line) {
        double x = (Double.parseDouble(line.x1()) + Double.parseDouble(line.x2())) / 2;
        double y = (Double.parseDouble(line.y1()) + Double.parseDouble(line.y2())) / 2;
        return new Gate((int) x - GATE_WIDTH / 2, (int) y - 27, GATE_WIDTH);
    }

    private static int last(List<Box> boxes, boolean column) {
        return boxes.stream()
                .map(Box::component)
                .mapToInt(each -> column ? each.position().column() : each.position().row())
                .max()
                .orElse(0);
    }

    private static List<Area> areas(List<Box> boxes) {
        List<Area> areas = new ArrayList<>();
        for (Zone zone : Zone.values()) {
            List<Box> inside =
                    boxes.stream().filter(box -> box.component().zone() == zone).toList();
            int from = inside.stream().mapToInt(Box::x).min().orElse(0);
            int to = inside.stream().mapToInt(Box::x).max().orElse(0) + BOX_WIDTH;
            areas.add(new Area(zone, from - 16, to - from + 32));
        }
        areas.sort(Comparator.comparingInt(Area::x));
        return areas;
    }

    private static Box box(List<Box> boxes, ComponentId id) {
        return boxes.stream()
                .filter(box -> box.component().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no box for " + id));
    }

    private static Line line(Atlas atlas, Flow flow, Box from, Box to) {
        double ax = from.middle();
        double ay = from.y() + BOX_HEIGHT / 2.0;
        double bx = to.middle();
        double by = to.y() + BOX_HEIGHT / 2.0;
        double length = Math.hypot(bx - ax, by - ay);
        double dx = (bx - ax) / length;
        double dy = (by - ay) / length;
        boolean both =
                atlas.flowsFrom(flow.to()).stream().anyMatch(back -> back.to().equals(flow.from()));
        double aside = both ? APART : 0;
        // seen in its direction each arrow keeps to the left of the middle
        ax += dy * aside;
        ay -= dx * aside;
        bx += dy * aside;
        by -= dx * aside;
        double start = leaves(from, ax, ay, dx, dy) + SPACE;
        double end = leaves(to, bx, by, -dx, -dy) + SPACE;
        double x1 = ax + dx * start;
        double y1 = ay + dy * start;
        double x2 = bx - dx * end;
        double y2 = by - dy * end;
        boolean gated = !atlas.controlsOn(flow).isEmpty();
        double at = gated ? 0.22 : both ? 0.36 : 0.5;
        return new Line(
                flow,
                number(x1),
                number(y1),
                number(x2),
                number(y2),
                number(x1 + (x2 - x1) * at),
                number(y1 + (y2 - y1) * at),
                gated);
    }

    /** How far from a point in a box its edge is, in this direction. */
    private static double leaves(Box box, double x, double y, double dx, double dy) {
        double across =
                dx == 0 ? Double.MAX_VALUE : ((dx > 0 ? box.x() + BOX_WIDTH : box.x()) - x) / dx;
        double along =
                dy == 0 ? Double.MAX_VALUE : ((dy > 0 ? box.y() + BOX_HEIGHT : box.y()) - y) / dy;
        return Math.min(across, along);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
