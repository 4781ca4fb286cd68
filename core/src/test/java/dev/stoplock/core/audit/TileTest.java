package dev.stoplock.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, tile/0/000",
        "0, 999, 256, tile/0/999",
        "0, 1000, 256, tile/0/x001/000",
        "1, 1234067, 256, tile/1/x001/x234/067",
        "0, 1234, 17, tile/0/x001/234.p/17",
        "-1, 0, 1, tile/entries/000.p/1",
        "-1, 1234067, 256, tile/entries/x001/x234/067"
    })
    void pathsAreThoseOfTheSpecification(int level, long index, int width, String path) {
        Tile tile = new Tile(level, index, width);
        assertThat(tile.path()).isEqualTo(path);
        assertThat(Tile.parse(path)).isEqualTo(tile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tile/0/0", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256",
                        "tile/0/000.p/07", "tile/8/000", "tile/data/000",
                "tile/0/../000", "tile/0/000 ", "tile/0/001/x000", "checkpoint", "tile/0/000.p",
                        "tile/00/000", "/tile/0/000"
            })
    void otherPathsAreNoTiles(String path) {
        assertThat(Tile.parse(path)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|tile/entries/000.p/1 tile/0/000.p/1",
                "255|tile/entries/000.p/255 tile/0/000.p/255",
                "256|tile/entries/000 tile/0/000 tile/1/000.p/1",
                "257|tile/entries/000 tile/entries/001.p/1 tile/0/000 tile/0/001.p/1 tile/1/000.p/1",
                "600|tile/entries/000 tile/entries/001 tile/entries/002.p/88 tile/0/000 tile/0/001 tile/0/002.p/88 tile/1/000.p/2"
            })
    void aLogOfThisSizeHasExactlyTheseFiles(long size, String paths) {
        List<Tile> tiles = Tile.of(size);
        assertThat(tiles.stream().map(Tile::path).toList()).containsExactly(paths.split(" "));
        assertThat(tiles).allMatch(tile -> tile.belongsTo(size));
        assertThat(Tile.partials(size))
                .containsExactlyInAnyOrderElementsOf(tiles.stream().filter(Tile::partial).toList());
        assertThat(Tile.of(size + 1).stream().filter(Tile::partial))
                .noneMatch(tile -> tile.level() < 1 && tile.belongsTo(size));
    }

    @Test
    void aPositionOutsideTheLogIsABug() {
        assertThat(Tile.holding(0, 600, 601)).isEqualTo(new Tile(0, 2, 89));
        assertThat(Tile.holding(1, 1, 601)).isEqualTo(new Tile(1, 0, 2));
        assertThatThrownBy(() -> Tile.holding(1, 2, 601))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bundlesSplitIntoWhatTheyWereMadeOfAndTornOnesSayWhere() {
        byte[] bytes =
                Entries.join(List.of(new byte[0], new byte[Entries.LONGEST], new byte[] {7}));
        assertThat(Entries.split(bytes))
                .isInstanceOfSatisfying(
                        Entries.Read.Whole.class,
                        whole -> assertThat(Entries.join(whole.entries())).isEqualTo(bytes));
        assertThat(Entries.split(java.util.Arrays.copyOf(bytes, bytes.length - 1)))
                .isEqualTo(new Entries.Read.Torn(2));
        assertThatThrownBy(() -> Entries.join(List.of(new byte[Entries.LONGEST + 1])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
