package dev.stoplock.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of text under a head, the first column to the left and the others to the right. */
final class Table {

    private static final double SMALL = 0.1;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    Table row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row has as many cells as the head");
        }
        rows.add(List.of(cells));
        return this;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
    }

    /** How many times the one is the other; small ones as a fraction. */
    static String ratio(double one, double other) {
        return one / other < SMALL
                ? "1/" + Math.round(other / one)
                : String.format(Locale.ROOT, "%.2f", one / other);
    }

    @Override
    public String toString() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
