package dev.stoplock.core.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log: {@code width} neighbouring hashes of tree level {@code 8·level} from {@code
 * 256·index} on, or, at level {@code ENTRIES}, the entries themselves. Below 256 it is partial.
 *
 * <p>Source: C2SP tlog-tiles (https://c2sp.org/tlog-tiles): tile height 8, {@code tile/L/N[.p/W]}
 * and {@code tile/entries/N[.p/W]}, N in groups of three digits of which all but the last begin
 * with an x.
 */
public record Tile(int level, long index, int width) {

    public static final int ENTRIES = -1;
    public static final int FULL = 256;
    private static final int BITS = 8;

    private static final Pattern PATH =
            Pattern.compile(
                    "tile/(entries|0|[1-9])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public Tile {
        if (level < ENTRIES || level > 7 || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException(
                    "no such tile: level " + level + ", index " + index + ", width " + width);
        }
    }

    public boolean partial() {
        return width < FULL;
    }

    /** Relative to the log's directory. */
    public String path() {
        StringBuilder number = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            number.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
        }
        return "tile/"
                + (level == ENTRIES ? "entries" : level)
                + "/"
                + number
                + (partial() ? ".p/" + width : "");
    }

    /** The tile this path names, or null where no tile has exactly this path. */
    public static @Nullable Tile parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        String level = matcher.group(1);
        long index = Long.parseLong(matcher.group(2).replaceAll("[x/]", ""));
        int width = matcher.group(3) == null ? FULL : Integer.parseInt(matcher.group(3));
        int number = level.equals("entries") ? ENTRIES : Integer.parseInt(level);
        if (number > 7 || width > FULL) {
            return null;
        }
        Tile tile = new Tile(number, index, width);
        return tile.path().equals(path) ? tile : null;
    }

    /** Every file of a log of this size, entries first, then level by level. */
    public static List<Tile> of(long size) {
        List<Tile> tiles = new ArrayList<>(row(ENTRIES, size));
        int level = 0;
        for (long count = size; count > 0; count >>= BITS) {
            tiles.addAll(row(level, count));
            level++;
        }
        return tiles;
    }

    /** The last, partial file of each row of a log of this size, where the row has one. */
    public static List<Tile> partials(long size) {
        List<Tile> tiles = new ArrayList<>();
        int level = 0;
        for (long count = size; count > 0; count >>= BITS) {
            int width = (int) (count % FULL);
            if (width > 0) {
                tiles.add(new Tile(level, count / FULL, width));
                if (level == 0) {
                    tiles.add(new Tile(ENTRIES, count / FULL, width));
                }
            }
            level++;
        }
        return tiles;
    }

    /**
     * The file of this row that holds position {@code index} of it in a log of {@code size}: full,
     * or as wide as that log makes it.
     */
    public static Tile holding(int level, long index, long size) {
        long count = level <= 0 ? size : size >> (BITS * level);
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "no position " + index + " in level " + level + " of a log of " + size);
        }
        long tile = index / FULL;
        return new Tile(level, tile, (int) Math.min(FULL, count - tile * FULL));
    }

    /** Whether a log of {@code size} has this file. */
    public boolean belongsTo(long size) {
        long count = level <= 0 ? size : size >> (BITS * level);
        return index * FULL < count && width == Math.min(FULL, count - index * FULL);
    }

    private static List<Tile> row(int level, long count) {
        List<Tile> tiles = new ArrayList<>();
        for (long index = 0; index * FULL < count; index++) {
            tiles.add(new Tile(level, index, (int) Math.min(FULL, count - index * FULL)));
        }
        return tiles;
    }
}
