package dev.stoplock.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerkleTest {

    /** The eight inputs that Certificate Transparency's implementations test their roots with. */
    private static final List<byte[]> INPUTS =
            List.of(
                            "",
                            "00",
                            "10",
                            "2021",
                            "3031",
                            "40414243",
                            "5051525354555657",
                            "606162636465666768696a6b6c6d6e6f")
                    .stream()
                    .map(HexFormat.of()::parseHex)
                    .toList();

    @ParameterizedTest
    @CsvSource({
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    })
    void rootsAreThoseOfRfc6962(int size, String root) {
        GrowingTree tree = new GrowingTree();
        INPUTS.subList(0, size).forEach(input -> tree.append(Merkle.leaf(input)));
        assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(root);
    }

    @Test
    void everyInclusionProofOfASmallTreeHoldsForItsLeafOnly() {
        List<byte[]> leaves = leaves(40);
        for (int size = 1; size <= leaves.size(); size++) {
            byte[] root = root(leaves, size);
            assertThat(Merkle.<RuntimeException>root(size, nodes(leaves))).isEqualTo(root);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = Merkle.<RuntimeException>inclusion(index, size, nodes(leaves));
                assertThat(Merkle.includes(leaves.get(index), index, size, path, root)).isTrue();
                assertThat(Merkle.includes(leaves.get((index + 1) % 40), index, size, path, root))
                        .isFalse();
                assertThat(Merkle.includes(leaves.get(index), index + 1, size, path, root))
                        .isFalse();
                List<byte[]> longer = new ArrayList<>(path);
                longer.add(root);
                assertThat(Merkle.includes(leaves.get(index), index, size, longer, root)).isFalse();
                if (!path.isEmpty()) {
                    List<byte[]> shorter = path.subList(0, path.size() - 1);
                    assertThat(Merkle.includes(leaves.get(index), index, size, shorter, root))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyConsistencyProofOfASmallTreeHoldsAndNoRewrittenTreePasses() {
        List<byte[]> leaves = leaves(40);
        for (int size = 1; size <= leaves.size(); size++) {
            byte[] now = root(leaves, size);
            for (int older = 1; older <= size; older++) {
                byte[] old = root(leaves, older);
                List<byte[]> proof =
                        Merkle.<RuntimeException>consistency(older, size, nodes(leaves));
                assertThat(Merkle.extendsTree(older, old, size, now, proof)).isTrue();
                List<byte[]> rewritten = new ArrayList<>(leaves);
                rewritten.set(
                        older - 1,
                        Merkle.leaf("rewritten".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                byte[] other = root(rewritten, older);
                assertThat(Merkle.extendsTree(older, other, size, now, proof)).isFalse();
                List<byte[]> otherProof =
                        Merkle.<RuntimeException>consistency(older, size, nodes(rewritten));
                assertThat(Merkle.extendsTree(older, old, size, root(rewritten, size), otherProof))
                        .isFalse();
            }
        }
    }

    @Test
    void aTreeResumedFromItsUnfinishedTilesGrowsAsTheWholeOneDoes() {
        for (int size : new int[] {1, 255, 256, 257, 65_535, 65_536, 65_537}) {
            GrowingTree whole = new GrowingTree();
            for (int i = 0; i < size; i++) {
                whole.append(Merkle.leaf(new byte[] {(byte) i, (byte) (i >> 8)}));
            }
            GrowingTree resumed =
                    GrowingTree.<RuntimeException>resume(
                            size,
                            tile ->
                                    whole.partials().stream()
                                            .filter(filled -> filled.tile().equals(tile))
                                            .findFirst()
                                            .orElseThrow()
                                            .bytes());
            assertThat(resumed.root()).isEqualTo(whole.root());
            for (int i = 0; i < 300; i++) {
                List<Tile> completed =
                        whole.append(Merkle.leaf(new byte[] {1})).stream()
                                .map(GrowingTree.Filled::tile)
                                .toList();
                assertThat(
                                resumed.append(Merkle.leaf(new byte[] {1})).stream()
                                        .map(GrowingTree.Filled::tile)
                                        .toList())
                        .isEqualTo(completed);
            }
            assertThat(resumed.root()).isEqualTo(whole.root());
        }
    }

    private static List<byte[]> leaves(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(Merkle.leaf(new byte[] {(byte) i}));
        }
        return leaves;
    }

    private static byte[] root(List<byte[]> leaves, int size) {
        GrowingTree tree = new GrowingTree();
        leaves.subList(0, size).forEach(tree::append);
        return tree.root();
    }

    private static Merkle.Nodes<RuntimeException> nodes(List<byte[]> leaves) {
        return (height, index) -> {
            int from = (int) index << height;
            return Merkle.subtree(leaves.subList(from, from + (1 << height)));
        };
    }
}
