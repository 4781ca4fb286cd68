package dev.stoplock.lab.mutation;

import java.util.ArrayList;
import java.util.List;

/** One address of a list, and the list with something else in its place. */
record ChosenAddress(List<Mailboxes.Mailbox> entries, int index) {

    ChosenAddress {
        entries = List.copyOf(entries);
    }

    String address() {
        return entries.get(index).address();
    }

    String local() {
        return address().substring(0, address().lastIndexOf('@'));
    }

    String domain() {
        return address().substring(address().lastIndexOf('@') + 1);
    }

    /** The list with the chosen address written otherwise, its name kept. */
    String instead(String other) {
        String name = entries.get(index).name();
        return entry(name.isEmpty() ? other : name + " <" + other + ">");
    }

    /** The list with the chosen entry written otherwise. */
    String entry(String other) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Mailboxes.Mailbox each = entries.get(i);
            String plain =
                    each.name().isEmpty()
                            ? each.address()
                            : each.name() + " <" + each.address() + ">";
            all.add(i == index ? other : plain);
        }
        return String.join(", ", all);
    }
}
