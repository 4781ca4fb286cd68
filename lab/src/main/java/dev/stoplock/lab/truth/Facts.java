package dev.stoplock.lab.truth;

/**
 * What the word of a cell is computed from.
 *
 * @param copies mails in the stranger's mailbox
 * @param copiesWithout the same with no control at all, with the same seed
 * @param twinAsked mails the agent asked for in the clean twin
 * @param twinArrived those of them that arrived as asked
 * @param saysWhy whether a record of this control names what it refused, or the locked bytes that
 *     ran in the place of the update
 * @param named whether a finding names the stranger's address
 * @param twinFound whether the twin raised a finding as well
 * @param inItsRecord whether the address stands in what this control writes
 * @param bounded whether nothing the server had sends from outside, while the real token does
 */
public record Facts(
        int copies,
        int copiesWithout,
        int twinAsked,
        int twinArrived,
        boolean saysWhy,
        boolean named,
        boolean twinFound,
        boolean inItsRecord,
        boolean bounded) {

    public Facts {
        if (twinAsked <= 0) {
            throw new IllegalArgumentException("a twin that mails nothing shows nothing");
        }
    }
}
